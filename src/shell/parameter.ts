/** Parameters and `${...}` with all its operators: defaults, lengths, slices, patterns, case, transformations. */
import type { Program } from '../sim';
import { assign, parseTarget, readElement, type Target } from './assign';
import { expandArithmetic, expandHereText, expandParts, expandPattern, expandSegments, expandText, joinSegments, type Context } from './expand';
import type { Segment } from './fields';
import { patternFor } from './pattern';
import { expandPrompt } from './prompt';
import { doubleQuote, keyQuote, transformQuote } from './quote';
import { ExpansionError, type Shell } from './shell';
import { parseSubscript, type ParameterExpansionPart, type ParameterOperation, type Word } from './syntax';
import type { Variable } from './variables';

/** What a parameter is before operators: a text, a list (`$@`, `${a[*]}`), or unset. */
type Value = { kind: 'unset' } | { kind: 'text'; text: string } | { kind: 'list'; items: string[]; star: boolean };

const UNSET: Value = { kind: 'unset' };

/** `$name`, `$1`, `$@`: no operators. */
export function expandSimple(shell: Shell, name: string, context: Context): Segment[] {
  const value = lookup(shell, name, undefined);
  if (value.kind === 'unset') refuseUnset(shell, name);
  return present(shell, value, context);
}

export function* expandParameter(shell: Shell, part: ParameterExpansionPart, context: Context): Program<Segment[]> {
  const { operation, prefix } = part;
  if (part.parameter === '' || operation?.type === 'Unknown' || (operation?.type === 'Transform' && !/^[QEPAaUuLKk]$/.test(operation.operand.text))) {
    throw new ExpansionError(`${part.text}: bad substitution`);
  }
  if (operation?.type === 'Names') return present(shell, namesWith(shell, part.parameter, operation.operator === '*'), context);
  let target = yield* targetOf(shell, part);
  const whole = target.subscript === '@' || target.subscript === '*';
  if (prefix === '!') {
    if (whole) return present(shell, keysOf(shell, target.name, target.subscript === '*'), context);
    // `${!ref}` of a name reference is the name itself.
    if (shell.variables.raw(target.name)?.reference && target.subscript === undefined) {
      return present(shell, text(shell.variables.target(target.name)), context);
    }
    const pointed = indirect(shell, target);
    if (pointed === undefined) return yield* operate(shell, part, target, UNSET, context);
    target = pointed;
  }
  const value = lookup(shell, target.name, target.subscript);
  while (shell.warnings.length > 0) yield* shell.complain(shell.warnings.shift() as string);
  if (prefix === '#') return [plain(lengthOf(shell, part, value), context)];
  return yield* operate(shell, part, target, value, context);
}

function* targetOf(shell: Shell, part: ParameterExpansionPart): Program<Target> {
  const { parameter, index } = part;
  if (!index) return { name: parameter };
  if (index.text === '@' || index.text === '*') return { name: parameter, subscript: index.text };
  return { name: parameter, subscript: yield* expandSubscript(shell, parameter, index) };
}

/** A subscript's text: a key for associative arrays, else an expression still to be evaluated. */
export function* expandSubscript(shell: Shell, name: string, index: Word): Program<string> {
  const value = shell.variables.find(name)?.value;
  if (value !== undefined && typeof value !== 'string' && value.kind === 'associative') return yield* expandText(shell, index);
  return yield* expandHereText(shell, index.text);
}

/** The same for a subscript that is still text: `declare 'a[i]=1'`, `[k]=v` in an array literal. */
export function* expandSubscriptText(shell: Shell, associative: boolean, text: string): Program<string> {
  if (!associative) return yield* expandHereText(shell, text);
  const word = parseSubscript(text);
  return word ? yield* expandText(shell, word) : text;
}

