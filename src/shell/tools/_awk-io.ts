/** Where awk reads records from and writes text to: files, commands, and its own descriptors. */
import { createPipe, errnoText, isFileError, spawnChild } from '../../os';
import type { OpenFile, Process, Source } from '../../os';
import { wait } from '../../sim';
import type { Program } from '../../sim';
import { openInput, openOutput } from './_io';
import { exitCodeOf } from './_children';
import { compileRegex, isRegexError } from './_regex';
import type { Regex } from './_regex';

/** Cuts a stream into records; the separator may change between two of them. */
export class RecordReader {
  private buffer = '';
  private ended = false;
  private static cache = new Map<string, Regex | undefined>();

  constructor(private source: Source) {}

  private *more(): Program<boolean> {
    if (this.ended) return false;
    const chunk = yield* this.source.read();
    if (chunk === undefined) this.ended = true;
    else this.buffer += chunk;
    return !this.ended;
  }

  /** A record that is at hand without waiting; for the fast path. */
  ready(separator: string): string | undefined {
    if (separator.length !== 1) return undefined;
    const at = this.buffer.indexOf(separator, this.at);
    if (at < 0) return undefined;
    const record = this.buffer.slice(this.at, at);
    this.at = at + 1;
    if (this.at > 65536) this.compact();
    return record;
  }

  private at = 0;

  private compact(): void {
    this.buffer = this.buffer.slice(this.at);
    this.at = 0;
  }

  *next(separator: string): Program<string | undefined> {
    this.compact();
    if (separator === '') return yield* this.paragraph();
    if (separator.length > 1) return yield* this.untilRegex(separator);
    for (let from = 0; ;) {
      const at = this.buffer.indexOf(separator, from);
      if (at >= 0) {
        this.at = at + 1;
        return this.buffer.slice(0, at);
      }
      from = this.buffer.length;
      if (!(yield* this.more())) return this.rest();
    }
  }

  private rest(): string | undefined {
    if (this.buffer === '') return undefined;
    const record = this.buffer;
    this.buffer = '';
    this.at = 0;
    return record;
  }

  /** Blank lines separate records; leading ones do not count. */
  private *paragraph(): Program<string | undefined> {
    for (;;) {
      this.buffer = this.buffer.replace(/^\n+/, '');
      const match = /\n\n+(?=[^\n])/.exec(this.buffer) ?? (this.ended ? /\n\n+$/.exec(this.buffer) : null);
      if (match) {
        const record = this.buffer.slice(0, match.index);
        this.at = match.index + match[0].length;
        return record;
      }
      if (!(yield* this.more())) {
        if (this.ended && /\n\n+$/.test(this.buffer)) continue;
        return this.rest()?.replace(/\n$/, '');
      }
    }
  }

  private *untilRegex(separator: string): Program<string | undefined> {
    const regex = RecordReader.compiled(separator);
    for (;;) {
      const match = regex?.exec(this.buffer);
      // A match at the very end could grow with more input.
      if (match && match.end > match.index && (match.end < this.buffer.length || this.ended)) {
        this.at = match.end;
        return this.buffer.slice(0, match.index);
      }
      if (!(yield* this.more())) {
        const last = regex?.exec(this.buffer);
        if (last && last.end > last.index) continue;
        return this.rest();
      }
    }
  }

  private static compiled(separator: string): Regex | undefined {
    if (!RecordReader.cache.has(separator)) {
      const regex = compileRegex(separator, { extended: true, escapes: 'awk' });
      RecordReader.cache.set(separator, isRegexError(regex) ? undefined : regex);
    }
    return RecordReader.cache.get(separator);
  }

  close(): void {
    this.source.close();
  }
}

interface OutputStream {
  text: string;
  file: OpenFile;
  /** The command at the other end of a pipe. */
  child?: Process;
}

export class AwkRunError extends Error {}

/** Everything an awk program has open. Writing gathers; `flush` hands on. */
export class AwkStreams {
  private outputs = new Map<string, OutputStream>();
  private inputs = new Map<string, { reader: RecordReader; child?: Process }>();
  /** Nobody reads standard output any more. */
  closed = false;

