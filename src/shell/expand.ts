/**
 * Word expansion in bash's order: braces, then tilde, parameters, commands and arithmetic in one pass from left to
 * right, then splitting and globbing, then the quotes are gone because segments never held them. What a word becomes
 * depends on where it stands: many fields (arguments), one text (assignments), or a pattern (`case`, `[[ == ]]`).
 */
import type { Program } from '../sim';
import { calculate } from './assign';
import { expandBraces } from './braces';
import { fieldPattern, fieldText, splitFields, type Field, type Segment } from './fields';
import { expandGlob } from './glob';
import { expandParameter, expandSimple } from './parameter';
import { hasMagic } from './pattern';
import { ExpansionError, type Shell } from './shell';
import { substituteCommand, substituteProcess } from './substitution';
import { parseHereText, parseWord, type Word, type WordPart } from './syntax';

/** Where a part stands. */
export interface Context {
  /** Inside double quotes. */
  quoted: boolean;
  /** Where `~` is a home: at the start, also after `:` (assignments), or nowhere. */
  tilde: 'start' | 'assignment' | 'none';
  /** The result is one text: `$*` is joined, nothing is split. */
  single: boolean;
  /** Unquoted literal text is split too: the operand of an unquoted `${x:-a b}`. */
  literalSplits: boolean;
  /** In a here-document, where no quote is one. */
  hereDocument?: boolean;
}

export const ARGUMENT: Context = { quoted: false, tilde: 'start', single: false, literalSplits: false };
export const ASSIGNMENT: Context = { quoted: false, tilde: 'assignment', single: true, literalSplits: false };
export const TEXT: Context = { quoted: false, tilde: 'start', single: true, literalSplits: false };
const QUOTED: Context = { quoted: true, tilde: 'none', single: false, literalSplits: false };

/** Arguments: every word with all expansions, each giving any number of fields. */
export function* expandWords(shell: Shell, words: readonly Word[]): Program<string[]> {
  const out: string[] = [];
  for (const word of words) {
    if (isPlain(word)) {
      out.push(word.value);
      continue;
    }
    for (const braced of bracedWords(shell, word)) for (const field of yield* expandFields(shell, braced)) globInto(shell, field, out);
  }
  return out;
}

/** A word that is its own only expansion. */
function isPlain(word: Word): boolean {
  return word.parts === undefined && word.text === word.value && !word.text.startsWith('~') && word.text !== '';
}

function bracedWords(shell: Shell, word: Word): Word[] {
  if (!word.parts?.some((part) => part.type === 'BraceExpansion') || !shell.options.get('braceexpand')) return [word];
  const texts = expandBraces(word.text);
  if (!texts) throw new ExpansionError(`${word.text.slice(0, 40)}: brace expansion makes too many words`);
  if (texts.length === 1 && texts[0] === word.text) return [word];
  return texts.filter((text) => text !== '').map((text) => parseWord(text) ?? literalWord(text));
}

function literalWord(text: string): Word {
  return { type: 'Word', text, value: text, pos: 0, end: text.length };
}

function* expandFields(shell: Shell, word: Word): Program<Field[]> {
  const segments = yield* expandSegments(shell, word, ARGUMENT);
  return splitFields(segments, shell.variables.get('IFS'));
}

function globInto(shell: Shell, field: Field, out: string[]): void {
  const text = fieldText(field);
  if (shell.options.get('noglob') || field.every((segment) => segment.quoted)) {
    out.push(text);
    return;
  }
  const pattern = fieldPattern(field);
  if (!hasMagic(pattern)) {
    out.push(text);
    return;
  }
  const { options } = shell;
  const found = expandGlob(shell.machine.files, shell.process.cwd, pattern, {
    globstar: options.shopt('globstar'),
    dotglob: options.shopt('dotglob'),
    ignoreCase: options.shopt('nocaseglob'),
  });
  if (found.length > 0) for (const path of found) out.push(path);
  else if (options.shopt('failglob')) throw new ExpansionError(`no match: ${text}`);
  else if (!options.shopt('nullglob')) out.push(text);
}

/** One text, without splitting or globbing. */
export function* expandText(shell: Shell, word: Word, context: Context = TEXT): Program<string> {
  if (isPlain(word) && context.tilde !== 'assignment') return word.value;
  return joinSegments(yield* expandSegments(shell, word, { ...context, single: true }));
}

/** A pattern: quoted characters stand for themselves. */
export function* expandPattern(shell: Shell, word: Word): Program<string> {
  return fieldPattern(yield* expandSegments(shell, word, TEXT));
}

/** A here-document's body, a prompt, or arithmetic: expansions without quotes. */
export function* expandHereText(shell: Shell, text: string): Program<string> {
  const parts = parseHereText(text);
  if (!parts) return text;
  return joinSegments(yield* expandParts(shell, parts, { ...QUOTED, single: true, hereDocument: true }));
}

/** An expression's value, its expansions done first. */
export function* expandArithmetic(shell: Shell, text: string): Program<bigint> {
  let expression = yield* expandHereText(shell, text);
  if (expression.includes('"')) expression = expression.replace(/"/g, '');
  return calculate(shell, expression);
}

export function joinSegments(segments: readonly Segment[]): string {
  let out = '';
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as Segment;
    out += segment.breaks && i > 0 ? ` ${segment.text}` : segment.text;
  }
  return out;
}

export function* expandSegments(shell: Shell, word: Word, context: Context): Program<Segment[]> {
  const { parts } = word;
  if (parts) return yield* expandParts(shell, parts, context);
  if (context.quoted) return [{ text: word.value, quoted: true, splits: false }];
  return literalSegments(shell, word.text, context, true);
}

