/** base64 and base32: bytes as text and back. */
import { errnoText, isFileError } from '../../os';
import { decodeUtf8, encodeUtf8 } from '../../os/utf8';
import { COREUTILS } from './_coreutils';
import { fail, isBusybox, openInput, plainComplaint, print, programName, readAll } from './_io';
import { flag, misuse, options, value } from './_options';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]',
  summary: 'Encode or decode FILE, or standard input, to standard output.',
  version: COREUTILS,
  options: {
    decode: flag('-d -D --decode', 'decode'),
    ignore: flag('-i --ignore-garbage', 'ignore other characters when decoding'),
    wrap: value('-w --wrap', 'break lines after ARG characters (76; 0: never)'),
  },
};

const ALPHABETS = {
  base64: { letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', bits: 6, group: 4 },
  base32: { letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', bits: 5, group: 8 },
};

export function encodeBase(bytes: Uint8Array, kind: keyof typeof ALPHABETS = 'base64'): string {
  const { letters, bits, group } = ALPHABETS[kind];
  let text = '';
  let pending = 0;
  let held = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    held += 8;
    while (held >= bits) {
      held -= bits;
      text += letters.charAt((pending >> held) & ((1 << bits) - 1));
    }
    pending &= (1 << held) - 1;
  }
  if (held > 0) text += letters.charAt((pending << (bits - held)) & ((1 << bits) - 1));
  return text.padEnd(Math.ceil(text.length / group) * group, '=');
}

/** The bytes up to the first fault, and whether there was one. */
export function decodeBase(text: string, kind: keyof typeof ALPHABETS = 'base64'): { bytes: number[]; ok: boolean } {
  const { letters, bits, group } = ALPHABETS[kind];
  const bytes: number[] = [];
  let pending = 0;
  let held = 0;
  let seen = 0;
  let padding = 0;
  for (const char of text) {
    if (char === '\n') continue;
    if (char === '=') {
      padding++;
      continue;
    }
    const value = letters.indexOf(char);
    if (value < 0 || padding > 0) return { bytes, ok: false };
    seen++;
    pending = ((pending << bits) | value) & 0xffffff;
    held += bits;
    if (held >= 8) {
      held -= 8;
      bytes.push((pending >> held) & 0xff);
    }
  }
  return { bytes, ok: (seen + padding) % group === 0 };
}

export default tool({
  name: 'base64',
  aliases: ['base32'],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const kind = programName(process) === 'base32' ? 'base32' : 'base64';
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length > 1) return yield* misuse(process, command, `extra operand ${quote(operands[1] as string)}`);
    if (values.wrap !== undefined && !/^\d+$/.test(values.wrap)) return yield* fail(process, `invalid wrap size: ${quote(values.wrap)}`);
    const wrap = values.wrap === undefined ? 76 : Number(values.wrap);
    const source = openInput(process, operands[0] ?? '-');
    if (isFileError(source))
      return yield* fail(
        process,
        isBusybox(process) ? plainComplaint(operands[0] as string, source, process) : `${operands[0]}: ${errnoText(source.errno)}`,
      );
    const text = yield* readAll(source);
    if (values.decode) {
      const letters = ALPHABETS[kind].letters;
      const cleaned = values.ignore
        ? Array.from(text)
            .filter((char) => letters.includes(char) || char === '=')
            .join('')
        : text;
      const { bytes, ok } = decodeBase(cleaned, kind);
      yield* print(process, decodeUtf8(bytes));
      return ok ? 0 : yield* fail(process, isBusybox(process) ? 'truncated input' : 'invalid input');
    }
    const encoded = encodeBase(encodeUtf8(text), kind);
    if (wrap === 0) yield* print(process, encoded);
    else yield* print(process, encoded.replace(new RegExp(`.{1,${wrap}}`, 'g'), '$&\n'));
    return 0;
  },
});
