/** sed: the stream editor; lines are read as they are wanted, so it may stand in a live pipe. */
import { errnoText, isFileError } from '../../os';
import type { OpenFile, Process } from '../../os';
import type { Program } from '../../sim';
import { complain, fail, isBusybox, LineReader, openInput, openOutput, Output, plainComplaint, readFile } from './_io';
import { flag, helpText, list, optional, options, value } from './_options';
import { absolutePath } from './_paths';
import { parseSed, SedError } from './_sed-parse';
import type { ScriptPart, SedScript } from './_sed-parse';
import { runSed, SedRuntimeError } from './_sed-run';
import type { SedInput, SedOutput } from './_sed-run';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
  summary: 'Edit lines of files or of standard input by a script.',
  version: '(GNU sed) 4.9',
  helpOnMisuse: true,
  options: {
    quiet: flag('-n --quiet --silent', 'print only when told to'),
    debug: flag('--debug', 'ignored'),
    expressions: list('-e --expression', 'add ARG to the script'),
    files: list('-f --file', 'add a file to the script'),
    inPlace: optional('-i --in-place', 'edit files in place, keeping a copy with that suffix'),
    lineLength: value('-l --line-length', 'where the l command breaks lines'),
    posix: flag('--posix', 'no GNU extensions'),
    extended: flag('-E -r --regexp-extended', 'extended regular expressions'),
    separate: flag('-s --separate', 'each file on its own'),
    sandbox: flag('--sandbox', 'refuse e, r and w'),
    unbuffered: flag('-u --unbuffered', 'ignored'),
    zero: flag('-z --null-data', 'lines end in NUL'),
    binary: flag('-b --binary', 'ignored'),
    followSymlinks: flag('--follow-symlinks', 'ignored'),
  },
};

export default tool({
  name: 'sed',
  package: 'sed',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands, order } = parsed;
    const parts: ScriptPart[] = [];
    let expressions = 0;
    for (const { key, value: text } of order) {
      if (key === 'expressions') parts.push(expressionPart(text, ++expressions));
      if (key !== 'files') continue;
      const script = yield* readFile(process, text);
      if (isFileError(script)) return yield* fail(process, `couldn't open file ${text}: ${errnoText(script.errno)}`);
      parts.push({ text: script.replace(/\n$/, ''), where: (_position, line) => `file ${text} line ${line}: ` });
    }
    if (parts.length === 0) {
      const first = operands.shift();
      if (first === undefined) {
        yield* process.stderr.write(helpText('sed', command));
        return 1;
      }
      parts.push(expressionPart(first, 1));
    }
    let script: SedScript;
    try {
      script = parseSed(parts, values.extended);
    } catch (thrown) {
      if (thrown instanceof SedError)
        return yield* fail(
          process,
          isBusybox(process) ? busyboxWords(thrown.message, parts) : thrown.message,
          isBusybox(process) ? 1 : thrown.exitCode,
        );
      throw thrown;
    }
    const settings = {
      quiet: values.quiet || script.quiet,
      separate: values.separate || values.inPlace !== undefined,
      zero: values.zero,
      lineLength: values.lineLength === undefined ? 70 : Number(values.lineLength),
      posix: values.posix,
    };
    const files = new ScriptFiles(process);
    const names = operands.length > 0 ? operands : ['-'];
    let exitCode = 0;
    const pause = () => process.busy(1);
    try {
      if (values.inPlace !== undefined) {
        for (const name of names) {
          const failed = yield* editInPlace(process, name, values.inPlace, script, settings, files, pause);
          if (failed > 0) exitCode = failed;
        }
      } else {
        const groups = settings.separate ? names.map((name) => [name]) : [names];
        for (const group of groups) {
          const out = new Output(process);
          const input = new Lines(process, group, values.zero ? '\0' : '\n', () => out.flush());
          const code = yield* runSed(script, input, files.toStdout(out), settings, pause);
          if (code > 0) return code;
          exitCode = Math.max(exitCode, input.exitCode);
        }
      }
    } catch (thrown) {
      if (thrown instanceof SedRuntimeError) return yield* fail(process, thrown.message);
      throw thrown;
    }
    return exitCode;
  },
});

/** busybox has few words for a bad script. */
function busyboxWords(message: string, parts: readonly ScriptPart[]): string {
  const unknown = /unknown command: `(.)'/.exec(message)?.[1];
  if (unknown !== undefined) return `unsupported command ${unknown}`;
  if (message.includes('unterminated')) return `unmatched '${/[sy](.)/.exec(parts[0]?.text ?? '')?.[1] ?? '/'}'`;
  if (message.includes("can't find label")) return message;
  if (message.includes('missing command')) return 'missing command';
  if (message.includes('unknown option')) return 'bad option in substitution expression';
  return message.replace(/^-e expression #\d+, char \d+: /, 'bad script: ');
}

/** Written at the latest when this much has gathered. */
const OUTPUT_CHARS_MAX = 32_768;

function expressionPart(text: string, number: number): ScriptPart {
  return { text, where: (position) => `-e expression #${number}, char ${position}: ` };
}

/** The lines of several files as one stream. */
class Lines implements SedInput {
  /** 2 when a file could not be opened, 4 when one could not be read. */
  exitCode = 0;
  private at = 0;
  private reader: LineReader | undefined;
  private current = '-';
  private lineBatch: string[] = [];
  private index = 0;

