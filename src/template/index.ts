/** Go's text/template, with docker/cli's functions unless others are given: parse once, execute over JSON seen through Go types. */
import { FUNCTIONS, HEADER_FUNCTIONS, namesOf, type TemplateFunction } from './functions';
import { executeLeniently, executeTemplate, type ExecuteOptions } from './exec';
import { parseTemplate, TemplateError, type ParsedTemplate } from './parse';
import type { Value } from './values';

export { TemplateError };
export { FunctionError, GO_FUNCTIONS, type TemplateFunction } from './functions';
export type { Value };
export { type GoField, GoTypes, type GoType } from './go-type';
export { encodeJson, jsonString } from './json';
export { printValue } from './print';
export { quote } from './quote';
export { type Row, stringValue, wrap } from './values';

export class Template {
  private constructor(
    private parsed: ParsedTemplate,
    private functions: ReadonlyMap<string, TemplateFunction>,
  ) {}

  /** Throws TemplateError: `template: NAME:LINE: …`. */
  static parse(text: string, name = '', functions: ReadonlyMap<string, TemplateFunction> = FUNCTIONS): Template {
    return new Template(parseTemplate(name, text, namesOf(functions)), functions);
  }

  /** The output; throws TemplateError. */
  execute(data: Value, options: ExecuteOptions = {}): string {
    return executeTemplate(this.parsed, data, { functions: this.functions, ...options });
  }

  /** The header line of a table: functions pass titles through, and what goes wrong only ends it. */
  executeHeader(data: Value): string {
    return executeLeniently(this.parsed, data, { functions: HEADER_FUNCTIONS });
  }
}
