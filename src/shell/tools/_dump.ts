/** What od, xxd and hexdump share: bytes of several inputs, and runs of equal lines. */
import { errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import { encodeUtf8 } from '../../os/utf8';
import type { Program } from '../../sim';
import { complain, openInput, readAll } from './_io';

export interface Bytes {
  bytes: Uint8Array;
  exitCode: number;
}

/** All inputs as one run of bytes, after `skip` and at most `limit`. */
export function* readBytes(process: Process, names: readonly string[], skip: number, limit: number): Program<Bytes> {
  let text = '';
  let exitCode = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    const source = openInput(process, name);
    if (isFileError(source)) {
      yield* complain(process, `${name}: ${errnoText(source.errno)}`);
      exitCode = 1;
      continue;
    }
    // A device never ends: no more is read than will be shown.
    if (limit === Infinity) text += yield* readAll(source);
    else {
      for (let wanted = skip + limit; text.length < wanted;) {
        const chunk = yield* source.read(Math.min(4096, wanted - text.length));
        if (chunk === undefined) break;
        text += chunk;
      }
    }
    source.close();
  }
  const bytes = encodeUtf8(text);
  return { bytes: bytes.subarray(Math.min(skip, bytes.length), limit === Infinity ? undefined : skip + limit), exitCode };
}

export function printable(byte: number): string {
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.';
}

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
