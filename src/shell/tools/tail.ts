/** tail: the last lines or bytes, and `-f`, which waits for more. */
import { decodeUtf8, encodeUtf8 } from '../../os/utf8';
import { errnoText, isFileError } from '../../os';
import type { Process, Source } from '../../os';
import { Signal, race, timer, wait } from '../../sim';
import type { Program } from '../../sim';
import { COREUTILS, signedCount } from './_coreutils';
import { complain, fail, isBusybox, LineReader, openComplaint, openInput, Output, readAll } from './_io';
import { flag, optional, options, value } from './_options';
import { absolutePath } from './_paths';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Print the last 10 lines of each FILE to standard output.',
  version: COREUTILS,
  options: {
    bytes: value('-c --bytes', 'the last NUM bytes; with a leading + from byte NUM on'),
    follow: optional('--follow', 'go on printing as the file grows'),
    followShort: flag('-f', 'go on printing as the file grows'),
    followRetry: flag('-F', 'same as --follow=name --retry'),
    lines: value('-n --lines', 'the last NUM lines; with a leading + from line NUM on'),
    pid: value('--pid', 'with -f, end when process PID ends'),
    quiet: flag('-q --quiet --silent', 'never print headers'),
    retry: flag('--retry', 'keep trying to open a file'),
    sleep: value('-s --sleep-interval', 'accepted; changes show at once'),
    verbose: flag('-v --verbose', 'always print headers'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
  },
  lacks: '--max-unchanged-stats',
};

/** `tail -5`, `tail +3`, `tail -5f`. */
export function modernArguments(args: readonly string[]): string[] {
  const match = args[0] === undefined ? null : /^([-+])(\d+)([cl]?)(f?)$/.exec(args[0]);
  if (!match) return [...args];
  const sign = match[1] === '+' ? '+' : '';
  return [match[3] === 'c' ? '-c' : '-n', `${sign}${match[2]}`, ...(match[4] ? ['-f'] : []), ...args.slice(1)];
}

interface Wanted {
  fromStart: boolean;
  count: number;
  byBytes: boolean;
  delimiter: string;
}

export default tool({
  name: 'tail',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command, modernArguments(process.argv.slice(1)));
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const byBytes = parsed.order.findLast(({ key }) => key === 'bytes' || key === 'lines')?.key === 'bytes';
    const text = (byBytes ? values.bytes : values.lines) ?? '10';
    const counted = signedCount(text);
    if (!counted) {
      if (isBusybox(process)) return yield* fail(process, `invalid number '${text}'`);
      return yield* fail(process, `invalid number of ${byBytes ? 'bytes' : 'lines'}: ${quote(text)}`);
    }
    const wanted: Wanted = { fromStart: counted.sign === '+', count: counted.count, byBytes, delimiter: values.zero ? '\0' : '\n' };
    const follows = values.followShort || values.followRetry || values.follow !== undefined;
    const retries = values.followRetry || values.retry;
    const names = operands.length > 0 ? operands : ['-'];
    const headers = values.verbose || (names.length > 1 && !values.quiet);
    let exitCode = 0;
    let lastName: string | undefined;
    const followed: { name: string; path: string; shown: number }[] = [];
    for (const name of names) {
      const source = openInput(process, name);
      if (isFileError(source)) {
        yield* complain(process, openComplaint(name, source, process));
        exitCode = 1;
        if (follows && retries) followed.push({ name, path: absolutePath(process, name), shown: 0 });
        continue;
      }
      if (headers) yield* process.stdout.write(`${lastName === undefined ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
      lastName = name;
      const isFile = name !== '-' && !name.startsWith('/dev/') && !name.startsWith('/proc/');
      const size = isFile ? sizeOf(process, name) : 0;
      if (!(yield* showEnd(process, source, wanted))) return exitCode;
      source.close();
      if (follows && isFile) followed.push({ name, path: absolutePath(process, name), shown: size });
    }
    if (isBusybox(process) && exitCode > 0 && lastName === undefined) return yield* fail(process, 'no files');
    if (!follows || (followed.length === 0 && names.includes('-'))) return exitCode;
    if (followed.length === 0) {
      yield* complain(process, isBusybox(process) ? 'no files' : 'no files remaining');
      return 1;
    }
    return yield* follow(process, followed, headers, lastName, values.pid === undefined ? undefined : Number(values.pid));
  },
});

function sizeOf(process: Process, name: string): number {
  const content = process.machine.files.read(absolutePath(process, name));
  return isFileError(content) ? 0 : content.length;
}

function* showEnd(process: Process, source: Source, wanted: Wanted): Program<boolean> {
  const { fromStart, count, byBytes, delimiter } = wanted;
  if (byBytes) {
    const bytes = encodeUtf8(yield* readAll(source));
    const from = fromStart ? Math.max(0, count - 1) : Math.max(0, bytes.length - count);
    return yield* process.stdout.write(decodeUtf8(bytes.subarray(from)));
  }
  const out = new Output(process);
  const reader = new LineReader(source, delimiter);
  let kept: string[] = [];
  let skipped = 0;
  for (;;) {
    const lines = yield* reader.batch();
    if (!lines) break;
    const text = lines.map((line, i) => line + (reader.lacksNewline && i === lines.length - 1 ? '' : delimiter));
    if (fromStart) {
      for (const line of text) if (++skipped >= count) out.put(line);
      if (!(yield* out.flush())) return false;
      continue;
    }
    kept.push(...text);
    // Trimmed now and then, so that a long stream costs little.
    if (kept.length > count * 2 + 1000) kept = count === 0 ? [] : kept.slice(-count);
    yield* process.busy(0);
  }
  if (fromStart) return true;
  out.put((count === 0 ? [] : kept.slice(-count)).join(''));
  return yield* out.flush();
}

/** Prints what is added to the files until somebody ends it, or until process `pid` is gone. */
function* follow(
  process: Process,
  files: { name: string; path: string; shown: number }[],
  headers: boolean,
  lastShown: string | undefined,
  pid: number | undefined,
): Program<number> {
  const changed = new Signal();
  let last = lastShown;
  const stops = files.map(({ path }) => process.machine.files.watch(path, () => changed.fire()));
  try {
    for (;;) {
      for (const file of files) {
        const content = process.machine.files.read(file.path);
        if (isFileError(content)) {
          if (file.shown > 0) yield* complain(process, `${quote(file.name)} has become inaccessible: ${errnoText(content.errno)}`);
          file.shown = 0;
          continue;
        }
        if (content.length < file.shown) {
          yield* complain(process, `${file.name}: file truncated`);
          file.shown = 0;
        }
        if (content.length === file.shown) continue;
        const added = content.slice(file.shown);
        file.shown = content.length;
        if (headers && last !== file.name) yield* process.stdout.write(`\n==> ${file.name} <==\n`);
        last = file.name;
        if (!(yield* process.stdout.write(added))) return 1;
      }
      if (pid !== undefined) {
        if (process.machine.processes.get(pid) === undefined) return 0;
        yield* race<void>(changed.wait, timer(process.sim, 1000));
      } else yield* wait(changed.wait);
    }
  } finally {
    for (const stop of stops) stop();
  }
}
