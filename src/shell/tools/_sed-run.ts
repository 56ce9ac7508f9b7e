/** Runs a sed script over lines: pattern space, hold space, ranges, queued output. */
import type { Program } from '../../sim';
import type { Regex } from './_regex';
import type { SedAddress, SedCommand, SedScript, Substitution } from './_sed-parse';

/** What the script needs of the world. */
export interface SedInput {
  /** The next line; undefined at the end of all input. */
  next(): Program<{ line: string; newline: boolean } | undefined>;
  /** True on the last line; may read ahead. */
  isLast(): Program<boolean>;
  fileName(): string;
}

export interface SedOutput {
  write(text: string): void;
  /** `w` files, `/dev/stdout` included. */
  append(file: string, text: string): Program;
  /** The whole of a file for `r`; undefined when it cannot be read. */
  readWhole(file: string): Program<string | undefined>;
  /** The next line of a file for `R`. */
  readLine(file: string): Program<string | undefined>;
  /** After each line, and with `last` at the end; false when nobody reads. */
  flush(last: boolean): Program<boolean>;
}

export interface SedSettings {
  quiet: boolean;
  separate: boolean;
  zero: boolean;
  lineLength: number;
  posix: boolean;
}

type Queued = { kind: 'text'; text: string } | { kind: 'file'; file: string } | { kind: 'line'; file: string };

/** Commands that one line may take before the run is declared endless: `:a;ba`. */
const COMMANDS_PER_PAUSE = 10_000;

export function* runSed(script: SedScript, input: SedInput, output: SedOutput, settings: SedSettings, pause: () => Program): Program<number> {
  const run = new Run(script, input, output, settings, pause);
  return yield* run.lines();
}

class Run {
  private pattern = '';
  private newline = true;
  private hold = '';
  private lineNumber = 0;
  private substituted = false;
  private lastRegex: Regex | undefined;
  private queue: Queued[] = [];
  private ranges = new Map<SedCommand, { untilLine?: number } | 'closed'>();
  private exitCode = 0;
  private missingNewline = false;
  private readonly end: string;

  constructor(
    private script: SedScript,
    private input: SedInput,
    private output: SedOutput,
    private settings: SedSettings,
    private pause: () => Program,
  ) {
    this.end = settings.zero ? '\0' : '\n';
  }

  *lines(): Program<number> {
    if (!(yield* this.readLine())) return 0;
    for (;;) {
      const ended = yield* this.cycle();
      if (ended === 'quit') {
        yield* this.output.flush(true);
        return this.exitCode;
      }
      if (ended === 'closed') return this.exitCode;
      if (ended === 'again') continue;
      if (!(yield* this.readLine())) break;
    }
    yield* this.output.flush(true);
    return this.exitCode;
  }

  private *readLine(): Program<boolean> {
    const read = yield* this.input.next();
    if (!read) return false;
    this.pattern = read.line;
    this.newline = read.newline;
    this.lineNumber++;
    this.substituted = false;
    return true;
  }

  private put(text: string, newline = true): void {
    // A last line without a newline gets one only when something follows it.
    if (this.missingNewline) this.output.write(this.end);
    this.output.write(text + (newline ? this.end : ''));
    this.missingNewline = !newline;
  }

  /** What a, r, R left for the end of the line. */
  private *drain(): Program {
    for (const queued of this.queue) {
      if (queued.kind === 'text') {
        if (this.missingNewline) this.output.write(this.end);
        this.missingNewline = false;
        this.output.write(queued.text);
      } else if (queued.kind === 'file') {
        const text = yield* this.output.readWhole(queued.file);
        if (text === undefined || text === '') continue;
        if (this.missingNewline) this.output.write(this.end);
        this.missingNewline = false;
        this.output.write(text);
      } else {
        const line = yield* this.output.readLine(queued.file);
        if (line !== undefined) this.put(line);
      }
    }
    this.queue = [];
  }

