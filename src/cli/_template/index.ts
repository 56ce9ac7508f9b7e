/** Go's text/template with Docker's functions: parse once, execute over JSON seen through Go types. */
import { FUNCTION_NAMES, HEADER_FUNCTIONS } from './functions';
import { executeTemplate, type ExecuteOptions } from './exec';
import { parseTemplate, TemplateError, type ParsedTemplate } from './parse';
import type { Value } from './values';

export { TemplateError };
export type { Value };
export { GoTypes, type GoType } from './go-type';
export { encodeJson, jsonString } from './json';
export { printValue } from './print';
export { quote } from './quote';
export { type Row, wrap } from './values';

export class Template {
  private constructor(private parsed: ParsedTemplate) {}

  /** Throws TemplateError: `template: NAME:LINE: …`. */
  static parse(text: string, name = ''): Template {
    return new Template(parseTemplate(name, text, FUNCTION_NAMES));
  }

  /** The output; throws TemplateError. */
  execute(data: Value, options: ExecuteOptions = {}): string {
    return executeTemplate(this.parsed, data, options);
  }

  /** The header line of a table: functions pass titles through. */
  executeHeader(data: Value): string {
    return executeTemplate(this.parsed, data, { functions: HEADER_FUNCTIONS });
  }
}
