/**
 * How tools read and write: output gathered per chunk, lines read in batches, files opened by the name that was
 * typed, complaints in the tool's own name. Everything streams; a tool stops as soon as nobody reads its output.
 */
import { errnoText, isFileError } from '../../os';
import type { FileError, OpenFile, Process, Source } from '../../os';
import type { Program } from '../../sim';
import { APPEND, openPath, READ, WRITE } from '../../os/open-file';
import { absolutePath, baseName } from './_paths';
import { MEMORY_CHARS_MAX } from '../limits';
import { localQuotes } from './_text';

/** CPU time that a tool takes per chunk of work, in ms: keeps endless pipes from holding the clock still. */
export const CHUNK_COST_MS = 0.02;

/** The name a tool was called by, for its messages. */
export function programName(process: Process): string {
  return baseName(process.argv[0] ?? '');
}

const dialects = new WeakMap<Process, boolean>();

/**
 * True where this tool is an applet of busybox: errors, headers and defaults then read as busybox writes them. In a
 * small image a tool of a package beside busybox (`apk add iputils`) is told by its executable, which names the
 * package (`packageMark`).
 */
export function isBusybox(process: Process): boolean {
  let busybox = dialects.get(process);
  if (busybox === undefined) dialects.set(process, (busybox = findDialect(process)));
  return busybox;
}

function findDialect(process: Process): boolean {
  const { machine } = process;
  if (machine.kind !== 'container' || isFileError(machine.files.stat('/bin/busybox'))) return false;
  const word = process.argv[0] ?? '';
  const path = word.includes('/') ? absolutePath(process, word) : machine.processes.which(word, process.env.get('PATH') ?? '');
  const content = path === undefined ? '' : machine.files.read(path);
  return isFileError(content) || !content.startsWith('package:');
}

/** Alpine's busybox is linked with musl, whose getopt and resolver use other words. */
export function isMusl(process: Process): boolean {
  return !isFileError(process.machine.files.stat('/etc/alpine-release'));
}

/** Whether this process runs in a UTF-8 locale, where GNU messages have curved quotes. */
export function isUtf8(process: Process): boolean {
  const { env } = process;
  return /utf-?8/i.test(env.get('LC_ALL') || env.get('LC_CTYPE') || env.get('LANG') || '');
}

/** Writes to stdout; false when nobody reads any more. */
export function* print(process: Process, text: string): Program<boolean> {
  if (text === '') return true;
  return yield* process.stdout.write(text);
}

/** Writes `name: message` and a newline to stderr. */
export function* complain(process: Process, message: string): Program {
  yield* process.stderr.write(`${programName(process)}: ${localQuotes(message, isUtf8(process))}\n`);
}

/** Complains and answers the exit code, so that a tool can `return yield* fail(...)`. */
export function* fail(process: Process, message: string, exitCode = 1): Program<number> {
  yield* complain(process, message);
  return exitCode;
}

/** Gathers output and writes it in one piece per `flush`. */
export class Output {
  private text = '';
  /** Nobody reads any more. */
  closed = false;

  constructor(
    private process: Process,
    private file: OpenFile = process.stdout,
  ) {}

  put(text: string): void {
    this.text += text;
  }

  line(text: string): void {
    this.text += `${text}\n`;
  }

  /** What was gathered, given up to the caller. */
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }

  get pending(): number {
    return this.text.length;
  }

  /** Writes what was gathered and lets time pass; false when the reader is gone. */
  *flush(): Program<boolean> {
    yield* this.process.busy(CHUNK_COST_MS);
    if (this.text !== '' && !this.closed) {
      const text = this.text;
      this.text = '';
      if (!(yield* this.file.write(text))) this.closed = true;
    }
    return !this.closed;
  }
}

/** Lines of a stream, a chunk's worth at a time. */
export class LineReader {
  private rest = '';
  private queue: string[] = [];
  private ended = false;
  /** True when the last line had no newline behind it; known once `batch` answered undefined or the last batch. */
  lacksNewline = false;

  constructor(
    private source: Source,
    private delimiter = '\n',
  ) {}

  /** The complete lines at hand, at least one; undefined at the end. */
  *batch(): Program<string[] | undefined> {
    if (this.queue.length > 0) {
      const lines = this.queue;
      this.queue = [];
      return lines;
    }
    const pieces: string[] = [];
    // A line without an end is all that grows here.
    const held = new Held();
    while (!this.ended) {
      const chunk = yield* this.source.read();
      if (chunk === undefined) {
        this.ended = true;
        break;
      }
      if (!chunk.includes(this.delimiter)) {
        held.add(chunk);
        pieces.push(chunk);
        continue;
      }
      const lines = (this.rest + pieces.join('') + chunk).split(this.delimiter);
      this.rest = lines.pop() as string;
      return lines;
    }
    const last = this.rest + pieces.join('');
    this.rest = '';
    if (last === '') return undefined;
    this.lacksNewline = true;
    return [last];
  }

