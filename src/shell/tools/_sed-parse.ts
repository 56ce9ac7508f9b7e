/** The language of sed: a script to a list of commands, with GNU's complaints and character positions. */
import { compileRegex, isRegexError } from './_regex';
import type { Regex } from './_regex';

export type SedAddress =
  | { kind: 'line'; line: number }
  | { kind: 'step'; first: number; step: number }
  | { kind: 'last' }
  /** Undefined regex: the last one used. */
  | { kind: 'regex'; regex: Regex | undefined }
  /** Only as a second address: `+N`, `~N`. */
  | { kind: 'plus'; count: number }
  | { kind: 'multiple'; of: number };

export type ReplacePart =
  | { kind: 'text'; text: string }
  | { kind: 'group'; group: number }
  /** \U \L \u \l \E */
  | { kind: 'case'; mode: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Substitution {
  regex: Regex | undefined;
  parts: ReplacePart[];
  global: boolean;
  print: boolean;
  occurrence: number;
  file?: string;
}

export interface SedCommand {
  name: string;
  first?: SedAddress;
  second?: SedAddress;
  negated: boolean;
  /** Where `b`, `t`, `T`, `{` go on. */
  target?: number;
  label?: string;
  text?: string;
  file?: string;
  number?: number;
  substitution?: Substitution;
  map?: ReadonlyMap<string, string>;
}

export interface SedScript {
  commands: SedCommand[];
  /** `#n` on the first line. */
  quiet: boolean;
}

/** A piece of script: from `-e` (or the first operand), or from a file. */
export interface ScriptPart {
  text: string;
  /** `-e expression #1, char 3: ` or `file.sed: line 2: ` */
  where: (position: number, line: number) => string;
}

export class SedError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

export function parseSed(parts: readonly ScriptPart[], extended: boolean): SedScript {
  const parser = new Parser(parts, extended);
  return parser.script();
}

const NO_ADDRESS = ':}#';

class Parser {
  private part = 0;
  private at = 0;
  private commands: SedCommand[] = [];
  private blocks: number[] = [];

  constructor(
    private parts: readonly ScriptPart[],
    private extended: boolean,
  ) {}

  private get text(): string {
    return (this.parts[this.part] as ScriptPart).text;
  }

  private bad(message: string, position = this.at): never {
    const line = this.text.slice(0, this.at).split('\n').length;
    throw new SedError((this.parts[this.part] as ScriptPart).where(position, line) + message);
  }

  private peek(): string | undefined {
    return this.text[this.at];
  }

  private take(): string | undefined {
    return this.text[this.at++];
  }

  private skip(pattern: RegExp): void {
    while (this.at < this.text.length && pattern.test(this.text[this.at] as string)) this.at++;
  }

  script(): SedScript {
    const quiet = /^#n(\n|$)/.test(this.parts[0]?.text ?? '');
    for (; this.part < this.parts.length; this.part++) {
      this.at = 0;
      for (;;) {
        this.skip(/[\s;]/);
        if (this.at >= this.text.length) break;
        this.command();
      }
    }
    this.part = Math.max(0, this.parts.length - 1);
    const open = this.blocks.pop();
    if (open !== undefined) throw new SedError(`${this.parts[0]?.where(0, 0) ?? ''}unmatched \`{'`);
    const labels = new Map<string, number>();
    this.commands.forEach((command, i) => {
      if (command.name === ':') labels.set(command.label as string, i);
    });
    for (const command of this.commands) {
      if (!'btT'.includes(command.name)) continue;
      const target = command.label === '' ? this.commands.length : labels.get(command.label as string);
      if (target === undefined) throw new SedError(`can't find label for jump to \`${command.label}'`, 4);
      command.target = target;
    }
    return { commands: this.commands, quiet };
  }

  private command(): void {
    const command: SedCommand = { name: '', negated: false };
    command.first = this.address(false);
    if (command.first) {
      this.skip(/[ \t]/);
      if (this.peek() === ',') {
        this.at++;
        this.skip(/[ \t]/);
        command.second = this.address(true);
        if (!command.second) this.bad("unexpected `,'", this.at + 1);
      }
    }
    if (command.first?.kind === 'line' && command.first.line === 0 && command.second?.kind !== 'regex')
      this.bad('invalid usage of line address 0', this.at + 1);
    this.skip(/[ \t]/);
    if (this.peek() === '!') {
      command.negated = true;
      this.at++;
      this.skip(/[ \t]/);
      if (this.peek() === '!') {
        this.at++;
        this.bad("multiple `!'s");
      }
    }
    const name = this.take();
    if (name === undefined || name === '\n') {
      this.at = Math.min(this.at, this.text.length);
      this.bad('missing command');
    }
    command.name = name;
    if (command.first && NO_ADDRESS.includes(name)) {
      this.bad(name === '#' ? "comments don't accept any addresses" : `${name} doesn't want any addresses`);
    }
    this.arguments(command, name);
  }

  private arguments(command: SedCommand, name: string): void {
    switch (name) {
      case '#':
        this.skip(/[^\n]/);
        return;
      case '{':
        this.blocks.push(this.commands.push(command) - 1);
        return;
      case '}': {
        const open = this.blocks.pop();
        if (open === undefined) this.bad("unexpected `}'");
        (this.commands[open] as SedCommand).target = this.commands.length;
        this.endOfCommand();
        return;
      }
      case ':':
        this.skip(/[ \t]/);
        command.label = this.word(/[^\s;]/);
        if (command.label === '') this.bad('":" lacks a label');
        this.commands.push(command);
        return;
      case 'b':
      case 't':
      case 'T':
        this.skip(/[ \t]/);
        command.label = this.word(/[^\s;}]/);
        this.commands.push(command);
        this.endOfCommand();
        return;
      case 'a':
      case 'i':
      case 'c':
        command.text = this.insertedText();
        this.commands.push(command);
        return;
      case 'r':
      case 'R':
      case 'w':
      case 'W':
        this.skip(/[ \t]/);
        command.file = this.word(/[^\n]/);
        if (command.file === '') this.bad('missing filename in r/R/w/W commands');
        this.commands.push(command);
        return;
      case 'l':
      case 'L':
      case 'q':
      case 'Q': {
        this.skip(/[ \t]/);
        const digits = this.word(/\d/);
        if (digits !== '') command.number = Number(digits);
        if ((name === 'q' || name === 'Q') && command.second) this.bad('command only uses one address');
        this.commands.push(command);
        this.endOfCommand();
        return;
      }
      case 's':
        command.substitution = this.substitution();
        this.commands.push(command);
        this.endOfCommand();
        return;
      case 'y':
        command.map = this.transliteration();
        this.commands.push(command);
        this.endOfCommand();
        return;
      case 'e':
      case 'F':
      case 'v':
        if (name === 'e') this.bad('command e is not supported in this lab');
        if (name === 'v') this.skip(/[^\n;]/);
        this.commands.push(command);
        this.endOfCommand();
        return;
      case '=':
      case 'd':
      case 'D':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
        this.commands.push(command);
        this.endOfCommand();
        return;
      case ',':
        return this.bad("unexpected `,'");
      default:
        this.bad(`unknown command: \`${name}'`);
    }
  }

  private word(pattern: RegExp): string {
    const from = this.at;
    this.skip(pattern);
    return this.text.slice(from, this.at);
  }

  private endOfCommand(): void {
    this.skip(/[ \t\r]/);
    const next = this.peek();
    if (next === undefined || next === '}' || next === '#') return;
    this.at++;
    if (next !== ';' && next !== '\n') this.bad('extra characters after command');
  }

  private address(second: boolean): SedAddress | undefined {
    const char = this.peek();
    if (char === undefined) return undefined;
    if (char >= '0' && char <= '9') {
      const line = Number(this.word(/\d/));
      this.skip(/[ \t]/);
      if (this.peek() === '~' && !second) {
        this.at++;
        this.skip(/[ \t]/);
        return { kind: 'step', first: line, step: Number(this.word(/\d/) || '0') };
      }
      return { kind: 'line', line };
    }
    if (char === '$') {
      this.at++;
      return { kind: 'last' };
    }
    if (second && (char === '+' || char === '~')) {
      this.at++;
      const count = Number(this.word(/\d/) || '0');
      return char === '+' ? { kind: 'plus', count } : { kind: 'multiple', of: count };
    }
    if (char !== '/' && char !== '\\') return undefined;
    this.at++;
    const delimiter = char === '\\' ? this.take() : '/';
    const source = delimiter === undefined ? undefined : this.delimited(delimiter, 'address');
    if (source === undefined) this.bad('unterminated address regex');
    let ignoreCase = false;
    let multiline = false;
    for (;;) {
      const flagChar = this.peek();
      if (flagChar === 'I') ignoreCase = true;
      else if (flagChar === 'M') multiline = true;
      else break;
      this.at++;
    }
    return { kind: 'regex', regex: this.regex(source, ignoreCase, multiline) };
  }

  /** Text up to the delimiter; `\` + delimiter stands for it, `\n` stays for whoever reads on. */
  private delimited(delimiter: string, kind: 'address' | 'pattern' | 'plain'): string | undefined {
    let out = '';
    for (;;) {
      const char = this.take();
      if (char === undefined) {
        this.at = this.text.length;
        return undefined;
      }
      if (char === '\n' && kind === 'address') return undefined;
      if (char === delimiter) return out;
      if (char === '[' && kind !== 'plain') {
        // Since sed 4.3 the delimiter may stand inside brackets.
        const bracket = /^\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]\n])*\]/.exec(this.text.slice(this.at));
        if (bracket) {
          out += char + bracket[0];
          this.at += bracket[0].length;
          continue;
        }
      }
      if (char !== '\\') {
        out += char;
        continue;
      }
      const next = this.take();
      if (next === undefined) {
        this.at = this.text.length;
        return undefined;
      }
      if (next === delimiter) {
        // An operator that serves as delimiter stands for itself when escaped: s|a\|b|x| matches "a|b".
        out +=
          kind !== 'plain' && /[.*[\]^$+?(){}|]/.test(delimiter) && !(this.extended ? false : /[+?(){}|]/.test(delimiter))
            ? `\\${delimiter}`
            : delimiter;
      } else out += `\\${next}`;
    }
  }

  private regex(source: string, ignoreCase: boolean, multiline: boolean): Regex | undefined {
    if (source === '') return undefined;
    const regex = compileRegex(source, { extended: this.extended, escapes: 'sed', ignoreCase, multiline });
    if (isRegexError(regex)) this.bad(regex.error);
    return regex;
  }

  private substitution(): Substitution {
    const delimiter = this.take();
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') this.bad("unterminated `s' command");
    const source = this.delimited(delimiter, 'pattern');
    if (source === undefined) this.bad("unterminated `s' command");
    const replacement = this.replacementText(delimiter);
    if (replacement === undefined) this.bad("unterminated `s' command");
    const result: Substitution = { regex: undefined, parts: [], global: false, print: false, occurrence: 1 };
    let ignoreCase = false;
    let multiline = false;
    let numbered = false;
    for (;;) {
      const char = this.peek();
      if (char === 'g') {
        if (result.global) this.flagError("multiple `g' options to `s' command");
        result.global = true;
      } else if (char === 'p') {
        if (result.print) this.flagError("multiple `p' options to `s' command");
        result.print = true;
      } else if (char === 'i' || char === 'I') ignoreCase = true;
      else if (char === 'm' || char === 'M') multiline = true;
      else if (char === 'e') this.flagError("option e of `s' is not supported in this lab");
      else if (char === 'w') {
        this.at++;
        this.skip(/[ \t]/);
        result.file = this.word(/[^\n]/);
        if (result.file === '') this.bad('missing filename in r/R/w/W commands');
        break;
      } else if (char !== undefined && char >= '0' && char <= '9') {
        if (numbered) this.flagError("multiple number options to `s' command");
        numbered = true;
        result.occurrence = Number(this.word(/\d/));
        if (result.occurrence === 0) this.bad("number option to `s' command may not be zero");
        continue;
      } else if (char === undefined || /[\s;}#]/.test(char)) break;
      else this.flagError("unknown option to `s'");
      this.at++;
    }
    result.regex = this.regex(source, ignoreCase, multiline);
    result.parts = replacementParts(replacement);
    const groups = result.regex?.groups ?? 9;
    for (const part of result.parts) {
      if (part.kind === 'group' && part.group > groups) this.bad(`invalid reference \\${part.group} on \`s' command's RHS`);
    }
    return result;
  }

  private flagError(message: string): never {
    this.at++;
    this.bad(message);
  }

  /** The raw right side: `\` + delimiter stands for the delimiter, all else as written. */
  private replacementText(delimiter: string): string | undefined {
    let out = '';
    for (;;) {
      const char = this.take();
      if (char === undefined) {
        this.at = this.text.length;
        return undefined;
      }
      if (char === delimiter) return out;
      if (char !== '\\') {
        out += char;
        continue;
      }
      const next = this.take();
      if (next === undefined) {
        this.at = this.text.length;
        return undefined;
      }
      // An escaped `&` that is also the delimiter is the delimiter as plain text.
      out += next === delimiter && delimiter !== '&' ? delimiter : `\\${next}`;
    }
  }

  private transliteration(): ReadonlyMap<string, string> {
    const delimiter = this.take();
    const from = delimiter === undefined ? undefined : this.delimited(delimiter, 'plain');
    const to = from === undefined || delimiter === undefined ? undefined : this.delimited(delimiter, 'plain');
    if (from === undefined || to === undefined) this.bad("unterminated `y' command");
    const sources = Array.from(unescapeSimple(from));
    const targets = Array.from(unescapeSimple(to));
    if (sources.length !== targets.length) this.bad("strings for `y' command are different lengths");
    const map = new Map<string, string>();
    sources.forEach((char, i) => {
      if (!map.has(char)) map.set(char, targets[i] as string);
    });
    return map;
  }

  /** The text of a, i, c: after `\` and a newline, or on the same line (GNU). */
  private insertedText(): string {
    this.skip(/[ \t]/);
    if (this.peek() === undefined && this.part + 1 >= this.parts.length) this.bad("expected \\ after `a', `c' or `i'");
    let raw = '';
    if (this.peek() === '\\') {
      this.at++;
      const textFrom = this.at;
      this.skip(/[ \t]/);
      if (this.peek() === '\n') this.at++;
      else if (this.peek() !== undefined) this.at = textFrom;
      else if (this.peek() === undefined && this.part + 1 < this.parts.length) {
        // -e 'a\' -e 'text'
        this.part++;
        this.at = 0;
      } else if (this.peek() === undefined) return '';
    }
    for (;;) {
      const char = this.take();
      if (char === undefined || char === '\n') {
        if (char === undefined && raw.endsWith('\\') && this.part + 1 < this.parts.length) {
          raw = `${raw.slice(0, -1)}\n`;
          this.part++;
          this.at = 0;
          continue;
        }
        break;
      }
      if (char === '\\') {
        const next = this.take();
        if (next === undefined) {
          raw += '\\';
          continue;
        }
        raw += next === '\n' ? '\n' : `\\${next}`;
        continue;
      }
      raw += char;
    }
    return `${unescapeText(raw)}\n`;
  }
}

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** In a, i, c a backslash goes, and \t and its like become what they name. */
function unescapeText(text: string): string {
  return text.replace(/\\(.)/gs, (_all, char: string) => (char !== 'n' && SIMPLE[char] !== undefined ? (SIMPLE[char] as string) : char));
}