export function* expandParts(shell: Shell, parts: readonly WordPart[], context: Context): Program<Segment[]> {
  const out: Segment[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as WordPart;
    switch (part.type) {
      case 'Literal':
        if (context.quoted) out.push({ text: part.value, quoted: true, splits: false });
        else out.push(...literalSegments(shell, part.text, context, i === 0, i === parts.length - 1));
        break;
      case 'Glob':
        if (part.kind !== 'bracket') out.push({ text: part.text, quoted: context.quoted, splits: false });
        else out.push(...bracketSegments(yield* expandParts(shell, part.parts, { ...context, tilde: 'none' }), context));
        break;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        out.push({ text: context.hereDocument ? part.text : part.value, quoted: true, splits: false });
        break;
      case 'DoubleQuoted':
      case 'LocaleString': {
        const inner = yield* expandParts(shell, part.parts, { ...QUOTED, single: context.single, hereDocument: context.hereDocument });
        // `""` is an empty field; `"$@"` without parameters is none.
        const vanishes = inner.length === 0 && part.parts.length > 0;
        if (!vanishes || context.single) out.push({ text: '', quoted: true, splits: false }, ...inner);
        break;
      }
      case 'SimpleExpansion':
        out.push(...expandSimple(shell, part.text.slice(1), context));
        break;
      case 'ParameterExpansion':
        out.push(...(yield* expandParameter(shell, part, context)));
        break;
      case 'CommandExpansion':
        out.push({ text: yield* substituteCommand(shell, part), quoted: context.quoted, splits: !context.quoted });
        break;
      case 'ArithmeticExpansion': {
        const body = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
        out.push({ text: (yield* expandArithmetic(shell, body)).toString(), quoted: context.quoted, splits: !context.quoted });
        break;
      }
      case 'ProcessSubstitution':
        out.push({ text: yield* substituteProcess(shell, part), quoted: true, splits: false });
        break;
      case 'ExtendedGlob':
        out.push({ text: `${part.operator}(`, quoted: false, splits: false });
        if (part.parts) out.push(...(yield* expandParts(shell, part.parts, { ...context, tilde: 'none', literalSplits: false })));
        else out.push({ text: part.pattern, quoted: false, splits: false });
        out.push({ text: ')', quoted: false, splits: false });
        break;
      case 'BraceExpansion':
        // Not expanded here: an assignment, or braces switched off.
        if (!part.parts) out.push(...literalSegments(shell, part.text, context, false));
        else {
          out.push({ text: '{', quoted: false, splits: false });
          out.push(...(yield* expandParts(shell, part.parts, { ...context, tilde: 'none' })));
          out.push({ text: '}', quoted: false, splits: false });
        }
        break;
      default:
    }
  }
  return out;
}

function bracketSegments(inner: Segment[], context: Context): Segment[] {
  const edge = (text: string): Segment => ({ text, quoted: context.quoted, splits: false });
  return [edge('['), ...inner, edge(']')];
}

/** Unquoted text as written: backslashes quote, a tilde at its place is a home. */
function literalSegments(shell: Shell, text: string, context: Context, atStart: boolean, atEnd = true): Segment[] {
  let rest = text;
  const out: Segment[] = [];
  const splits = context.literalSplits;
  if (atStart && context.tilde !== 'none' && rest.startsWith('~')) {
    const home = tildePrefix(shell, rest, context, atEnd);
    if (home) {
      out.push({ text: home.path, quoted: true, splits: false });
      rest = rest.slice(home.length);
    }
  }
  if (context.tilde === 'assignment' && rest.includes(':~')) {
    const parts = rest.split(/(?<=:)(?=~)/);
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string;
      const home = part.startsWith('~') && i > 0 ? tildePrefix(shell, part, context, atEnd || i < parts.length - 1) : undefined;
      if (home) out.push({ text: home.path, quoted: true, splits: false });
      out.push(...unescaped(home ? part.slice(home.length) : part, splits));
    }
    return out;
  }
  out.push(...unescaped(rest, splits));
  return out;
}

function unescaped(text: string, splits: boolean): Segment[] {
  if (!text.includes('\\')) return text === '' ? [] : [{ text, quoted: false, splits }];
  const out: Segment[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') out.push({ text: plain, quoted: false, splits });
    plain = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char !== '\\' || i + 1 >= text.length) {
      plain += char;
      continue;
    }
    i++;
    // A backslash before a newline is a continuation and leaves nothing.
    if (text[i] === '\n') continue;
    flush();
    const pair = (text.codePointAt(i) as number) > 0xffff;
    out.push({ text: pair ? text.slice(i, i + 2) : (text[i] as string), quoted: true, splits: false });
    if (pair) i++;
  }
  flush();
  return out;
}

function tildePrefix(shell: Shell, text: string, context: Context, whole: boolean): { path: string; length: number } | undefined {
  const end = context.tilde === 'assignment' ? /[/:]/ : /\//;
  const stop = text.search(end);
  if (stop < 0 && !whole) return undefined;
  const prefix = stop < 0 ? text : text.slice(0, stop);
  const user = prefix.slice(1);
  let path: string | undefined;
  if (user === '') path = shell.variables.get('HOME') ?? '/root';
  else if (user === '+') path = shell.variables.get('PWD');
  else if (user === '-') path = shell.variables.get('OLDPWD');
  else if (/^[a-z_][a-z0-9_-]*$/.test(user)) path = homeOf(shell, user);
  if (path === undefined) return undefined;
  return { path: path === '/' && text[prefix.length] === '/' ? '' : path, length: prefix.length };
}

function homeOf(shell: Shell, user: string): string | undefined {
  const passwd = shell.machine.files.read('/etc/passwd');
  if (typeof passwd !== 'string') return undefined;
  return passwd.split('\n').find((line) => line.startsWith(`${user}:`))?.split(':')[5];
}
