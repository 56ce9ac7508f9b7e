/** od: bytes in octal and other forms. */
import { printable, readBytes, sameBytes } from './_dump';
import { COREUTILS } from './_coreutils';
import { fail, Output } from './_io';
import { flag, list, options, optional, value } from './_options';
import { parseSize, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Write an unambiguous representation, octal bytes by default, of FILE to standard output.',
  version: COREUTILS,
  options: {
    address: value('-A --address-radix', 'addresses in d, o, x or n (none)'),
    skip: value('-j --skip-bytes', 'skip bytes first'),
    count: value('-N --read-bytes', 'limit how many'),
    types: list('-t --format', 'output formats: a c d o u x with sizes, z for text'),
    noDuplicates: flag('-v --output-duplicates', 'show equal lines too'),
    width: optional('-w --width', 'bytes per line'),
    a: flag('-a', 'same as -t a'),
    b: flag('-b', 'same as -t o1'),
    c: flag('-c', 'same as -t c'),
    d: flag('-d', 'same as -t u2'),
    i: flag('-i', 'same as -t dI'),
    o: flag('-o', 'same as -t o2'),
    s: flag('-s', 'same as -t d2'),
    x: flag('-x', 'same as -t x2'),
  },
  lacks: '-f -l -S --strings --endian --traditional',
};

interface Form {
  kind: string;
  size: number;
  width: number;
  text: boolean;
}

const SHORT: Readonly<Record<string, string>> = { a: 'a', b: 'o1', c: 'c', d: 'u2', i: 'd4', o: 'o2', s: 'd2', x: 'x2' };
const NAMES = [
  'nul',
  'soh',
  'stx',
  'etx',
  'eot',
  'enq',
  'ack',
  'bel',
  'bs',
  'ht',
  'nl',
  'vt',
  'ff',
  'cr',
  'so',
  'si',
  'dle',
  'dc1',
  'dc2',
  'dc3',
  'dc4',
  'nak',
  'syn',
  'etb',
  'can',
  'em',
  'sub',
  'esc',
  'fs',
  'gs',
  'rs',
  'us',
  'sp',
];

function parseForms(text: string): Form[] | undefined {
  const forms: Form[] = [];
  let rest = text;
  while (rest !== '') {
    const match = /^([acdoux])([CSIL]|\d+)?(z?)/.exec(rest);
    if (!match) return undefined;
    rest = rest.slice(match[0].length);
    const kind = match[1] as string;
    const sizeText = match[2];
    const size =
      kind === 'a' || kind === 'c'
        ? 1
        : sizeText === undefined
          ? 4
          : 'CSIL'.includes(sizeText)
            ? ({ C: 1, S: 2, I: 4, L: 8 } as const)[sizeText as 'C']
            : Number(sizeText);
    if (![1, 2, 4, 8].includes(size)) return undefined;
    const bits = size * 8;
    const widths: Record<string, number> = {
      a: 3,
      c: 3,
      o: Math.ceil(bits / 3),
      x: size * 2,
      u: (2n ** BigInt(bits)).toString().length,
      d: (2n ** BigInt(bits - 1)).toString().length + 1,
    };
    forms.push({ kind, size, width: widths[kind] as number, text: match[3] === 'z' });
  }
  return forms;
}

function cell(form: Form, bytes: Uint8Array): string {
  const byte = bytes[0] as number;
  if (form.kind === 'c') {
    const known = '\0\x07\b\f\n\r\t\v'.indexOf(String.fromCharCode(byte));
    if (known >= 0) return ['\\0', '\\a', '\\b', '\\f', '\\n', '\\r', '\\t', '\\v'][known] as string;
    return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0');
  }
  if (form.kind === 'a') {
    const low = byte & 127;
    return low <= 32 ? (NAMES[low] as string) : low === 127 ? 'del' : String.fromCharCode(low);
  }
  let number = 0n;
  for (let i = form.size - 1; i >= 0; i--) number = (number << 8n) | BigInt(bytes[i] ?? 0);
  if (form.kind === 'x') return number.toString(16).padStart(form.size * 2, '0');
  if (form.kind === 'o') return number.toString(8).padStart(form.width, '0');
  const bits = BigInt(form.size * 8);
  if (form.kind === 'd' && number >= 1n << (bits - 1n)) number -= 1n << bits;
  return number.toString();
}

export default tool({
  name: 'od',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands, order } = parsed;
    const forms: Form[] = [];
    for (const { key, value: text } of order) {
      const source = key === 'types' ? text : SHORT[key];
      if (source === undefined) continue;
      const found = parseForms(source);
      if (!found) return yield* fail(process, `invalid type string ${quote(source)}`);
      forms.push(...found);
    }
    if (forms.length === 0) forms.push(...(parseForms('o2') as Form[]));
    const radix = values.address ?? 'o';
    if (!/^[doxn]$/.test(radix)) return yield* fail(process, `invalid output address radix '${radix}'; it must be one character from [doxn]`);
    const skip = values.skip === undefined ? 0 : (parseSize(values.skip) ?? NaN);
    const limit = values.count === undefined ? Infinity : (parseSize(values.count) ?? NaN);
    if (Number.isNaN(skip)) return yield* fail(process, `invalid -j argument ${quote(values.skip as string)}`);
    if (Number.isNaN(limit)) return yield* fail(process, `invalid -N argument ${quote(values.count as string)}`);
    const width = values.width === undefined ? 16 : values.width === '' ? 32 : Number(values.width);
    const { bytes, exitCode } = yield* readBytes(process, operands, skip, limit);
    const address = (at: number): string =>
      radix === 'n' ? '' : at.toString(radix === 'o' ? 8 : radix === 'd' ? 10 : 16).padStart(radix === 'x' ? 6 : 7, '0');
    // Columns of different forms line up: the widest per byte decides.
    const perByte = Math.max(...forms.map((form) => (form.width + 1) / form.size));
    const out = new Output(process);
    let previous: Uint8Array | undefined;
    let starred = false;
    for (let at = 0; at < bytes.length; at += width) {
      const row = bytes.subarray(at, at + width);
      if (!values.noDuplicates && previous && row.length === width && sameBytes(row, previous)) {
        if (!starred) out.line('*');
        starred = true;
        continue;
      }
      starred = false;
      previous = row;
      forms.forEach((form, i) => {
        const cellWidth = Math.round(perByte * form.size);
        let text = '';
        for (let j = 0; j < row.length; j += form.size) text += cell(form, row.subarray(j, j + form.size)).padStart(cellWidth);
        if (form.text) text = `${text.padEnd((width / form.size) * cellWidth)}  >${Array.from(row, printable).join('')}<`;
        const lead = i === 0 ? address(at + skip) : ' '.repeat(address(0).length);
        out.line(lead + text);
      });
      if (out.pending > 16384 && !(yield* out.flush())) return 1;
    }
    if (radix !== 'n') out.line(address(bytes.length + skip));
    yield* out.flush();
    return exitCode;
  },
});
