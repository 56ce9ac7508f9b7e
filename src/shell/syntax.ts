/**
 * The one place that knows the parser library (unbash, pinned): source text in, a syntax tree out, and with it bash's
 * verdict on what is wrong: more input needed (PS2), or an unexpected token. The library never throws and accepts a few
 * things that bash refuses, or that are not complete yet; those are found here.
 */
import { forEachChild, parse } from 'unbash';
import type { ParsedScript, ParseError, Script, SyntaxNode, Word, WordPart } from 'unbash';

export type {
  AndOr,
  ArithmeticFor,
  ArrayValue,
  Assignment,
  Case,
  Command,
  CommandExpansionPart,
  CommandNode,
  CompoundCommand,
  CompoundList,
  Coproc,
  ExtendedGlobPart,
  For,
  Function as FunctionNode,
  HereDoc,
  If,
  ParameterExpansionPart,
  ParameterOperation,
  Pipeline,
  PipelineNode,
  ProcessSubstitutionPart,
  Redirection,
  Script,
  Select,
  Statement,
  TestExpression,
  While,
  Word,
  WordPart,
} from 'unbash';

/** What keeps a source from being run. Lines count from 1 within the source. */
export type Problem =
  /** The end came inside a quote or substitution that this character would close. */
  | { kind: 'open'; closer: string; line: number }
  /** The end came inside a compound command, or after `&&`, `|`, `\`. */
  | { kind: 'open'; closer?: undefined; line: number }
  /** The end came inside a here-document: bash takes it as it is, a prompt waits for more. */
  | { kind: 'here-document'; delimiter: string; stripsTabs: boolean; line: number }
  | { kind: 'unexpected'; token: string; pos: number; line: number }
  /** Inside `[[ ]]` and other places with words of their own. */
  | { kind: 'wrong'; message: string; line: number };

export interface Parsed {
  script: Script;
  problem?: Problem;
}

/** How long a source may be; beyond it nobody typed it. */
const SOURCE_CHARS_MAX = 32 * 1024 * 1024;

export function parseSource(text: string): Parsed {
  if (text.length > SOURCE_CHARS_MAX) {
    return { script: parse(''), problem: { kind: 'wrong', message: 'script too large', line: 1 } };
  }
  const script = parse(text);
  const problem = findProblem(script, text);
  return problem ? { script, problem } : { script };
}

