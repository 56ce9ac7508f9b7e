/**
 * The functions of templates: Go's own (text/template/funcs.go) and those that docker/cli adds
 * (templates/templates.go). `and` and `or` are in exec.ts, since they do not evaluate all their arguments.
 */
import { queryEscape } from '../os/url-escape';
import { byteLength, decodeUtf8, encodeUtf8 } from '../os/utf8';
import type { GoType } from './go-type';
import { encodeJson } from './json';
import { type Expression, expressionText } from './nodes';
import { printValue, sprintf, typeName } from './print';
import { decodeBase64 } from './base64';
import { boolValue, type Complex, concrete, elements, indirect, intValue, isNil, mapValue, NOTHING, stringValue, truth, type Value } from './values';

/** What a function says when it cannot: exec.ts puts `error calling NAME: ` in front. */
export class FunctionError extends Error {}

export type Parameter = 'string' | 'int' | 'any' | 'strings';

export interface TemplateFunction {
  parameters: readonly Parameter[];
  /** The kind of any further arguments; absent where none are taken. */
  rest?: Parameter;
  /** `written` are the arguments' expressions, without a value from the pipeline. */
  run: (args: Value[], written?: readonly Expression[]) => Value;
}

const text = (value: Value) => concrete(value).data as string;
const integer = (value: Value) => concrete(value).data as number;

const strings = (run: (...args: string[]) => string, parameters: Parameter[] = ['string']): TemplateFunction => ({
  parameters,
  run: (args) => stringValue(run(...args.map(text))),
});

/** fmt.Sprint: a blank between two operands when neither is a string. */
function sprint(args: Value[]): string {
  return args
    .map(
      (arg, i) =>
        (i > 0 && concrete(arg).type.kind !== 'string' && concrete(args[i - 1] as Value).type.kind !== 'string' ? ' ' : '') + printValue(arg),
    )
    .join('');
}

/** Nothing has a word of its own, and pointers are followed (printableValue). */
const printable = (value: Value): Value => (concrete(value).type.kind === 'any' ? stringValue('<no value>') : value);

const escaped = (replace: (whole: string) => string): TemplateFunction => ({
  parameters: [],
  rest: 'any',
  run: (args) => stringValue(replace(args.length === 1 && concrete(args[0] as Value).type.kind === 'string' ? text(args[0] as Value) : sprint(args.map(printable)))),
});

const HTML: Record<string, string> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\0': '\uFFFD' };
const JS: Record<string, string> = { '\\': '\\\\', "'": "\\'", '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D' };