  /** One pass of the script; `again` starts over without reading (D). */
  private *cycle(): Program<'next' | 'again' | 'quit' | 'closed'> {
    const { commands } = this.script;
    let steps = 0;
    for (let at = 0; at < commands.length;) {
      if (++steps % COMMANDS_PER_PAUSE === 0) {
        yield* this.pause();
        if (!(yield* this.output.flush(false))) return 'closed';
      }
      const command = commands[at] as SedCommand;
      const selected = (yield* this.selects(command)) !== command.negated;
      at++;
      if (command.name === '{') {
        if (!selected) at = command.target as number;
        continue;
      }
      if (!selected) continue;
      switch (command.name) {
        case '=':
          this.output.write(`${this.lineNumber}\n`);
          break;
        case 'a':
          this.queue.push({ kind: 'text', text: command.text as string });
          break;
        case 'b':
          at = command.target as number;
          break;
        case 'c': {
          const range = this.ranges.get(command);
          const isLastOfRange = command.negated || !command.second || range === undefined || range === 'closed';
          if (isLastOfRange) {
            if (this.missingNewline) this.output.write(this.end);
            this.missingNewline = false;
            this.output.write(command.text as string);
          }
          return yield* this.endCycle(false);
        }
        case 'd':
          return yield* this.endCycle(false);
        case 'D': {
          const cut = this.pattern.indexOf('\n');
          if (cut < 0) return yield* this.endCycle(false);
          this.pattern = this.pattern.slice(cut + 1);
          const ended = yield* this.endCycle(false);
          return ended === 'next' ? 'again' : ended;
        }
        case 'F':
          this.output.write(`${this.input.fileName()}\n`);
          break;
        case 'g':
          this.pattern = this.hold;
          break;
        case 'G':
          this.pattern += `\n${this.hold}`;
          break;
        case 'h':
          this.hold = this.pattern;
          break;
        case 'H':
          this.hold += `\n${this.pattern}`;
          break;
        case 'i':
          if (this.missingNewline) this.output.write(this.end);
          this.missingNewline = false;
          this.output.write(command.text as string);
          break;
        case 'l':
          this.output.write(listing(this.pattern, command.number ?? this.settings.lineLength));
          break;
        case 'n':
          if (yield* this.input.isLast()) {
            // Without a next line GNU prints the pattern space (unless -n) and ends; POSIX ends without printing.
            return yield* this.quit(!this.settings.posix);
          }
          if (!this.settings.quiet) this.put(this.pattern, this.newline);
          yield* this.drain();
          if (!(yield* this.readKeepingFlag())) return yield* this.quit(false);
          if (!(yield* this.output.flush(false))) return 'closed';
          break;
        case 'N': {
          if (yield* this.input.isLast()) return yield* this.quit(!this.settings.posix);
          yield* this.drain();
          const before = this.pattern;
          if (!(yield* this.readKeepingFlag())) return yield* this.quit(true);
          this.pattern = `${before}\n${this.pattern}`;
          break;
        }
        case 'p':
          this.put(this.pattern, this.newline);
          break;
        case 'P': {
          const cut = this.pattern.indexOf('\n');
          this.put(cut < 0 ? this.pattern : this.pattern.slice(0, cut), cut >= 0 || this.newline);
          break;
        }
        case 'q':
          this.exitCode = command.number ?? 0;
          return yield* this.quit(true);
        case 'Q':
          this.exitCode = command.number ?? 0;
          return 'quit';
        case 'r':
          this.queue.push({ kind: 'file', file: command.file as string });
          break;
        case 'R':
          this.queue.push({ kind: 'line', file: command.file as string });
          break;
        case 's':
          yield* this.substitute(command.substitution as Substitution);
          break;
        case 't':
          if (this.substituted) {
            this.substituted = false;
            at = command.target as number;
          }
          break;
        case 'T':
          if (!this.substituted) at = command.target as number;
          this.substituted = false;
          break;
        case 'w':
          yield* this.output.append(command.file as string, this.pattern + this.end);
          break;
        case 'W':
          yield* this.output.append(command.file as string, (this.pattern.split('\n')[0] as string) + this.end);
          break;
        case 'x':
          [this.pattern, this.hold] = [this.hold, this.pattern];
          break;
        case 'y': {
          const map = command.map as ReadonlyMap<string, string>;
          this.pattern = Array.from(this.pattern, (char) => map.get(char) ?? char).join('');
          break;
        }
        case 'z':
          this.pattern = '';
          break;
      }
    }
    return yield* this.endCycle(true);
  }

  private *readKeepingFlag(): Program<boolean> {
    const flag = this.substituted;
    const read = yield* this.readLine();
    this.substituted = flag;
    return read;
  }

  private *endCycle(prints: boolean): Program<'next' | 'closed'> {
    if (prints && !this.settings.quiet) this.put(this.pattern, this.newline);
    if (this.queue.length > 0) yield* this.drain();
    return (yield* this.output.flush(false)) ? 'next' : 'closed';
  }

  private *quit(prints: boolean): Program<'quit'> {
    if (prints && !this.settings.quiet) this.put(this.pattern, this.newline);
    yield* this.drain();
    return 'quit';
  }