export function lineOf(text: string, pos: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < pos; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function findProblem(script: ParsedScript, text: string): Problem | undefined {
  const errors = [...(script.errors ?? [])].sort((a, b) => a.pos - b.pos);
  const misplaced = findMisplaced(script, text);
  const first = errors[0];
  if (misplaced && (!first || misplaced.pos <= first.pos)) return misplaced;
  if (first) return classify(first, script, text);
  if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(text) && !/(?:^|[\s;&|])#[^\n]*\\\n?$/.test(text)) return { kind: 'open', line: lineOf(text, text.length) };
  return text.includes('<<') ? findOpenHereDocument(script, text) : undefined;
}

const CLOSERS: readonly (readonly [RegExp, string])[] = [
  [/double quote/, '"'],
  [/(single|ANSI-C) quote/, "'"],
  [/backtick/, '`'],
  [/parameter expansion/, '}'],
  [/subscript/, ']'],
  [/unterminated/, ')'],
];

function classify(error: ParseError, script: Script, text: string): Problem {
  const { message, pos } = error;
  const line = lineOf(text, pos);
  if (message.startsWith('unterminated')) {
    const closer = CLOSERS.find(([words]) => words.test(message))?.[1];
    // bash counts on to the end in a command substitution, and names the beginning of a quote.
    return {
      kind: 'open',
      closer,
      line: message.includes('command substitution') && !text.startsWith('$((', pos) ? lineOf(text, text.length) + 1 : line,
    };
  }
  if (message.startsWith('maximum')) return { kind: 'wrong', message: 'nesting too deep', line };
  if (message.includes('conditional operator') || message.includes('unary test operator')) {
    const token = tokenAt(text, pos);
    return {
      kind: 'wrong',
      message: `unexpected argument \`${token}' to conditional ${message.includes('unary') ? 'unary' : 'binary'} operator`,
      line,
    };
  }
  if (message.startsWith('expected three arithmetic')) return { kind: 'wrong', message: 'syntax error: arithmetic expression required', line };
  if (message.startsWith('unexpected token')) {
    const inTest = /\[\[[^\n]*$/.test(text.slice(0, pos)) && !/\]\][^\n]*$/.test(text.slice(text.slice(0, pos).lastIndexOf('[['), pos));
    if (inTest) return { kind: 'wrong', message: 'conditional binary operator expected', line };
    // `echo (a)`: bash took `echo (` for a function definition and stumbles over what is not `)`.
    const definition = /(?:^|[;&|\n])[ \t]*[^\s;&|()<>]+[ \t]*\([ \t]*([^\s;&|()<>]+)[ \t]*$/.exec(text.slice(0, pos));
    if (definition && text[pos] === ')') return unexpected(text, pos - (definition[0].length - definition[0].lastIndexOf(definition[1] as string)));
    return unexpected(text, pos);
  }
  if (message.startsWith('expected command in')) {
    const after = pos + 1 + (/^\s*/.exec(text.slice(pos + 1))?.[0].length ?? 0);
    return after >= text.length ? { kind: 'open', line } : unexpected(text, after);
  }
  if (message.startsWith("expected ']]'")) {
    const test = /\[\[(?:(?!\[\[)[^])*?\]\]/.exec(text)?.[0];
    if (test && /^\[\[\s*\]\]$/.test(test)) return { kind: 'unexpected', token: ']]', pos, line };
    if (test) return { kind: 'wrong', message: "unexpected argument `]]' to conditional binary operator", line };
  }
  const atEnd = /^(?:[\s;]|#[^\n]*)*$/.test(text.slice(pos)) && !/^\s*;/.test(text.slice(pos));
  if (message === 'expected redirect target' || message.startsWith('expected word after')) {
    return atEnd ? { kind: 'unexpected', token: 'newline', pos, line } : unexpected(text, pos);
  }
  const stray = atEnd || /^expected '(do|then)'/.test(message) ? strayToken(script, text) : undefined;
  if (!atEnd) return unexpected(text, stray ?? pos);
  return stray === undefined ? { kind: 'open', line: lineOf(text, text.length) } : unexpected(text, stray);
}

function unexpected(text: string, pos: number): Problem {
  const skipped = pos + (/^[ \t]*/.exec(text.slice(pos, pos + 1000))?.[0].length ?? 0);
  return { kind: 'unexpected', token: tokenAt(text, skipped), pos: skipped, line: lineOf(text, skipped) };
}

/** The token at a place as bash names it: an operator, a word as written, or `newline`. */
function tokenAt(text: string, pos: number): string {
  const rest = text.slice(pos).replace(/^[ \t]+/, '');
  if (rest === '' || rest.startsWith('\n')) return 'newline';
  const operator = /^(?:;;&|;;|;&|&&|&>>|&>|\|\||\|&|<<-|<<<|<<|>>|<&|>&|<>|>\||[;&|()<>])/.exec(rest)?.[0];
  return operator ?? /^(?:"[^"]*"|'[^']*'|\\.|[^\s;&|()<>"'\\])+/.exec(rest)?.[0] ?? (rest[0] as string);
}

/**
 * The library reports `if true; fi` and `for x in a; echo` as unfinished. Where the open construct's last part ends
 * before the source's last token, that token is what bash stumbles over.
 */
function strayToken(script: Script, text: string): number | undefined {
  let found: number | undefined;
  const visit = (node: SyntaxNode): void => {
    let last = -1;
    if (node.type === 'If' && node.then.commands.length === 0) last = node.clause.end;
    else if (node.type === 'While' && node.body.commands.length === 0) last = node.clause.end;
    else if ((node.type === 'For' || node.type === 'Select') && node.body.commands.length === 0) {
      last = node.wordlist ? (node.wordlist[node.wordlist.length - 1]?.end ?? -1) : -1;
    }
    if (last >= 0) {
      const gap = /^(?:[\s;]|#[^\n]*\n)*/.exec(text.slice(last))?.[0].length ?? 0;
      const token = tokenAt(text, last + gap);
      if (token !== 'newline' && token !== 'then' && token !== 'do') found = last + gap;
    }
    forEachChild(node, visit);
  };
  visit(script);
  return found;
}

/** A parenthesis right after a simple command: `a ( b`, `x=1 (c)`; bash sees the beginning of a function definition. */
function findMisplaced(script: Script, text: string): Extract<Problem, { kind: 'unexpected' }> | undefined {
  if (!/[^\s;&|({$<>=@!?*+`"']\s*\(|=\S*[ \t]+\(/.test(text)) return undefined;
  let found: number | undefined;
  const visit = (node: SyntaxNode): void => {
    if (found !== undefined) return;
    if (node.type === 'Command') {
      const items = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix];
      for (let i = 1; i < items.length; i++) {
        const gap = text.slice(items[i - 1]?.end, items[i]?.pos);
        if (!gap.includes('(') || gap.includes('\n')) continue;
        const alone = i === 1 && items[0] === node.name;
        found = alone ? (items[i]?.pos as number) : (items[i - 1]?.end as number) + gap.indexOf('(');
        return;
      }
      const blanks = /^[ \t]*\(/.exec(text.slice(node.end, node.end + 200))?.[0].length;
      if (blanks !== undefined) {
        const alone = node.name && node.prefix.length === 0 && node.suffix.length === 0;
        const inside = node.end + blanks + (/^[ \t]*/.exec(text.slice(node.end + blanks))?.[0].length ?? 0);
        found = alone ? inside : node.end + blanks - 1;
      }
    }
    // A script inside a substitution may index another text; only the outer one is looked at.
    if (node.type !== 'Word') forEachChild(node, visit);
  };
  visit(script);
  return found === undefined ? undefined : { kind: 'unexpected', token: tokenAt(text, found), pos: found, line: lineOf(text, found) };
}

function findOpenHereDocument(script: Script, text: string): Problem | undefined {
  let found: Problem | undefined;
  const visit = (node: SyntaxNode): void => {
    if (found) return;
    if (node.type === 'HereDoc' && !node.closing && node.delimiter) {
      found = { kind: 'here-document', delimiter: node.delimiter.value, stripsTabs: node.operator === '<<-', line: lineOf(text, node.pos) };
    }
    forEachChild(node, visit);
  };
  visit(script);
  return found;
}

const fragments = new Map<string, unknown>();

/** Remembers small parses by their text; what they answer must not be changed. */
function remembered<T>(kind: string, text: string, make: () => T): T {
  const key = kind + text;
  let value = fragments.get(key) as T | undefined;
  if (value === undefined) {
    value = make();
    if (fragments.size >= 2000) fragments.clear();
    if (text.length < 10_000) fragments.set(key, value);
  }
  return value;
}

/** Text with expansions in which quotes are ordinary characters: a here-document's body, arithmetic, prompts. */
export function parseHereText(text: string): readonly WordPart[] | undefined {
  if (!/[$`\\]/.test(text)) return undefined;
  return remembered('h', text, () => {
    let delimiter = 'E';
    while (text.includes(delimiter)) delimiter += 'E';
    const statement = parse(`:<<${delimiter}\n${text}\n${delimiter}\n`).commands[0]?.command;
    const document = statement?.type === 'Command' ? [...statement.prefix, ...statement.suffix].find((item) => item.type === 'HereDoc') : undefined;
    const parts = document?.type === 'HereDoc' ? document.body.parts : undefined;
    return dropFinalNewline(parts ?? [{ type: 'Literal', pos: 0, end: 0, text: `${text}\n`, value: `${text}\n` }]);
  });
}

function dropFinalNewline(parts: readonly WordPart[]): readonly WordPart[] {
  const last = parts[parts.length - 1];
  if (last?.type !== 'Literal' || !last.value.endsWith('\n')) return parts;
  return [...parts.slice(0, -1), { ...last, value: last.value.slice(0, -1), text: last.text.slice(0, -1) }];
}

/** One word from its text, as `eval` would read it; undefined when it is not exactly one. */
export function parseWord(text: string): Word | undefined {
  return (
    remembered('w', text, () => {
      const command = parse(`: ${text}`).commands[0]?.command;
      const word = command?.type === 'Command' && command.suffix.length === 1 ? command.suffix[0] : undefined;
      return word?.type === 'Word' ? word : null;
    }) ?? undefined
  );
}

/** The text between `[` and `]` of a subscript as a word: blanks are part of it, quotes are quotes. */
export function parseSubscript(text: string): Word | undefined {
  return (
    remembered('s', text, () => {
      const command = parse(`: \${a[${text}]}`).commands[0]?.command;
      const word = command?.type === 'Command' ? command.suffix[0] : undefined;
      const part = word?.type === 'Word' ? word.parts?.[0] : undefined;
      return part?.type === 'ParameterExpansion' ? (part.index ?? null) : null;
    }) ?? undefined
  );
}