function unescapeSimple(text: string): string {
  return text.replace(/\\(.)/gs, (all, char: string) => (char === '\\' ? '\\' : (SIMPLE[char] ?? all)));
}

function replacementParts(text: string): ReplacePart[] {
  const parts: ReplacePart[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '&') {
      flush();
      parts.push({ kind: 'group', group: 0 });
      continue;
    }
    if (char !== '\\') {
      plain += char;
      continue;
    }
    const next = text.charAt(++i);
    if (next >= '0' && next <= '9') {
      flush();
      parts.push({ kind: 'group', group: Number(next) });
    } else if ('ULulE'.includes(next) && next !== '') {
      flush();
      parts.push({ kind: 'case', mode: next as 'U' });
    } else if (SIMPLE[next] !== undefined) plain += SIMPLE[next];
    else if (next === 'x' && /^[0-9a-fA-F]{1,2}/.test(text.slice(i + 1))) {
      const digits = /^[0-9a-fA-F]{1,2}/.exec(text.slice(i + 1))?.[0] as string;
      plain += String.fromCharCode(parseInt(digits, 16));
      i += digits.length;
    } else if (next === 'o' && /^[0-7]{1,3}/.test(text.slice(i + 1))) {
      const digits = /^[0-7]{1,3}/.exec(text.slice(i + 1))?.[0] as string;
      plain += String.fromCharCode(parseInt(digits, 8));
      i += digits.length;
    } else if (next === 'c' && i + 1 < text.length) plain += String.fromCharCode((text.charAt(++i).toUpperCase().charCodeAt(0) ^ 0x40) & 0x7f);
    else plain += next;
  }
  flush();
  return parts;
}
