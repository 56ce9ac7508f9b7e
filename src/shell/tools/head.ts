/** head: the first lines or bytes. */
import { byteLength, decodeUtf8, encodeUtf8 } from '../../os/utf8';
import type { Process, Source } from '../../os';
import type { Program } from '../../sim';
import { COREUTILS, signedCount } from './_coreutils';
import { eachInput, fail, isBusybox, LineReader, openComplaint, Output, readAll } from './_io';
import { flag, options, value } from './_options';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Print the first 10 lines of each FILE to standard output.',
  version: COREUTILS,
  options: {
    bytes: value('-c --bytes', 'the first NUM bytes; with a leading - all but the last NUM'),
    lines: value('-n --lines', 'the first NUM lines; with a leading - all but the last NUM'),
    quiet: flag('-q --quiet --silent', 'never print headers'),
    verbose: flag('-v --verbose', 'always print headers'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
  },
};

/** `head -5` is `head -n 5`. */
export function modernArguments(args: readonly string[]): string[] {
  const first = args[0];
  const match = first === undefined ? null : /^-(\d+)([ckmqvz]*)$/.exec(first);
  if (!match) return [...args];
  const letters = match[2] as string;
  const unit = letters.includes('c') ? '-c' : '-n';
  const rest = letters.replace(/[ckm]/g, '');
  return [unit, match[1] as string, ...(rest === '' ? [] : [`-${rest}`]), ...args.slice(1)];
}

export default tool({
  name: 'head',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command, modernArguments(process.argv.slice(1)));
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const byBytes = values.bytes !== undefined && parsed.order.findLast(({ key }) => key === 'bytes' || key === 'lines')?.key === 'bytes';
    const text = (byBytes ? values.bytes : values.lines) ?? '10';
    const wanted = signedCount(text);
    if (!wanted) {
      if (isBusybox(process)) return yield* fail(process, `invalid number '${text}'`);
      return yield* fail(process, `invalid number of ${byBytes ? 'bytes' : 'lines'}: ${quote(text)}`);
    }
    const headers = values.verbose || (operands.length > 1 && !values.quiet);
    let first = true;
    return yield* eachInput(
      process,
      operands,
      function* (source, name) {
        if (headers) yield* process.stdout.write(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
        first = false;
        if (wanted.sign === '-') return yield* allBut(process, source, wanted.count, byBytes, values.zero ? '\0' : '\n');
        if (byBytes) return yield* firstBytes(process, source, wanted.count);
        return yield* firstLines(process, source, wanted.count, values.zero ? '\0' : '\n');
      },
      openComplaint,
    );
  },
});

function* firstLines(process: Process, source: Source, count: number, delimiter: string): Program<boolean> {
  const out = new Output(process);
  const reader = new LineReader(source, delimiter);
  for (let left = count; left > 0;) {
    const lines = yield* reader.batch();
    if (!lines) break;
    lines.forEach((line, i) => {
      if (left-- > 0) out.put(line + (reader.lacksNewline && i === lines.length - 1 ? '' : delimiter));
    });
    if (!(yield* out.flush())) return false;
  }
  return true;
}

function* firstBytes(process: Process, source: Source, count: number): Program<boolean> {
  for (let left = count; left > 0;) {
    const chunk = yield* source.read(Math.min(left, 65536));
    if (chunk === undefined) break;
    const bytes = byteLength(chunk);
    const piece = bytes <= left ? chunk : decodeUtf8(encodeUtf8(chunk).subarray(0, left));
    left -= bytes;
    if (!(yield* process.stdout.write(piece))) return false;
  }
  return true;
}

function* allBut(process: Process, source: Source, count: number, byBytes: boolean, delimiter: string): Program<boolean> {
  const text = yield* readAll(source);
  if (byBytes) {
    const bytes = encodeUtf8(text);
    return yield* process.stdout.write(decodeUtf8(bytes.subarray(0, Math.max(0, bytes.length - count))));
  }
  const lines = text.split(delimiter);
  if (lines[lines.length - 1] === '') lines.pop();
  const kept = lines.slice(0, Math.max(0, lines.length - count));
  const all = count === 0 && !text.endsWith(delimiter);
  return yield* process.stdout.write(all ? text : kept.map((line) => line + delimiter).join(''));
}