  /** One line; undefined at the end. */
  *next(): Program<string | undefined> {
    if (this.queue.length === 0) {
      const lines = yield* this.batch();
      if (!lines) return undefined;
      this.queue = lines;
    }
    return this.queue.shift();
  }

  /** True when no line is left: reads ahead to find out. */
  *atEnd(): Program<boolean> {
    if (this.queue.length > 0) return false;
    const lines = yield* this.batch();
    if (!lines) return true;
    this.queue = lines;
    return false;
  }
}

/** Thrown by a tool that would hold more than a tab can: `tool()` makes it a complaint and an exit code. */
export class OutOfMemory extends Error {}

/** Characters that a tool holds at once, counted as it gathers them. */
export class Held {
  private chars = 0;

  add(text: string): void {
    this.chars += text.length;
    if (this.chars > MEMORY_CHARS_MAX) throw new OutOfMemory();
  }
}

/** Everything until the end. */
export function* readAll(source: Source): Program<string> {
  const pieces: string[] = [];
  const held = new Held();
  for (;;) {
    const chunk = yield* source.read();
    if (chunk === undefined) return pieces.join('');
    held.add(chunk);
    pieces.push(chunk);
  }
}

/** Random bytes from the machine's seeded chance, as text: every byte a character below 0x80 or an escaped one. */
export function randomBytes(process: Process, count: number): string {
  const random = process.sim.random('urandom');
  let text = '';
  for (let i = 0; i < count; i++) {
    const byte = random.int(0, 255);
    text += String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
  }
  return text;
}

/** Opens a file for reading by the name that was typed; `-` is stdin unless the tool says otherwise. */
export function openInput(process: Process, typed: string, dashIsStdin = true): Source | FileError {
  // Not a duplicate of fd 0: reading the terminal from the background must stop the process.
  if (dashIsStdin && typed === '-') return { read: (maxChars) => process.stdin.read(maxChars), close() {} };
  const stat = process.machine.files.stat(absolutePath(process, typed));
  if (!isFileError(stat)) {
    if (stat.kind === 'directory') return { errno: 'EISDIR' };
    if (typed.endsWith('/')) return { errno: 'ENOTDIR' };
  }
  return openPath(process, typed, READ);
}

/** Reads a whole file by the name that was typed. */
export function* readFile(process: Process, typed: string, dashIsStdin = true): Program<string | FileError> {
  const source = openInput(process, typed, dashIsStdin);
  if (isFileError(source)) return source;
  const text = yield* readAll(source);
  source.close();
  return text;
}

/** Opens (and truncates, unless `append`) a file for writing by the name that was typed. */
export function openOutput(process: Process, typed: string, append = false): OpenFile | FileError {
  return openPath(process, typed, append ? APPEND : WRITE);
}

/** How a tool words a file that it cannot open or read. */
export type FileComplaint = (name: string, error: FileError, process: Process) => string;

/** Most tools: `x: No such file or directory`. */
export const plainComplaint: FileComplaint = (name, error, process) => {
  if (error.errno === 'EISDIR' && isBusybox(process)) return `read error: ${errnoText(error.errno)}`;
  return `${name}: ${errnoText(error.errno)}`;
};

/** The same, where busybox says `can't open 'x': ...` (those of its applets that open without stdio). */
export const openingComplaint: FileComplaint = (name, error, process) => {
  if (!isBusybox(process) || error.errno === 'EISDIR') return plainComplaint(name, error, process);
  return `can't open '${name}': ${errnoText(error.errno)}`;
};

/** head, tail: `cannot open 'x' for reading: ...`, `error reading 'x': Is a directory`. */
export const openComplaint: FileComplaint = (name, error, process) => {
  if (isBusybox(process)) return process.argv[0]?.endsWith('tail') ? openingComplaint(name, error, process) : plainComplaint(name, error, process);
  if (error.errno === 'EISDIR') return `error reading '${name}': ${errnoText(error.errno)}`;
  return `cannot open '${name}' for reading: ${errnoText(error.errno)}`;
};

/**
 * Runs `body` over each input (stdin when none is named), complaining about those that cannot be opened.
 * `body` answers false to stop (nobody reads). Answers 1 when a file could not be read, else 0.
 */
export function* eachInput(
  process: Process,
  names: readonly string[],
  body: (source: Source, name: string) => Program<boolean>,
  complaint: FileComplaint = plainComplaint,
): Program<number> {
  let exitCode = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    const source = openInput(process, name);
    if (isFileError(source)) {
      yield* complain(process, complaint(name, source, process));
      exitCode = 1;
      continue;
    }
    const goOn = yield* body(source, name);
    source.close();
    if (!goOn) break;
  }
  return exitCode;
}

/** How wide lists may be: the terminal's width, else undefined (one entry a line). */
export function terminalWidth(process: Process): number | undefined {
  return process.stdout.tty?.columns;
}
