/**
 * `inspect` of anything: an indented JSON array, one-line JSON, or a template per object, which is tried on the
 * typed value first and, where the kind allows, on the raw JSON next (docker/cli command/inspect/inspector.go).
 */
import type { Program } from '../../sim';
import { Failure, Failures } from '../_framework/failure';
import type { Context } from '../_framework/context';
import { encodeJson, Template, TemplateError, wrap, type Value } from '../../template';

export interface Inspected {
  value: Value;
  /** The daemon's own JSON: printed as it came, and the second chance of a template. Absent for kinds that re-encode. */
  raw?: unknown;
}

export interface InspectOptions {
  format: string;
  /** Exit code for a template that does not parse. */
  badTemplateExit?: number;
}

export function* inspectAll(context: Context, refs: readonly string[], options: InspectOptions, fetch: (ref: string) => Program<Inspected>): Program {
  const template = parse(options);
  const failures = new Failures();
  const found: Inspected[] = [];
  const lines: string[] = [];
  for (const ref of refs) {
    try {
      const inspected = yield* fetch(ref);
      if (template) lines.push(`${render(template, inspected)}\n`);
      else found.push(inspected);
    } catch (error) {
      failures.add(error);
    }
  }
  yield* context.out.write(template ? lines.join('') || '\n' : toJson(found, options.format));
  failures.throwIfAny();
}

function parse({ format, badTemplateExit = 64 }: InspectOptions): Template | undefined {
  if (format === '' || format === 'json') return undefined;
  try {
    return Template.parse(format);
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(`template parsing error: ${error.message}`, badTemplateExit);
    throw error;
  }
}

function render(template: Template, { value, raw }: Inspected): string {
  try {
    return template.execute(value);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (raw === undefined) throw new Failure(`template parsing error: ${error.message}`);
  }
  try {
    return template.execute(wrap(raw), { missingKeyIsError: true });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new Failure(`template parsing error: ${error.message}`);
  }
}

function toJson(found: readonly Inspected[], format: string): string {
  if (format === 'json')
    return `[${found.map(({ value, raw }) => (raw === undefined ? encodeJson(value, { html: true }) : JSON.stringify(raw))).join(',')}]\n`;
  if (!found.length) return '[]\n';
  const indent = '    ';
  const items = found.map(({ value, raw }) => (raw === undefined ? encodeJson(value, { html: true, indent }) : JSON.stringify(raw, null, 4)));
  return `[\n${items.map((item) => indent + item.replaceAll('\n', `\n${indent}`)).join(',\n')}\n]\n`;
}
