/** less, more: a pager on a terminal, cat elsewhere. */
import { errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { complain, isBusybox, openInput, print, programName, readAll } from './_io';
import { absolutePath } from './_paths';
import { Keys } from './_keys';
import { compileRegex, isRegexError } from './_regex';
import type { Regex } from './_regex';
import { charWidth } from './_text';
import { tool } from './_tool';

interface Look {
  numbers: boolean;
  chop: boolean;
  quitIfOneScreen: boolean;
  raw: boolean;
  noClear: boolean;
  ignoreCase: boolean;
}

export default tool({
  name: 'less',
  aliases: ['more'],
  package: 'less',
  busybox: true,
  *main(process) {
    const look: Look = { numbers: false, chop: false, quitIfOneScreen: false, raw: false, noClear: false, ignoreCase: false };
    const names: string[] = [];
    let startAtEnd = false;
    let startPattern: string | undefined;
    for (const arg of process.argv.slice(1)) {
      if (arg === '--version' || arg === '-V') {
        yield* print(process, programName(process) === 'more' ? 'more from util-linux 2.38.1\n' : 'less 590 (GNU regular expressions)\n');
        return 0;
      }
      if (arg === '--help') {
        yield* print(process, `Usage: ${programName(process)} [-NSFRXi] [+G] [+/PATTERN] [FILE]...\nKeys: space b arrows g G /pattern n N q\n`);
        return 0;
      }
      if (arg === '+G') startAtEnd = true;
      else if (arg.startsWith('+/')) startPattern = arg.slice(2);
      else if (/^-[A-Za-z]+$/.test(arg)) {
        for (const letter of arg.slice(1)) {
          if (letter === 'N') look.numbers = true;
          else if (letter === 'S') look.chop = true;
          else if (letter === 'F') look.quitIfOneScreen = true;
          else if (letter === 'R' || letter === 'r') look.raw = true;
          else if (letter === 'X') look.noClear = true;
          else if (letter === 'i' || letter === 'I') look.ignoreCase = true;
          else if (!'efmMEcsdnqQw'.includes(letter)) {
            yield* complain(process, `option -${letter} is not supported in this lab`);
            return 1;
          }
        }
      } else if (arg.startsWith('+') || arg.startsWith('--')) continue;
      else names.push(arg);
    }
    if (names.length === 0 && process.stdin.tty) {
      yield* process.stderr.write(
        programName(process) === 'more'
          ? "more: bad usage\nTry 'more --help' for more information.\n"
          : 'Missing filename ("less --help" for help)\n',
      );
      return 1;
    }
    let text = '';
    let exitCode = 0;
    for (const name of names.length > 0 ? names : ['-']) {
      const source = openInput(process, name);
      if (isFileError(source)) {
        const why = errnoText(source.errno);
        yield* process.stderr.write(
          isBusybox(process)
            ? `${programName(process)}: can't open '${name}': ${why}\n`
            : source.errno === 'EISDIR'
              ? `${name} is a directory\n`
              : `${name}: ${why}\n`,
        );
        exitCode = 1;
        continue;
      }
      if (!process.stdout.tty) {
        // What is printed into the very file that is read does not feed itself: no more than there was at first.
        const stat = process.machine.files.stat(absolutePath(process, name));
        let left = name === '-' || isFileError(stat) || stat.kind !== 'file' ? Infinity : stat.size;
        while (left > 0) {
          const chunk = yield* source.read();
          if (chunk === undefined) break;
          if (!(yield* print(process, chunk))) return 0;
          left -= chunk.length;
        }
      } else text += yield* readAll(source);
      source.close();
    }
    if (!process.stdout.tty || (text === '' && exitCode > 0)) return exitCode;
    yield* new Pager(process, text, look, programName(process) === 'more', names[0]).run(startAtEnd, startPattern);
    return exitCode;
  },
});

class Pager {
  private lines: string[];
  private keys: Keys;
  private top = 0;
  private left = 0;
  private pattern: Regex | undefined;
  private backwards = false;
  private message: string | undefined;

  constructor(
    private process: Process,
    text: string,
    private look: Look,
    private isMore: boolean,
    private name: string | undefined,
  ) {
    this.lines = text.split('\n');
    if (this.lines[this.lines.length - 1] === '') this.lines.pop();
    this.keys = new Keys(process);
  }

  private get rows(): number {
    return Math.max(1, (this.keys.tty?.rows ?? 24) - 1);
  }

  private get columns(): number {
    return this.keys.tty?.columns ?? 80;
  }

  *run(startAtEnd: boolean, startPattern: string | undefined): Program {
    try {
      const fits = this.place(0).filled < this.rows || this.lines.length === 0;
      if ((this.isMore || this.look.quitIfOneScreen) && fits && this.place(0).next >= this.lines.length) {
        yield* print(this.process, this.lines.map((line) => `${line}\n`).join(''));
        return;
      }
      const ownScreen = !this.look.noClear && !this.isMore;
      if (ownScreen) yield* print(this.process, '\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=');
      if (startAtEnd) this.top = this.lastTop();
      if (startPattern !== undefined) this.search(startPattern, false);
      while (yield* this.step()) {
        if (this.isMore && this.place(this.top).next >= this.lines.length) {
          yield* print(this.process, this.screen().replace(/\r\n[^\n]*$/, '\r\n'));
          break;
        }
      }
      yield* print(this.process, ownScreen ? '\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t' : '\r\x1b[K');
    } finally {
      this.keys.restore();
    }
  }

  /** Which lines fit from `from` on: how many screen rows they take and the first line that does not. */
  private place(from: number): { filled: number; next: number } {
    let filled = 0;
    let next = from;
    while (next < this.lines.length) {
      const height = this.look.chop ? 1 : Math.max(1, Math.ceil(this.widthOf(this.lines[next] as string) / this.columns));
      if (filled + height > this.rows) break;
      filled += height;
      next++;
    }
    return { filled, next: Math.max(next, from + (from < this.lines.length ? 1 : 0)) };
  }

  private widthOf(line: string): number {
    let width = this.look.numbers ? 8 : 0;
    for (const char of plain(line))
      width += char === '\t' ? 8 - (width % 8) : Math.max(charWidth(char.codePointAt(0) as number), char < ' ' ? 2 : 0);
    return width;
  }

  private lastTop(): number {
    let top = this.lines.length;
    let filled = 0;
    while (top > 0) {
      const height = this.look.chop ? 1 : Math.max(1, Math.ceil(this.widthOf(this.lines[top - 1] as string) / this.columns));
      if (filled + height > this.rows) break;
      filled += height;
      top--;
    }
    return top;
  }

  private screen(): string {
    const { next } = this.place(this.top);
    const rows: string[] = [];
    for (let i = this.top; i < next; i++) {
      const line = this.lines[i] as string;
      const shown = this.look.raw
        ? line
        : line.replace(/[\0-\x08\x0b-\x1f]/g, (char) =>
            char === '\x1b' ? '\x1b[7mESC\x1b[27m' : `\x1b[7m^${String.fromCharCode(char.charCodeAt(0) + 64)}\x1b[27m`,
          );
      const chopped = this.look.chop
        ? Array.from(shown)
            .slice(this.left, this.left + this.columns - (this.look.numbers ? 8 : 0))
            .join('')
        : shown;
      rows.push((this.look.numbers ? `${String(i + 1).padStart(7)} ` : '') + this.highlighted(chopped));
    }
    const blank = this.isMore ? [] : new Array<string>(Math.max(0, this.rows - this.place(this.top).filled)).fill('~');
    return `\x1b[H${[...rows, ...blank].map((row) => `${row}\x1b[K`).join('\r\n')}\x1b[J\r\n${this.prompt(next)}`;
  }

  private highlighted(line: string): string {
    if (!this.pattern) return line;
    let out = '';
    let at = 0;
    for (let from = 0; from <= line.length;) {
      const match = this.pattern.exec(line, from);
      if (!match || match.end === match.index) break;
      out += `${line.slice(at, match.index)}\x1b[7m${line.slice(match.index, match.end)}\x1b[27m`;
      at = from = match.end;
    }
    return out + line.slice(at);
  }

  private prompt(next: number): string {
    if (this.message !== undefined) {
      const { message } = this;
      this.message = undefined;
      return `\x1b[7m${message}\x1b[27m\x1b[K`;
    }
    if (this.isMore) return `\x1b[7m--More--(${Math.floor((next * 100) / Math.max(1, this.lines.length))}%)\x1b[27m\x1b[K`;
    if (next >= this.lines.length) return '\x1b[7m(END)\x1b[27m\x1b[K';
    return this.top === 0 && this.name !== undefined ? `\x1b[7m${this.name}\x1b[27m\x1b[K` : ':\x1b[K';
  }

  /** Draws, waits for a key, acts; false to leave. */
  private *step(): Program<boolean> {
    if (!(yield* print(this.process, this.screen()))) return false;
    const event = yield* this.keys.next();
    if (event.kind === 'interrupt') return !this.isMore;
    if (event.kind !== 'key') return true;
    return yield* this.key(event.text);
  }

  private *key(key: string): Program<boolean> {
    const page = Math.max(1, this.place(this.top).next - this.top);
    const last = this.isMore ? this.lines.length - 1 : this.lastTop();
    const go = (line: number): void => {
      this.top = Math.max(0, Math.min(line, last));
    };
    switch (key) {
      case 'q':
      case 'Q':
      case '\x03':
        return false;
      case ' ':
      case 'f':
      case '\x06':
      case '\x1b[6~':
        go(this.top + page);
        break;
      case 'b':
      case '\x02':
      case '\x1b[5~':
        go(this.top - this.rows);
        break;
      case 'd':
        go(this.top + Math.ceil(this.rows / 2));
        break;
      case 'u':
        go(this.top - Math.ceil(this.rows / 2));
        break;
      case 'j':
      case 'e':
      case '\r':
      case '\n':
      case '\x1b[B':
      case '\x1bOB':
        go(this.top + 1);
        break;
      case 'k':
      case 'y':
      case '\x1b[A':
      case '\x1bOA':
        go(this.top - 1);
        break;
      case 'g':
      case '<':
      case '\x1b[H':
      case '\x1b[1~':
        go(0);
        break;
      case 'G':
      case '>':
      case '\x1b[F':
      case '\x1b[4~':
        go(last);
        break;
      case '\x1b[C':
      case '\x1bOC':
        if (this.look.chop) this.left += Math.floor(this.columns / 2);
        break;
      case '\x1b[D':
      case '\x1bOD':
        this.left = Math.max(0, this.left - Math.floor(this.columns / 2));
        break;
      case '/':
      case '?': {
        const pattern = yield* this.ask(key);
        if (pattern !== undefined) this.search(pattern, key === '?');
        break;
      }
      case 'n':
        this.find(this.backwards);
        break;
      case 'N':
        this.find(!this.backwards);
        break;
      case 'h':
        this.message = 'space b arrows g G /pattern n N q';
        break;
    }
    return true;
  }

  /** Reads a line at the bottom of the screen. */
  private *ask(prompt: string): Program<string | undefined> {
    let line = '';
    for (;;) {
      yield* print(this.process, `\r\x1b[K${prompt}${line}`);
      const event = yield* this.keys.next();
      if (event.kind === 'interrupt') return undefined;
      if (event.kind !== 'key') continue;
      for (const char of event.text) {
        if (char === '\r' || char === '\n') return line;
        if (char === '\x1b' || char === '\x03') return undefined;
        if (char === '\x7f' || char === '\b') {
          if (line === '') return undefined;
          line = line.slice(0, -1);
        } else if (char >= ' ') line += char;
      }
    }
  }

  private search(source: string, backwards: boolean): void {
    if (source !== '') {
      const regex = compileRegex(source, { extended: true, escapes: 'grep', ignoreCase: this.look.ignoreCase });
      if (isRegexError(regex)) {
        this.message = 'Invalid pattern';
        return;
      }
      this.pattern = regex;
    }
    this.backwards = backwards;
    this.find(backwards);
  }

  private find(backwards: boolean): void {
    if (!this.pattern) {
      this.message = 'No previous regular expression';
      return;
    }
    const step = backwards ? -1 : 1;
    for (let i = this.top + step; i >= 0 && i < this.lines.length; i += step) {
      if (!this.pattern.test(this.lines[i] as string)) continue;
      this.top = Math.min(i, Math.max(i, this.lastTop()));
      return;
    }
    this.message = 'Pattern not found  (press RETURN)';
  }
}

/** Without escape sequences. */
function plain(line: string): string {
  return line.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');
}
