/**
 * The lists of docker: tables with derived headers, templates, JSON lines and raw blocks from one declaration of
 * a row (docker/cli formatter/formatter.go).
 */
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { Template, TemplateError, wrap, type Row } from '../../template';
import type { Program } from '../../sim';
import { alignTabs } from './tabwriter';

export interface ListShape {
  /** Go's name of the row, for messages: `*service.serviceContext`. */
  typeName: string;
  /** Titles by field. */
  headers: Readonly<Record<string, string>>;
  /** Fields of the default table, in order; a cell of another form is written as a template. */
  table: readonly string[];
  /** What `-q` prints. */
  quiet?: string;
  /** Lines of `--format raw`, each a template. */
  raw?: readonly string[];
  takesArgument?: readonly string[];
  hidden?: readonly string[];
}

export type Methods = Row['methods'];

export interface ListOptions {
  format: string;
  quiet?: boolean;
}

/** Text of a list; throws a Failure for a bad template. */
export function formatList(shape: ListShape, rows: readonly Methods[], options: ListOptions): string {
  const { source, isTable } = templateOf(shape, options);
  const template = parse(source);
  const lines = rows.map(
    (methods) => `${execute(template, { typeName: shape.typeName, methods, takesArgument: shape.takesArgument, hidden: shape.hidden })}\n`,
  );
  if (!isTable) return lines.join('');
  return alignTabs(`${headerLine(template, shape)}\n${lines.join('')}`);
}

/** Prints a list to the command's stdout. */
export function* printList(context: Context, shape: ListShape, rows: readonly Methods[], options: ListOptions): Program {
  yield* context.out.write(formatList(shape, rows, options));
}

/** The template behind a `--format` value. */
export function templateOf(shape: ListShape, { format, quiet }: ListOptions): { source: string; isTable: boolean } {
  const wanted = format === '' ? 'table' : format;
  if (quiet && shape.quiet && (wanted === 'table' || wanted === 'raw')) return { source: shape.quiet, isTable: false };
  if (wanted === 'table') return { source: shape.table.map((cell) => (cell.includes('{{') ? cell : `{{.${cell}}}`)).join('\t'), isTable: true };
  if (wanted === 'raw' && shape.raw) return { source: `${shape.raw.join('\n')}\n`, isTable: false };
  if (wanted === 'json') return { source: '{{json .}}', isTable: false };
  const isTable = wanted.startsWith('table');
  return { source: unescape((isTable ? wanted.slice('table'.length) : wanted).replace(/^ +| +$/g, '')), isTable };
}

const unescape = (text: string) => text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');

function parse(source: string): Template {
  try {
    return Template.parse(source);
  } catch (error) {
    throw asFailure(error);
  }
}

function execute(template: Template, row: Row): string {
  try {
    return template.execute(wrap(row));
  } catch (error) {
    throw asFailure(error);
  }
}

function headerLine(template: Template, shape: ListShape): string {
  const methods: Record<string, (...args: string[]) => unknown> = {};
  for (const [field, title] of Object.entries(shape.headers)) methods[field] = () => title;
  // `{{.Label "com.x.my-label_y"}}` is headed by its last part, marks turned to blanks.
  methods.Label = (name?: string) => ((name ?? '').split('.').pop() as string).replace(/[-_]/g, ' ');
  return template.executeHeader(wrap({ typeName: 'formatter.SubHeaderContext', methods, takesArgument: ['Label'], lenient: true }));
}

/** A template's problem in the words of lists; anything else is thrown on. */
export function asFailure(error: unknown): Failure {
  if (error instanceof TemplateError) return new Failure(`template parsing error: ${error.message}`);
  throw error;
}
