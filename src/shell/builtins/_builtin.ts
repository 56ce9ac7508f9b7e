/** What a builtin is, and how its options and complaints are read and written. */
import type { Program } from '../../sim';
import type { ArrayElement } from '../assign';
import type { Shell } from '../shell';
import type { Prepared } from '../simple-command';
import type { ArrayValue } from '../syntax';

/** `name=value` given to a declaration builtin: never split, and possibly an array. */
export interface DeclaredAssignment {
  name: string;
  subscript?: string;
  append: boolean;
  value: string | ArrayElement[];
  node?: ArrayValue;
}

export type Argument = string | DeclaredAssignment;

export interface BuiltinContext {
  prepared: Prepared;
  /** `exec`: the redirections stay when the builtin ends. */
  keepRedirections(): void;
}

export interface Builtin {
  name: string;
  /** After the name in `usage:` lines and `help`. */
  usage: string;
  /** One line for `help`. */
  summary: string;
  /** POSIX's special builtins. */
  special?: boolean;
  /** Writes to standard output: a failed write is reported. */
  writes?: boolean;
  run(shell: Shell, args: Argument[], context: BuiltinContext): Program<number>;
}

export function builtin(spec: Builtin): Builtin {
  return spec;
}

/** Arguments as words, for builtins that take no assignments. */
export function asWords(args: readonly Argument[]): string[] {
  return args.map((argument) =>
    typeof argument === 'string' ? argument : `${argument.name}=${typeof argument.value === 'string' ? argument.value : ''}`,
  );
}

export interface ParsedOptions {
  /** Letter to value; a plain letter's value is ''. */
  options: Map<string, string>;
  rest: string[];
  /** The letter that is none, or that lacks its argument. */
  bad?: { letter: string; missing: boolean };
}

/** Single-letter options as getopt(3) reads them: clusters, `--`, `x:` takes a value; stops at the first operand. */
export function parseOptions(words: readonly string[], letters: string): ParsedOptions {
  const options = new Map<string, string>();
  let i = 0;
  for (; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--') {
      i++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    for (let k = 1; k < word.length; k++) {
      const letter = word[k] as string;
      const at = letters.indexOf(letter);
      if (at < 0 || letter === ':') return { options, rest: [], bad: { letter, missing: false } };
      if (letters[at + 1] !== ':') {
        options.set(letter, '');
        continue;
      }
      const value = k + 1 < word.length ? word.slice(k + 1) : words[++i];
      if (value === undefined) return { options, rest: [], bad: { letter, missing: true } };
      options.set(letter, value);
      break;
    }
  }
  return { options, rest: words.slice(i) };
}

/** `bash: cd: -x: invalid option` and the usage line; status 2. */
export function* badOption(shell: Shell, spec: { name: string; usage: string }, bad: { letter: string; missing: boolean }): Program<number> {
  const words = bad.missing ? 'option requires an argument' : 'invalid option';
  if (shell.dialect !== 'bash') {
    yield* shell.complain(`${spec.name}: ${shell.dialect === 'dash' ? `Illegal option -${bad.letter}` : `illegal option -${bad.letter}`}`);
    return 2;
  }
  yield* shell.complain(`${spec.name}: -${bad.letter}: ${words}`);
  return yield* usage(shell, spec);
}

/** The usage line; status 2. */
export function* usage(shell: Shell, spec: { name: string; usage: string }): Program<number> {
  yield* shell.err(`${spec.name}: usage: ${`${spec.name} ${spec.usage}`.trimEnd()}\n`);
  return 2;
}

/** A whole number as bash reads operands; undefined when it is none. */
export function parseInteger(text: string): number | undefined {
  return /^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : undefined;
}