  private *selects(command: SedCommand): Program<boolean> {
    const { first, second } = command;
    if (!first) return true;
    if (!second) return yield* this.matches(first);
    const state = this.ranges.get(command);
    if (state && state !== 'closed') {
      if (state.untilLine !== undefined) {
        if (this.lineNumber >= state.untilLine) this.ranges.set(command, 'closed');
        // The end may have been passed inside a loop of N: then this line is no longer part of it.
        return this.lineNumber <= state.untilLine;
      }
      if (yield* this.matches(second)) this.ranges.set(command, 'closed');
      return true;
    }
    if (first.kind === 'line' && first.line === 0) {
      if (state === 'closed' || second.kind !== 'regex') return false;
      this.ranges.set(command, {});
      if (yield* this.matches(second)) this.ranges.set(command, 'closed');
      return true;
    }
    // A numbered first address opens its range once only.
    if (!(yield* this.matches(first))) return false;
    if (second.kind === 'line' || second.kind === 'plus' || second.kind === 'multiple') {
      const untilLine =
        second.kind === 'line'
          ? second.line
          : second.kind === 'plus'
            ? this.lineNumber + second.count
            : second.of <= 0
              ? this.lineNumber
              : Math.ceil(this.lineNumber / second.of) * second.of;
      this.ranges.set(command, untilLine > this.lineNumber ? { untilLine } : 'closed');
      return true;
    }
    if (second.kind === 'last') this.ranges.set(command, (yield* this.input.isLast()) ? 'closed' : {});
    else this.ranges.set(command, {});
    return true;
  }

  private *matches(address: SedAddress): Program<boolean> {
    switch (address.kind) {
      case 'line':
        return this.lineNumber === address.line;
      case 'step':
        return address.step <= 0
          ? this.lineNumber === address.first
          : this.lineNumber >= address.first && (this.lineNumber - address.first) % address.step === 0;
      case 'last':
        return yield* this.input.isLast();
      case 'regex': {
        const regex = address.regex ?? this.lastRegex;
        if (!regex) throw new SedRuntimeError('no previous regular expression');
        this.lastRegex = regex;
        return regex.test(this.pattern);
      }
      default:
        return false;
    }
  }

  private *substitute(command: Substitution): Program {
    const regex = command.regex ?? this.lastRegex;
    if (!regex) throw new SedRuntimeError('no previous regular expression');
    this.lastRegex = regex;
    const replaced = substituteText(this.pattern, regex, command);
    if (replaced === undefined) return;
    this.pattern = replaced;
    this.substituted = true;
    if (command.print) this.put(this.pattern, this.newline);
    if (command.file !== undefined) yield* this.output.append(command.file, this.pattern + this.end);
  }
}

export class SedRuntimeError extends Error {}

/** The text after an `s`; undefined when nothing matched. */
export function substituteText(text: string, regex: Regex, command: Substitution): string | undefined {
  let out = '';
  let at = 0;
  let found = 0;
  let changed = false;
  let previousEnd = -1;
  for (let from = 0; from <= text.length;) {
    const match = regex.exec(text, from);
    if (!match) break;
    // An empty match right behind the previous match does not count.
    if (match.end === match.index && match.index === previousEnd) {
      from = match.index + (isPair(text, match.index) ? 2 : 1);
      continue;
    }
    found++;
    previousEnd = match.end;
    if (found >= command.occurrence) {
      out += text.slice(at, match.index) + expand(command, match.groups);
      at = match.end;
      changed = true;
      if (!command.global) break;
    }
    from = match.end > match.index ? match.end : match.end + (isPair(text, match.end) ? 2 : 1);
  }
  return changed ? out + text.slice(at) : undefined;
}

function isPair(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && code > 0xffff;
}

function expand({ parts }: Substitution, groups: readonly (string | undefined)[]): string {
  let out = '';
  let mode: 'U' | 'L' | 'E' = 'E';
  let once: 'u' | 'l' | undefined;
  const add = (text: string): void => {
    if (text === '') return;
    let cased = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once) {
      const [first = ''] = cased;
      cased = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + cased.slice(first.length);
      once = undefined;
    }
    out += cased;
  };
  for (const part of parts) {
    if (part.kind === 'text') add(part.text);
    else if (part.kind === 'group') add(groups[part.group] ?? '');
    else if (part.mode === 'u' || part.mode === 'l') once = part.mode;
    else {
      mode = part.mode;
      once = undefined;
    }
  }
  return out;
}

/** `l`: every character visible, lines broken with a backslash. */
function listing(text: string, width: number): string {
  const marks: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
  };
  let out = '';
  let column = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    const shown = marks[char] ?? (code >= 32 && code < 127 ? char : octal(code));
    if (width > 1 && column + shown.length > width - 1) {
      out += '\\\n';
      column = 0;
    }
    out += shown;
    column += shown.length;
  }
  return `${out}$\n`;
}

function octal(code: number): string {
  const bytes =
    code >= 0xdc80 && code <= 0xdcff
      ? [code - 0xdc00]
      : code < 0x80
        ? [code]
        : code < 0x800
          ? [0xc0 | (code >> 6), 0x80 | (code & 63)]
          : code < 0x10000
            ? [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
            : [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