function jsEscape(source: string): string {
  return source.replace(/[\\'"<>&=\u0000-\u001f\u007f]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (c) => JS[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

function length(args: Value[]): Value {
  const { value, nil } = indirect(args[0] as Value);
  if (nil) throw new FunctionError(value.type.kind === 'any' ? 'reflect: call of reflect.Value.Type on zero Value' : 'len of nil pointer');
  switch (value.type.kind) {
    case 'string':
      return intValue(byteLength(value.data as string));
    case 'bytes':
      return intValue(decodeBase64(value.data as string).length);
    case 'slice':
      return intValue(elements(value).length);
    case 'map':
      return intValue(Object.keys((value.data ?? {}) as object).length);
    default:
      // A row is a pointer in Go, which has been followed here.
      throw new FunctionError(`len of type ${value.type.name.replace(/^\*/, '')}`);
  }
}

function arrayIndex(index: Value, limit: number): number {
  const at = concrete(index);
  if (at.type.kind === 'any') throw new FunctionError('cannot index slice/array with nil');
  if (at.type.kind !== 'int' && at.type.kind !== 'uint') throw new FunctionError(`cannot index slice/array with type ${at.type.name}`);
  const position = at.data as number;
  if (position < 0 || position >= limit) throw new FunctionError(`index out of range: ${position}`);
  return position;
}

function index(args: Value[]): Value {
  let item = args[0] as Value;
  if (isNil(item) && concrete(item).type.kind === 'any') throw new FunctionError('index of untyped nil');
  for (const key of args.slice(1)) {
    const { value, nil } = indirect(item);
    if (nil) throw new FunctionError('index of nil pointer');
    switch (value.type.kind) {
      case 'slice':
        item = elements(value)[arrayIndex(key, elements(value).length)] as Value;
        break;
      case 'string':
        item = { type: { kind: 'uint', name: 'uint8' }, data: byteAt(value.data as string, key) };
        break;
      case 'map': {
        const of = concrete(key);
        if (of.type.kind === 'any') throw new FunctionError('value is nil; should be string');
        if (of.type.kind !== 'string') throw new FunctionError(`value has type ${of.type.name}; should be string`);
        // A missing key is the element type's zero value, as a lookup in Go's map is.
        item = mapValue(value, of.data as string) ?? zeroOf(value.type);
        break;
      }
      default:
        throw new FunctionError(`can't index item of type ${value.type.name.replace(/^\*/, '')}`);
    }
  }
  return item;
}

function byteAt(source: string, key: Value): number {
  const bytes = encodeUtf8(source);
  return bytes[arrayIndex(key, bytes.length)] as number;
}

function zeroOf(type: GoType): Value {
  const elem = type.kind === 'map' ? type.elem : undefined;
  if (!elem || elem.kind === 'any') return NOTHING;
  return { type: elem, data: elem.kind === 'string' ? '' : elem.kind === 'bool' ? false : elem.kind === 'struct' ? {} : undefined };
}

function slice(args: Value[]): Value {
  const { value, nil } = indirect(args[0] as Value);
  if (nil) throw new FunctionError('slice of untyped nil');
  if (args.length > 4) throw new FunctionError(`too many slice indexes: ${args.length - 1}`);
  if (value.type.kind !== 'slice' && value.type.kind !== 'string') throw new FunctionError(`can't slice item of type ${value.type.name}`);
  if (value.type.kind === 'string' && args.length === 4) throw new FunctionError('cannot 3-index slice a string');
  // A string is sliced by bytes.
  const whole = value.type.kind === 'string' ? encodeUtf8(value.data as string) : ((value.data ?? []) as unknown[]);
  const bounds = args.slice(1).map((arg) => arrayIndex(arg, whole.length + 1));
  const from = bounds[0] ?? 0;
  const to = bounds[1] ?? whole.length;
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`);
  const part = whole.slice(from, to);
  return { type: value.type, data: part instanceof Uint8Array ? decodeUtf8(part) : part };
}

// Comparisons

type Comparable = 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | 'nil' | undefined;

/** Go's basicKind: undefined for what has no order of its own. */
function comparable(value: Value): Comparable {
  switch (value.type.kind) {
    case 'bool':
    case 'int':
    case 'uint':
    case 'float':
    case 'complex':
    case 'string':
      return value.type.kind;
    case 'number':
      return 'string';
    case 'any':
      return 'nil';
    default:
      return undefined;
  }
}

const comparand = ({ type, data }: Value) =>
  type.kind === 'number' ? String(data) : type.kind === 'complex' ? `${(data as Complex).real} ${(data as Complex).imaginary}` : data;

function equal(args: Value[]): Value {
  if (args.length < 2) throw new FunctionError('missing argument for comparison');
  const left = concrete(args[0] as Value);
  return boolValue(args.slice(1).some((other) => same(left, concrete(other))));
}

function same(left: Value, right: Value): boolean {
  const a = comparable(left);
  const b = comparable(right);
  if (a === 'nil' || b === 'nil') return isNil(left) && isNil(right);
  const numbers = (a === 'int' || a === 'uint') && (b === 'int' || b === 'uint');
  if (a !== b && !numbers) throw new FunctionError('incompatible types for comparison');
  if (a !== undefined) return comparand(left) === comparand(right);
  if (isNil(left) || isNil(right)) return isNil(left) && isNil(right);
  if (left.type.kind !== 'pointer') throw new FunctionError(`non-comparable type ${printValue(right)}: ${typeName(right)}`);
  return left.data === right.data;
}

function less(args: Value[], orEqual: boolean): boolean {
  const left = concrete(args[0] as Value);
  const right = concrete(args[1] as Value);
  const a = comparable(left);
  const b = comparable(right);
  if (a === undefined || b === undefined || a === 'nil' || b === 'nil') throw new FunctionError('invalid type for comparison');
  const numbers = (a === 'int' || a === 'uint') && (b === 'int' || b === 'uint');
  if (a !== b && !numbers) throw new FunctionError('incompatible types for comparison');
  if (a === 'bool' || a === 'complex') throw new FunctionError('invalid type for comparison');
  const x = comparand(left) as number | string;
  const y = comparand(right) as number | string;
  return x < y || (orEqual && x === y);
}

const ordering = (run: (args: Value[]) => boolean): TemplateFunction => ({ parameters: ['any', 'any'], run: (args) => boolValue(run(args)) });

/** Go's strings.Title: the first letter of each word upper. */
function title(source: string): string {
  return source.replace(/(^|[^\p{L}\p{Nd}_])(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** The JSON of a value as docker's `json` prints it: without HTML escaping of its own. */
export function templateJson(value: Value): string {
  return encodeJson(value);
}

/** What every template of Go's has. */
export const GO_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['not', { parameters: ['any'], run: ([value]) => boolValue(!truth(value as Value)) }],
  ['len', { parameters: ['any'], run: length }],
  ['index', { parameters: ['any'], rest: 'any', run: index }],
  ['slice', { parameters: ['any'], rest: 'any', run: slice }],
  ['print', { parameters: [], rest: 'any', run: (args) => stringValue(sprint(args)) }],
  ['println', { parameters: [], rest: 'any', run: (args) => stringValue(`${args.map((arg) => printValue(arg)).join(' ')}\n`) }],
  ['printf', { parameters: ['string'], rest: 'any', run: ([format, ...args]) => stringValue(sprintf(text(format as Value), args)) }],
  ['html', escaped((source) => source.replace(/["'&<>\0]/g, (c) => HTML[c] as string))],
  ['js', escaped(jsEscape)],
  ['urlquery', escaped(queryEscape)],
  [
    'call',
    {
      parameters: ['any'],
      rest: 'any',
      run: ([value], written) => {
        if (isNil(value as Value)) throw new FunctionError('call of nil');
        const { type, data } = concrete(value as Value);
        const shown = written?.[0] ? expressionText(written[0]).replace(/^\((.*)\)$/s, '$1') : type.kind === 'string' ? (data as string) : `<${type.name} Value>`;
        throw new FunctionError(`non-function ${shown} of type ${type.name}`);
      },
    },
  ],
  ['eq', { parameters: ['any'], rest: 'any', run: equal }],
  ['ne', ordering((args) => equal(args).data === false)],
  ['lt', ordering((args) => less(args, false))],
  ['le', ordering((args) => less(args, true))],
  ['gt', ordering((args) => !less(args, true))],
  ['ge', ordering((args) => !less(args, false))],
]);

/** Those of docker/cli besides. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ...GO_FUNCTIONS,
  ['json', { parameters: ['any'], run: ([value]) => stringValue(templateJson(value as Value)) }],
  [
    'split',
    {
      parameters: ['string', 'string'],
      run: ([source, mark]) => ({
        type: { kind: 'slice', name: '[]string', elem: stringValue('').type },
        data: text(source as Value).split(text(mark as Value)),
      }),
    },
  ],
  [
    'join',
    {
      parameters: ['strings', 'string'],
      run: ([list, mark]) =>
        stringValue(
          elements(indirect(list as Value).value)
            .map(text)
            .join(text(mark as Value)),
        ),
    },
  ],
  ['title', strings(title)],
  ['lower', strings((source) => source.toLowerCase())],
  ['upper', strings((source) => source.toUpperCase())],
  [
    'pad',
    {
      parameters: ['string', 'int', 'int'],
      run: ([source, before, after]) =>
        stringValue(
          text(source as Value) === '' ? '' : blanks(integer(before as Value)) + text(source as Value) + blanks(integer(after as Value)),
        ),
    },
  ],
  [
    'truncate',
    { parameters: ['string', 'int'], run: ([source, limit]) => stringValue(truncateBytes(text(source as Value), integer(limit as Value))) },
  ],
]);

/** Cut to so many bytes, wherever a character ends (templates.go truncateWithLength). */
function truncateBytes(source: string, limit: number): string {
  const bytes = encodeUtf8(source);
  if (limit < 0) throw new FunctionError(`runtime error: slice bounds out of range [:${limit}]`);
  return bytes.length < limit ? source : decodeUtf8(bytes.slice(0, limit));
}

/** No title is wider; Go would go on until memory ends. */
const BLANKS_MAX = 1_000_000;

function blanks(count: number): string {
  if (count < 0) throw new FunctionError('strings: negative Repeat count');
  if (count > BLANKS_MAX) throw new FunctionError(`this lab pads with ${BLANKS_MAX} blanks at most`);
  return ' '.repeat(count);
}

/** The names a parser must know; `and` and `or` are the evaluator's. */
export const namesOf = (functions: ReadonlyMap<string, TemplateFunction>): ReadonlySet<string> => new Set([...functions.keys(), 'and', 'or']);

/** In table headers every function but `pad` answers its argument, so that titles pass unchanged. */
const identity = (parameters: readonly Parameter[], rest?: Parameter): TemplateFunction => ({
  parameters,
  rest,
  run: (args) => args[0] ?? stringValue(''),
});
export const HEADER_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ...FUNCTIONS,
  ['json', identity(['string'])],
  ['title', identity(['string'])],
  ['lower', identity(['string'])],
  ['upper', identity(['string'])],
  ['truncate', identity(['string', 'int'])],
  ['split', identity(['string', 'string'])],
  ['join', identity(['string', 'string'])],
]);
