/** What md5sum, sha1sum and their kin share: printing sums and checking lists of them. */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import { encodeUtf8 } from '../../os/utf8';
import type { Program } from '../../sim';
import { COREUTILS } from './_coreutils';
import { complain, isBusybox, openInput, Output, readAll } from './_io';
import { flag, misuse, options } from './_options';

interface Hash {
  (bytes: Uint8Array): Uint8Array;
}

export const HASHES: Readonly<Record<string, { title: string; bits: number; hash: Hash }>> = {
  md5sum: { title: 'MD5', bits: 128, hash: md5 },
  sha1sum: { title: 'SHA1', bits: 160, hash: sha1 },
  sha224sum: { title: 'SHA224', bits: 224, hash: sha224 },
  sha256sum: { title: 'SHA256', bits: 256, hash: sha256 },
  sha384sum: { title: 'SHA384', bits: 384, hash: sha384 },
  sha512sum: { title: 'SHA512', bits: 512, hash: sha512 },
  b2sum: { title: 'BLAKE2b', bits: 512, hash: blake2b },
};

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Print or check checksums.',
  version: COREUTILS,
  options: {
    binary: flag('-b --binary', 'mark as binary'),
    check: flag('-c --check', 'read checksums from the FILEs and check them'),
    tag: flag('--tag', 'BSD-style output'),
    text: flag('-t --text', 'text mode (the default)'),
    zero: flag('-z --zero', 'end each line with NUL'),
    ignoreMissing: flag('--ignore-missing', 'no failure for missing files'),
    quiet: flag('--quiet', 'no OK for each file that is'),
    status: flag('--status', 'print nothing, the exit code says it'),
    strict: flag('--strict', 'fail on lines of the wrong form'),
    warn: flag('-w --warn', 'warn about lines of the wrong form'),
  },
};

/** The main of one of them. */
export function* sumMain(process: Process, name: string): Program<number> {
  const parsed = yield* options(process, command);
  if (typeof parsed === 'number') return parsed;
  const { values, operands } = parsed;
  const { title, hash } = HASHES[name] as (typeof HASHES)[string];
  const names = operands.length > 0 ? operands : ['-'];
  if (values.tag && values.check) return yield* misuse(process, command, 'the --tag option is meaningless when verifying checksums');
  const out = new Output(process);
  const sumOf = function* (file: string) {
    const source = openInput(process, file);
    if (isFileError(source)) return source;
    const bytes = encodeUtf8(yield* readAll(source));
    source.close();
    yield* process.busy(bytes.length / 500_000);
    return hex(hash(bytes));
  };
  let exitCode = 0;
  if (!values.check) {
    for (const file of names) {
      const sum = yield* sumOf(file);
      if (isFileError(sum)) {
        yield* out.flush();
        yield* complain(process, isBusybox(process) ? `can't open '${file}': ${errnoText(sum.errno)}` : `${file}: ${errnoText(sum.errno)}`);
        exitCode = 1;
      } else out.put(values.tag ? `${title} (${file}) = ${sum}\n` : `${sum} ${values.binary ? '*' : ' '}${file}${values.zero ? '\0' : '\n'}`);
    }
    yield* out.flush();
    return exitCode;
  }
  for (const listName of names) {
    const source = openInput(process, listName);
    if (isFileError(source)) {
      yield* complain(process, `${listName}: ${errnoText(source.errno)}`);
      exitCode = 1;
      continue;
    }
    const lines = (yield* readAll(source)).split('\n').filter((line) => line !== '');
    let badLines = 0;
    let failed = 0;
    let unreadable = 0;
    let checked = 0;
    for (const [i, line] of lines.entries()) {
      const match = /^\\?([0-9a-fA-F]+) [ *](.+)$/.exec(line) ?? /^\w+ \((.+)\) = ([0-9a-fA-F]+)$/.exec(line);
      const [expected, file] = !match
        ? ['', '']
        : line.includes(') = ')
          ? [match[2] as string, match[1] as string]
          : [match[1] as string, match[2] as string];
      if (expected.length !== (HASHES[name] as { bits: number }).bits / 4) {
        badLines++;
        if (values.warn) yield* complain(process, `${listName}: ${i + 1}: improperly formatted ${title} checksum line`);
        continue;
      }
      const sum = yield* sumOf(file);
      if (isFileError(sum)) {
        if (values.ignoreMissing && sum.errno === 'ENOENT') continue;
        yield* out.flush();
        unreadable++;
        yield* complain(process, `${file}: ${errnoText(sum.errno)}`);
        if (!values.status) out.line(`${file}: FAILED open or read`);
        continue;
      }
      checked++;
      const ok = sum === expected.toLowerCase();
      if (!ok) failed++;
      if (!values.status && !(ok && values.quiet)) out.line(`${file}: ${ok ? 'OK' : 'FAILED'}`);
    }
    yield* out.flush();
    if (badLines === lines.length) {
      yield* complain(process, `${listName}: no properly formatted checksum lines found`);
      exitCode = 1;
      continue;
    }
    if (!values.status) {
      if (badLines > 0) yield* complain(process, `WARNING: ${badLines} line${badLines === 1 ? ' is' : 's are'} improperly formatted`);
      if (unreadable > 0) yield* complain(process, `WARNING: ${unreadable} listed file${unreadable === 1 ? '' : 's'} could not be read`);
      if (failed > 0)
        yield* complain(
          process,
          isBusybox(process)
            ? `WARNING: ${failed} of ${checked} computed checksums did NOT match`
            : `WARNING: ${failed} computed checksum${failed === 1 ? '' : 's'} did NOT match`,
        );
    }
    if (values.ignoreMissing && checked === 0) yield* complain(process, `${listName}: no file was verified`);
    if (failed > 0 || unreadable > 0 || (values.strict && badLines > 0) || (values.ignoreMissing && checked === 0)) exitCode = 1;
  }
  return exitCode;
}