  constructor(private process: Process) {}

  put(kind: '>' | '>>' | '|' | undefined, name: string, text: string): void {
    this.output(kind, name).text += text;
  }

  private output(kind: '>' | '>>' | '|' | undefined, name: string): OutputStream {
    const key = kind === undefined || (kind !== '|' && (name === '/dev/stdout' || name === '-')) ? '' : kind === '|' ? `|${name}` : `>${name}`;
    let stream = this.outputs.get(key);
    if (!stream) this.outputs.set(key, (stream = this.openOutput(key, kind, name)));
    return stream;
  }

  private openOutput(key: string, kind: '>' | '>>' | '|' | undefined, name: string): OutputStream {
    const { process } = this;
    if (key === '') return { text: '', file: process.stdout };
    if (kind === '|') {
      const pipe = createPipe();
      const child = spawnChild(process, ['sh', '-c', name], {
        fds: new Map([
          [0, pipe.reader],
          [1, process.stdout],
          [2, process.stderr],
        ]),
      });
      pipe.reader.close();
      if ('error' in child) throw new AwkRunError(`cannot open "${name}" for output (No such file or directory)`);
      return { text: '', file: pipe.writer, child };
    }
    const file = openOutput(process, name, kind === '>>');
    if (isFileError(file)) throw new AwkRunError(`cannot open "${name}" for output (${errnoText(file.errno)})`);
    return { text: '', file };
  }

  /** Hands on what was written; false when standard output has no reader. */
  *flush(): Program<boolean> {
    for (const [key, stream] of this.outputs) {
      if (stream.text === '') continue;
      const { text } = stream;
      stream.text = '';
      const written = yield* stream.file.write(text);
      if (!written && key === '') this.closed = true;
    }
    return !this.closed;
  }

  /** A reader for `getline < name` or `name | getline`; undefined when the file cannot be opened. */
  reader(from: 'file' | 'command', name: string): RecordReader | undefined {
    const key = `${from === 'file' ? '<' : '|'}${name}`;
    const open = this.inputs.get(key);
    if (open) return open.reader;
    const { process } = this;
    if (from === 'file') {
      const source = openInput(process, name === '/dev/stdin' ? '-' : name);
      if (isFileError(source)) return undefined;
      const reader = new RecordReader(source);
      this.inputs.set(key, { reader });
      return reader;
    }
    const pipe = createPipe();
    const child = spawnChild(process, ['sh', '-c', name], {
      fds: new Map([
        [0, process.stdin],
        [1, pipe.writer],
        [2, process.stderr],
      ]),
    });
    pipe.writer.close();
    if ('error' in child) return undefined;
    const reader = new RecordReader(pipe.reader);
    this.inputs.set(key, { reader, child });
    return reader;
  }

  /** close(): 0, a command's exit code, or -1 when nothing of that name is open. */
  *close(name: string): Program<number> {
    let result = -1;
    yield* this.flush();
    for (const key of [`>${name}`, `|${name}`]) {
      const stream = this.outputs.get(key);
      if (!stream) continue;
      this.outputs.delete(key);
      stream.file.close();
      result = stream.child ? exitCodeOf(yield* wait(stream.child.exited)) : 0;
    }
    for (const key of [`<${name}`, `|${name}`]) {
      const input = this.inputs.get(key);
      if (!input) continue;
      this.inputs.delete(key);
      input.reader.close();
      result = input.child ? exitCodeOf(yield* wait(input.child.exited)) : 0;
    }
    return result;
  }

  /** At the end: everything written, every command waited for. */
  *closeAll(): Program {
    yield* this.flush();
    for (const [key, { file, child }] of this.outputs) {
      if (key === '') continue;
      file.close();
      if (child) yield* wait(child.exited);
    }
    for (const { reader } of this.inputs.values()) reader.close();
    this.outputs.clear();
    this.inputs.clear();
  }
}