function indirect(shell: Shell, target: Target): Target | undefined {
  const value = lookup(shell, target.name, target.subscript);
  const text = value.kind === 'text' ? value.text : value.kind === 'list' ? value.items.join(' ') : undefined;
  if (text === undefined || text === '') {
    if (text === '' || /^[0-9@*#?$!-]/.test(target.name)) return undefined;
    throw new ExpansionError(`${target.name}: invalid indirect expansion`);
  }
  if (/^(?:[0-9]+|[@*#?$!-])$/.test(text)) return { name: text };
  const pointed = parseTarget(text);
  if (!pointed) throw new ExpansionError(`${text}: invalid variable name`);
  return pointed;
}

function refuseUnset(shell: Shell, name: string): void {
  if (!shell.options.get('nounset') || name === '@' || name === '*') return;
  throw new ExpansionError(`${/^\d+$/.test(name) ? `$${name}` : name}: unbound variable`, { fatal: true, status: 127 });
}

function lookup(shell: Shell, name: string, subscript: string | undefined): Value {
  switch (name) {
    case '@':
    case '*':
      return { kind: 'list', items: shell.positional, star: name === '*' };
    case '#':
      return text(String(shell.positional.length));
    case '?':
      return text(String(shell.status));
    case '$':
      return text(String(shell.shellPid));
    case '!':
      return shell.lastBackgroundPid === undefined ? UNSET : text(String(shell.lastBackgroundPid));
    case '-':
      return text(optionLetters(shell));
    case '0':
      return text(shell.name);
    default:
  }
  if (/^\d+$/.test(name)) {
    const value = shell.positional[Number(name) - 1];
    return value === undefined ? UNSET : text(value);
  }
  if (subscript === '@' || subscript === '*') return { kind: 'list', items: elementsOf(shell, shell.variables.find(name)), star: subscript === '*' };
  const value = readElement(shell, name, subscript);
  return value === undefined ? UNSET : text(value);
}

export function optionLetters(shell: Shell): string {
  const letters = shell.options.letters();
  return letters + (shell.interactive ? 'i' : '') + (shell.commandString ? 'c' : '') + (shell.readsStdin ? 's' : '');
}

function text(value: string): Value {
  return { kind: 'text', text: value };
}

function elementsOf(shell: Shell, variable: Variable | undefined): string[] {
  if (!variable) return [];
  if (variable.dynamic) return [variable.dynamic.read(shell)];
  const { value } = variable;
  return value === undefined ? [] : typeof value === 'string' ? [value] : value.list();
}

function keysOf(shell: Shell, name: string, star: boolean): Value {
  const value = shell.variables.find(name)?.value;
  const items = value === undefined ? [] : typeof value === 'string' ? ['0'] : value.keys().map(String);
  return { kind: 'list', items, star };
}

function namesWith(shell: Shell, prefix: string, star: boolean): Value {
  const items = shell.variables.names().filter((name) => name.startsWith(prefix) && shell.variables.raw(name)?.value !== undefined);
  return { kind: 'list', items, star };
}

/** A value as segments, by where it stands. */
function present(shell: Shell, value: Value, context: Context): Segment[] {
  if (value.kind === 'unset') return [plain('', context)];
  if (value.kind === 'text') return [plain(value.text, context)];
  const { items, star } = value;
  if (star && (context.quoted || context.single)) {
    const ifs = shell.variables.get('IFS');
    return [plain(items.join(ifs === undefined ? ' ' : (ifs[0] ?? '')), context)];
  }
  return items.map((item, i) => ({ text: item, quoted: context.quoted, splits: !context.quoted, breaks: i > 0 }));
}

function plain(value: string, context: Context): Segment {
  return { text: value, quoted: context.quoted, splits: !context.quoted };
}

function lengthOf(shell: Shell, part: ParameterExpansionPart, value: Value): string {
  if (value.kind === 'list') return String(value.items.length);
  if (value.kind === 'unset') {
    refuseUnset(shell, part.parameter);
    return '0';
  }
  return String(characters(value.text));
}

function characters(value: string): number {
  return /[\ud800-\udbff]/.test(value) ? Array.from(value).length : value.length;
}

function* operate(shell: Shell, part: ParameterExpansionPart, target: Target, value: Value, context: Context): Program<Segment[]> {
  const { operation } = part;
  if (!operation) {
    if (value.kind === 'unset') refuseUnset(shell, shownName(target));
    return present(shell, value, context);
  }
  if (operation.type === 'Default') return yield* applyDefault(shell, operation, target, value, context);
  if (value.kind === 'unset') refuseUnset(shell, shownName(target));
  switch (operation.type) {
    case 'Slice':
      return present(shell, yield* slice(shell, operation, target, value), context);
    case 'Remove': {
      const pattern = patternFor(yield* expandPattern(shell, operation.operand));
      return present(
        shell,
        each(value, (item) => removeEdge(item, pattern, operation.operator)),
        context,
      );
    }
    case 'Replace':
      return present(shell, yield* replace(shell, operation, value), context);
    case 'CaseModification': {
      const source = operation.operand ? yield* expandPattern(shell, operation.operand) : '';
      const pattern = patternFor(source === '' ? '?' : source);
      const all = operation.operator.length === 2;
      const upper = operation.operator.startsWith('^');
      return present(
        shell,
        each(value, (item) => changeCase(item, all, upper, (char) => pattern.matches(char))),
        context,
      );
    }
    case 'Transform':
      return present(shell, transform(shell, operation.operand.text, target, value), context);
    default:
      throw new ExpansionError(`${part.text}: bad substitution`);
  }
}

function shownName(target: Target): string {
  return target.subscript === undefined ? target.name : `${target.name}[${target.subscript}]`;
}

function each(value: Value, change: (item: string) => string): Value {
  if (value.kind === 'unset') return value;
  if (value.kind === 'text') return text(change(value.text));
  return { ...value, items: value.items.map(change) };
}

function* applyDefault(
  shell: Shell,
  operation: Extract<ParameterOperation, { type: 'Default' }>,
  target: Target,
  value: Value,
  context: Context,
): Program<Segment[]> {
  const { operator, operand } = operation;
  const colon = operator.startsWith(':');
  const isNull = value.kind === 'text' ? value.text === '' : value.kind === 'list' && value.items.join('') === '' && value.items.length < 2;
  const missing = value.kind === 'unset' || (value.kind === 'list' && value.items.length === 0) || (colon && isNull);
  const kind = operator.slice(-1);
  if (kind === '+') return missing ? [plain('', context)] : yield* operandSegments(shell, operand, context);
  if (!missing) return present(shell, value, context);
  if (kind === '-') return yield* operandSegments(shell, operand, context);
  const message = joinSegments(yield* operandSegments(shell, operand, { ...context, single: true }));
  if (kind === '=') {
    if (/^[0-9@*#?$!-]/.test(target.name)) throw new ExpansionError(`$${target.name}: cannot assign in this way`);
    assign(shell, target, message);
    return [plain(readElement(shell, target.name, target.subscript) ?? '', context)];
  }
  const words = message !== '' || operand.text !== '' ? message : colon ? 'parameter null or not set' : 'parameter not set';
  throw new ExpansionError(`${shownName(target)}: ${words}`, { fatal: true, status: 127 });
}

function* operandSegments(shell: Shell, operand: Word, context: Context): Program<Segment[]> {
  const inner: Context = { ...context, tilde: context.quoted ? 'none' : 'start', literalSplits: !context.quoted && !context.single };
  if (operand.parts) return yield* expandParts(shell, operand.parts, inner);
  return yield* expandSegments(shell, operand, inner);
}

function* slice(shell: Shell, operation: Extract<ParameterOperation, { type: 'Slice' }>, target: Target, value: Value): Program<Value> {
  const offset = Number(yield* expandArithmetic(shell, operation.offset.text));
  const length = operation.length === undefined ? undefined : Number(yield* expandArithmetic(shell, operation.length.text));
  if (value.kind === 'unset') return value;
  if (value.kind === 'list') {
    const isPositional = target.name === '@' || target.name === '*';
    if (length !== undefined && length < 0) throw new ExpansionError(`${length}: substring expression < 0`);
    if (!isPositional) return { ...value, items: sliceArray(shell, target.name, value.items, offset, length) };
    // `$0` counts as the element at 0, and only then.
    const all = [shell.name, ...value.items];
    const start = offset < 0 ? all.length + offset : offset;
    if (start < 0) return { ...value, items: [] };
    return { ...value, items: all.slice(start, length === undefined ? undefined : start + length) };
  }
  const chars: string | string[] = /[\ud800-\udbff]/.test(value.text) ? Array.from(value.text) : value.text;
  const start = offset < 0 ? chars.length + offset : offset;
  if (start < 0 || start > chars.length) return text('');
  const end = length === undefined ? chars.length : length < 0 ? chars.length + length : start + length;
  if (end < start) throw new ExpansionError(`${length}: substring expression < 0`);
  const part = chars.slice(start, end);
  return text(typeof part === 'string' ? part : part.join(''));
}

/** An indexed array is sliced by index, not by position: gaps count. */
function sliceArray(shell: Shell, name: string, items: string[], offset: number, length: number | undefined): string[] {
  const value = shell.variables.find(name)?.value;
  if (value === undefined || typeof value === 'string' || value.kind === 'associative') {
    const start = offset < 0 ? items.length + offset : offset;
    return start < 0 ? [] : items.slice(start, length === undefined ? undefined : start + length);
  }
  const start = offset < 0 ? value.end + offset : offset;
  if (start < 0) return [];
  const keys = value.keys();
  let first = keys.findIndex((key) => key >= start);
  if (first < 0) first = keys.length;
  return items.slice(first, length === undefined ? undefined : first + length);
}

function removeEdge(item: string, pattern: ReturnType<typeof patternFor>, operator: string): string {
  if (operator.startsWith('#')) {
    const end = pattern.end(item, 0, operator === '##');
    return end === undefined ? item : item.slice(end);
  }
  const start = pattern.start(item, operator === '%%');
  return start === undefined ? item : item.slice(0, start);
}

function* replace(shell: Shell, operation: Extract<ParameterOperation, { type: 'Replace' }>, value: Value): Program<Value> {
  const source = yield* expandPattern(shell, operation.pattern);
  const segments = yield* expandSegments(shell, operation.replacement, { quoted: false, tilde: 'start', single: true, literalSplits: false });
  const by = replacement(segments);
  if (source === '' && (operation.operator === '/' || operation.operator === '//')) return value;
  const pattern = patternFor(source, shell.options.shopt('nocasematch'));
  return each(value, (item) => {
    if (operation.operator === '/#') {
      const end = pattern.end(item, 0, true);
      return end === undefined ? item : by(item.slice(0, end)) + item.slice(end);
    }
    if (operation.operator === '/%') {
      const start = pattern.start(item, true);
      return start === undefined ? item : item.slice(0, start) + by(item.slice(start));
    }
    const found = pattern.matchesIn(item, operation.operator === '//' ? Infinity : 1);
    const out: string[] = [];
    let at = 0;
    for (const { start, end } of found) {
      out.push(item.slice(at, start), by(item.slice(start, end)));
      at = end;
    }
    out.push(item.slice(at));
    return out.join('');
  });
}

/** An unquoted `&` in the replacement is what was matched (bash 5.2, patsub_replacement). */
function replacement(segments: readonly Segment[]): (matched: string) => string {
  if (!segments.some((segment) => !segment.quoted && segment.text.includes('&'))) {
    const fixed = joinSegments(segments);
    return () => fixed;
  }
  return (matched) => segments.map((segment) => (segment.quoted ? segment.text : segment.text.split('&').join(matched))).join('');
}

function changeCase(item: string, all: boolean, upper: boolean, matches: (char: string) => boolean): string {
  const change = (char: string) => (matches(char) ? (upper ? char.toUpperCase() : char.toLowerCase()) : char);
  const chars = Array.from(item);
  if (all) return chars.map(change).join('');
  return chars.length === 0 ? '' : change(chars[0] as string) + chars.slice(1).join('');
}

function transform(shell: Shell, operator: string, target: Target, value: Value): Value {
  const variable = shell.variables.find(target.name);
  switch (operator) {
    case 'U':
      return each(value, (item) => item.toUpperCase());
    case 'u':
      return each(value, (item) => changeCase(item, false, true, () => true));
    case 'L':
      return each(value, (item) => item.toLowerCase());
    case 'Q':
      return each(value, transformQuote);
    case 'E':
      return each(value, (item) => unescapeAnsi(item));
    case 'P':
      return each(value, (item) => expandPrompt(shell, item));
    case 'a':
      return value.kind === 'unset' && !variable ? value : text(attributeLetters(variable));
    case 'A':
      return value.kind === 'unset' ? value : text(assignmentText(target.name, variable, value));
    default: {
      const array = variable?.value;
      if (value.kind !== 'list' || array === undefined || typeof array === 'string') return each(value, transformQuote);
      const pairs = array
        .keys()
        .map((key) => `${keyQuote(String(key))} ${doubleQuote((array.get as (key: unknown) => string | undefined).call(array, key) ?? '')}`);
      return text(pairs.join(' '));
    }
  }
}

export function attributeLetters(variable: Variable | undefined): string {
  if (!variable) return '';
  const { value } = variable;
  let letters = '';
  if (value !== undefined && typeof value !== 'string') letters += value.kind === 'indexed' ? 'a' : 'A';
  if (variable.integer) letters += 'i';
  if (variable.lower) letters += 'l';
  if (variable.reference) letters += 'n';
  if (variable.readonly) letters += 'r';
  if (variable.upper) letters += 'u';
  if (variable.exported) letters += 'x';
  return letters;
}

function assignmentText(name: string, variable: Variable | undefined, value: Value): string {
  const letters = attributeLetters(variable);
  const shown =
    value.kind === 'text'
      ? transformQuote(value.text)
      : value.kind === 'list'
        ? `(${value.items.map((item, i) => `[${i}]=${doubleQuote(item)}`).join(' ')})`
        : '';
  return letters === '' ? `${name}=${shown}` : `declare -${letters} ${name}=${shown}`;
}

function unescapeAnsi(item: string): string {
  const simple: Record<string, string> = {
    a: '\x07',
    b: '\b',
    e: '\x1b',
    E: '\x1b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
    '\\': '\\',
    "'": "'",
    '"': '"',
  };
  return item.replace(
    /\\(?:([abeEfnrtv\\'"])|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4}))/g,
    (_, char?: string, hex?: string, octal?: string, unicode?: string) =>
      char !== undefined
        ? (simple[char] as string)
        : String.fromCharCode(hex !== undefined ? parseInt(hex, 16) : octal !== undefined ? parseInt(octal, 8) : parseInt(unicode as string, 16)),
  );
}
