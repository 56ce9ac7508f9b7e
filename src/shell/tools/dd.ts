/** dd: blocks copied and counted. */
import { errnoText, isFileError, openPath, WRITE } from '../../os';
import type { OpenFile, Source } from '../../os';
import { byteLength, decodeUtf8, encodeUtf8 } from '../../os/utf8';
import { COREUTILS } from './_coreutils';
import { fail, isBusybox, openInput, print } from './_io';
import { quote, quoteName } from './_text';
import { general } from './_decimal';
import { tool } from './_tool';

function blockSize(text: string): number | undefined {
  let size = 1;
  for (const factor of text.split('x')) {
    const match = /^(\d+)(c|w|b|[kKMGT](?:B|iB)?|kB)?$/.exec(factor);
    if (!match) return undefined;
    const unit = match[2] ?? '';
    let scale = unit === 'w' ? 2 : unit === 'b' ? 512 : 1;
    const power = 'KMGT'.indexOf(unit.charAt(0).toUpperCase());
    if (unit !== '' && power >= 0 && unit !== 'c' && unit !== 'w' && unit !== 'b')
      for (let i = 0; i <= power; i++) scale *= unit.endsWith('B') && !unit.endsWith('iB') ? 1000 : 1024;
    size *= Number(match[1]) * scale;
  }
  return size;
}

const BYTES_MAX = 64 * 1024 * 1024;
const KNOWN = new Set(['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'iseek', 'seek', 'oseek', 'status', 'conv', 'iflag', 'oflag']);

function human(bytes: number, base: number, units: readonly string[]): string {
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return unit === 0 ? `${bytes} ${units[0]}` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export default tool({
  name: 'dd',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const settings = new Map<string, string>();
    for (const arg of process.argv.slice(1)) {
      if (arg === '--help') {
        yield* print(process, `Usage: dd [OPERAND]...\nCopy a file: if= of= bs= ibs= obs= count= skip= seek= status= conv=.\n`);
        return 0;
      }
      if (arg === '--version') {
        yield* print(process, `dd ${COREUTILS}\n`);
        return 0;
      }
      const equals = arg.indexOf('=');
      const name = arg.slice(0, Math.max(0, equals));
      if (!KNOWN.has(name)) {
        yield* process.stderr.write(`dd: unrecognized operand ${quote(arg)}\nTry 'dd --help' for more information.\n`);
        return 1;
      }
      settings.set(name, arg.slice(equals + 1));
    }
    const number = (name: string, fallback: number): number | undefined => {
      const text = settings.get(name);
      return text === undefined ? fallback : blockSize(text);
    };
    const bs = number('bs', 512);
    const inSize = settings.has('bs') ? bs : number('ibs', 512);
    const count = number('count', Infinity);
    const skip = number(settings.has('iseek') ? 'iseek' : 'skip', 0);
    const seek = number(settings.has('oseek') ? 'oseek' : 'seek', 0);
    for (const [name, found] of [
      ['bs', bs],
      ['ibs', inSize],
      ['count', count],
      ['skip', skip],
      ['seek', seek],
    ] as const) {
      if (found === undefined || (name.endsWith('bs') && found === 0))
        return yield* fail(process, `invalid number: ${quote(settings.get(name) ?? '')}`);
    }
    const conversions = (settings.get('conv') ?? '').split(',').filter(Boolean);
    const inputName = settings.get('if');
    const input: Source | { errno: 'ENOENT' } = inputName === undefined ? process.stdin : (openInput(process, inputName, false) as Source);
    if (isFileError(input))
      return yield* fail(
        process,
        isBusybox(process)
          ? `can't open '${inputName}': ${errnoText(input.errno)}`
          : `failed to open ${quoteName(inputName as string)}: ${errnoText(input.errno)}`,
      );
    const outputName = settings.get('of');
    let output: OpenFile = process.stdout;
    if (outputName !== undefined) {
      const opened = openPath(process, outputName, conversions.includes('notrunc') || (seek as number) > 0 ? { write: true, create: true } : WRITE);
      if (isFileError(opened))
        return yield* fail(
          process,
          isBusybox(process)
            ? `can't open '${outputName}': ${errnoText(opened.errno)}`
            : `failed to open ${quoteName(outputName)}: ${errnoText(opened.errno)}`,
        );
      output = opened;
    }
    const size = inSize as number;
    const startMs = process.sim.nowMs;
    let held = new Uint8Array();
    let ended = false;
    let inFull = 0;
    let inPartial = 0;
    let outFull = 0;
    let outPartial = 0;
    let total = 0;
    let exitCode = 0;
    if ((seek as number) > 0 && outputName !== undefined) yield* output.write('\0'.repeat(Math.min(BYTES_MAX, (seek as number) * (bs as number))));
    for (let block = 0; block < (count as number) + (skip as number);) {
      while (held.length < size && !ended) {
        const chunk = yield* input.read(Math.min(65536, size - held.length));
        if (chunk === undefined) {
          ended = true;
          break;
        }
        const bytes = encodeUtf8(chunk);
        const joined = new Uint8Array(held.length + bytes.length);
        joined.set(held);
        joined.set(bytes, held.length);
        held = joined;
        if (byteLength(chunk) < size && inputName === undefined) break;
      }
      if (held.length === 0) break;
      const piece = held.subarray(0, size);
      held = held.slice(piece.length);
      if (block++ < (skip as number)) continue;
      if (piece.length === size) inFull++;
      else inPartial++;
      if (total + piece.length > BYTES_MAX) {
        yield* fail(process, `error writing ${quoteName(outputName ?? 'standard output')}: No space left on device`);
        exitCode = 1;
        break;
      }
      let text = decodeUtf8(piece);
      if (conversions.includes('ucase')) text = text.toUpperCase();
      if (conversions.includes('lcase')) text = text.toLowerCase();
      if (!(yield* output.write(text))) {
        exitCode = 1;
        if (output.writeError) yield* fail(process, `error writing ${quoteName(outputName ?? 'standard output')}: ${errnoText(output.writeError)}`);
        break;
      }
      if (piece.length === size) outFull++;
      else outPartial++;
      total += piece.length;
      yield* process.busy(0.005 + piece.length / 2_000_000);
    }
    const status = settings.get('status');
    if (status === 'none') return exitCode;
    let report = `${inFull}+${inPartial} records in\n${outFull}+${outPartial} records out\n`;
    if (status !== 'noxfer') {
      const seconds = Math.max((process.sim.nowMs - startMs) / 1000, 1e-6);
      const si = human(total, 1000, ['B', 'kB', 'MB', 'GB']);
      const iec = human(total, 1024, ['B', 'KiB', 'MiB', 'GiB']);
      const names = total < 1000 ? `${total} bytes` : `${total} bytes (${si}${total < 1024 ? '' : `, ${iec}`})`;
      report += isBusybox(process)
        ? `${total} bytes (${human(total, 1024, ['bytes', 'KB', 'MB', 'GB']).replace(' ', '')}) copied, ${seconds.toFixed(6)} seconds, ` +
          `${human(Math.round(total / seconds), 1024, ['B', 'KB', 'MB', 'GB']).replace(' ', '')}/s\n`
        : `${names} copied, ${general(seconds, 6)} s, ${human(Math.round(total / seconds), 1000, ['B', 'kB', 'MB', 'GB'])}/s\n`;
    }
    yield* process.stderr.write(report);
    return exitCode;
  },
});
