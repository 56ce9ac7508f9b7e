/** Archives in the ustar form, as `docker cp` sends and gets them; contents are stream text (os/stream.ts). */
import { decodeUtf8, encodeUtf8 } from './utf8';

export interface TarEntry {
  /** Without a leading slash; directories end in one. */
  name: string;
  kind: 'file' | 'directory' | 'symlink';
  mode: number;
  modifiedMs: number;
  content?: string;
  target?: string;
}

const BLOCK = 512;
const KINDS = { file: '0', symlink: '2', directory: '5' } as const;

export function writeTar(entries: readonly TarEntry[]): string {
  return entries.map(writeEntry).join('') + '\0'.repeat(2 * BLOCK);
}

function writeEntry(entry: TarEntry): string {
  const content = entry.kind === 'file' ? (entry.content ?? '') : '';
  const bytes = encodeUtf8(content).length;
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  const text = (value: string, width: number) => {
    const length = encodeUtf8(value).length;
    return value + '\0'.repeat(Math.max(0, width - length));
  };
  const head = (checksum: string) =>
    text(entry.name, 100) +
    octal(entry.mode & 0o7777, 8) +
    octal(0, 8) +
    octal(0, 8) +
    octal(bytes, 12) +
    octal(Math.floor(entry.modifiedMs / 1000), 12) +
    checksum +
    KINDS[entry.kind] +
    text(entry.target ?? '', 100) +
    'ustar\0' +
    '00' +
    text('root', 32) +
    text('root', 32) +
    octal(0, 8) +
    octal(0, 8) +
    text('', 155) +
    text('', 12);
  let sum = 0;
  for (const byte of encodeUtf8(head(' '.repeat(8)))) sum += byte;
  return head(`${sum.toString(8).padStart(6, '0')}\0 `) + content + '\0'.repeat((BLOCK - (bytes % BLOCK)) % BLOCK);
}

export function readTar(archive: string): TarEntry[] {
  const bytes = encodeUtf8(archive);
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const field = (from: number, width: number) => {
      const piece = bytes.slice(at + from, at + from + width);
      const end = piece.indexOf(0);
      return decodeUtf8(end < 0 ? piece : piece.slice(0, end));
    };
    const name = field(0, 100);
    if (name === '') break;
    const number = (from: number, width: number) => parseInt(field(from, width).trim() || '0', 8);
    const size = number(124, 12);
    const prefix = field(345, 155);
    const kind = field(156, 1) === '5' ? 'directory' : field(156, 1) === '2' ? 'symlink' : 'file';
    const start = at + BLOCK;
    entries.push({
      name: prefix ? `${prefix}/${name}` : name,
      kind,
      mode: number(100, 8),
      modifiedMs: number(136, 12) * 1000,
      ...(kind === 'file' ? { content: decodeUtf8(bytes.slice(start, start + size)) } : {}),
      ...(kind === 'symlink' ? { target: field(157, 100) } : {}),
    });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}