  /** `beforeWaiting` hands on what was written, before more is read. */
  constructor(
    private process: Process,
    private names: readonly string[],
    private delimiter: string,
    private beforeWaiting: () => Program<boolean>,
  ) {}

  *next(): Program<{ line: string; newline: boolean } | undefined> {
    if (!(yield* this.fill())) return undefined;
    const line = this.lineBatch[this.index++] as string;
    const isFileEnd = this.index >= this.lineBatch.length && this.reader?.lacksNewline === true;
    return { line, newline: !isFileEnd };
  }

  *isLast(): Program<boolean> {
    return !(yield* this.fill());
  }

  fileName(): string {
    return this.current;
  }

  private *fill(): Program<boolean> {
    for (;;) {
      if (this.index < this.lineBatch.length) return true;
      if (this.reader) {
        if (!(yield* this.beforeWaiting())) return false;
        const lines = yield* this.reader.batch();
        if (lines) {
          this.lineBatch = lines;
          this.index = 0;
          continue;
        }
        this.reader = undefined;
      }
      const name = this.names[this.at++];
      if (name === undefined) return false;
      const source = openInput(this.process, name);
      if (isFileError(source)) {
        this.exitCode = Math.max(this.exitCode, source.errno === 'EISDIR' ? 4 : 2);
        const { process } = this;
        const text = isBusybox(process)
          ? `${name}: ${errnoText(source.errno)}`
          : source.errno === 'EISDIR'
            ? `read error on ${name}: ${errnoText(source.errno)}`
            : `can't read ${name}: ${errnoText(source.errno)}`;
        yield* complain(process, text);
        continue;
      }
      this.current = name;
      this.reader = new LineReader(source, this.delimiter);
    }
  }
}

/** The files that a script names, and where its output goes. */
class ScriptFiles {
  private written = new Map<string, OpenFile>();
  private readers = new Map<string, LineReader>();

  constructor(private process: Process) {}

  /** Output gathers while lines are at hand; it goes out before more are waited for, and at the end. */
  toStdout(out: Output): SedOutput {
    return this.output(
      (text) => out.put(text),
      function* (last) {
        if (!last && out.pending < OUTPUT_CHARS_MAX) return !out.closed;
        return yield* out.flush();
      },
    );
  }

  toText(add: (text: string) => void): SedOutput {
    return this.output(add, function* () {
      return true;
    });
  }

  private output(write: (text: string) => void, flush: (last: boolean) => Program<boolean>): SedOutput {
    const { process, written, readers } = this;
    return {
      write,
      flush,
      *append(file, text) {
        if (file === '/dev/stdout') return write(text);
        let target = written.get(file);
        if (!target) {
          const opened = openOutput(process, file);
          if (isFileError(opened)) throw new SedRuntimeError(`couldn't open file ${file}: ${errnoText(opened.errno)}`);
          written.set(file, (target = opened));
        }
        yield* target.write(text);
      },
      *readWhole(file) {
        const text = yield* readFile(process, file === '/dev/stdin' ? '-' : file);
        return isFileError(text) ? undefined : text;
      },
      *readLine(file) {
        let reader = readers.get(file);
        if (!reader) {
          const source = openInput(process, file);
          if (isFileError(source)) return undefined;
          readers.set(file, (reader = new LineReader(source)));
        }
        return yield* reader.next();
      },
    };
  }
}

function* editInPlace(
  process: Process,
  name: string,
  suffix: string,
  script: SedScript,
  settings: Parameters<typeof runSed>[3],
  scriptFiles: ScriptFiles,
  pause: () => Program,
): Program<number> {
  const { files } = process.machine;
  const path = absolutePath(process, name);
  const stat = files.stat(path);
  if (isFileError(stat)) {
    yield* complain(
      process,
      isBusybox(process)
        ? plainComplaint(name, stat, process).replace(/^can't open '(.*)': /, '$1: ')
        : `can't read ${name}: ${errnoText(stat.errno)}`,
    );
    return isBusybox(process) ? 1 : 2;
  }
  if (stat.kind !== 'file') {
    yield* complain(process, `couldn't edit ${name}: not a regular file`);
    return 4;
  }
  const before = files.read(path);
  if (isFileError(before)) return yield* fail(process, `can't read ${name}: ${errnoText(before.errno)}`, 2);
  let text = '';
  const input = new Lines(process, [name], settings.zero ? '\0' : '\n', function* () {
    return true;
  });
  const code = yield* runSed(
    script,
    input,
    scriptFiles.toText((piece) => (text += piece)),
    settings,
    pause,
  );
  // `q` leaves the rest of the file as it was.
  for (let rest = yield* input.next(); rest; rest = yield* input.next()) text += rest.line + (rest.newline ? '\n' : '');
  if (suffix !== '') {
    const copy = suffix.includes('*') ? suffix.replaceAll('*', name) : `${name}${suffix}`;
    const error = files.write(absolutePath(process, copy), before, { mode: stat.mode });
    if (error) return yield* fail(process, `cannot rename ${name}: ${errnoText(error.errno)}`, 4);
  }
  const error = files.write(path, text);
  if (error) return yield* fail(process, `couldn't open temporary file ${name}: ${errnoText(error.errno)}`, 4);
  return code;
}
