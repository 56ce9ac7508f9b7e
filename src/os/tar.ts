/**
 * Archives in the ustar form, as `docker cp` sends and gets them and as tar writes them; contents are stream text
 * (os/stream.ts). Names beyond a hundred bytes go as GNU tar sends them, in an entry of their own before.
 */
import { decodeUtf8, encodeUtf8 } from './utf8';

export interface TarEntry {
  /** Without a leading slash; directories end in one. */
  name: string;
  kind: 'file' | 'directory' | 'symlink';
  mode: number;
  modifiedMs: number;
  content?: string;
  target?: string;
  /** Root's when absent. */
  owner?: { uid: number; gid: number; user: string; group: string };
  /** The name of the program that this file starts (`Stat.program`): in a pax record, which other readers pass over. */
  program?: string;
}

const BLOCK = 512;
const NAME_BYTES_MAX = 100;
const KINDS = { file: '0', symlink: '2', directory: '5' } as const;
/** GNU's entry that holds the name of the one behind it. */
const LONG_NAME = 'L';
const LONG_NAME_TITLE = '././@LongLink';
const PROGRAM_RECORD = 'SKEP.program';

export function writeTar(entries: readonly TarEntry[]): string {
  return entries.map(writeEntry).join('') + '\0'.repeat(2 * BLOCK);
}

function writeEntry(entry: TarEntry): string {
  const { program, ...plain } = entry;
  if (program !== undefined) return writeBlocks({ ...plain, name: 'PaxHeaders.0/program' }, 'x', paxRecord(PROGRAM_RECORD, program)) + writeEntry(plain);
  const content = entry.kind === 'file' ? (entry.content ?? '') : '';
  const size = encodeUtf8(entry.name).length;
  if (size <= NAME_BYTES_MAX) return writeBlocks(entry, KINDS[entry.kind], content);
  const before = writeBlocks({ ...entry, name: LONG_NAME_TITLE, target: undefined, mode: 0o644, modifiedMs: 0 }, LONG_NAME, `${entry.name}\0`);
  return before + writeBlocks({ ...entry, name: decodeUtf8(encodeUtf8(entry.name).slice(0, NAME_BYTES_MAX)) }, KINDS[entry.kind], content);
}

/** `LENGTH key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = encodeUtf8(` ${key}=${value}\n`).length;
  const length = rest + String(rest + String(rest).length).length;
  return `${length} ${key}=${value}\n`;
}

function writeBlocks(entry: TarEntry, kind: string, content: string): string {
  const bytes = encodeUtf8(content).length;
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  const text = (value: string, width: number) => {
    const length = encodeUtf8(value).length;
    return value + '\0'.repeat(Math.max(0, width - length));
  };
  const { uid, gid, user, group } = entry.owner ?? { uid: 0, gid: 0, user: 'root', group: 'root' };
  const head = (checksum: string) =>
    text(entry.name, NAME_BYTES_MAX) +
    octal(entry.mode & 0o7777, 8) +
    octal(uid, 8) +
    octal(gid, 8) +
    octal(bytes, 12) +
    octal(Math.floor(entry.modifiedMs / 1000), 12) +
    checksum +
    kind +
    text(entry.target ?? '', 100) +
    'ustar\0' +
    '00' +
    text(user, 32) +
    text(group, 32) +
    octal(0, 8) +
    octal(0, 8) +
    text('', 155) +
    text('', 12);
  let sum = 0;
  for (const byte of encodeUtf8(head(' '.repeat(8)))) sum += byte;
  return head(`${sum.toString(8).padStart(6, '0')}\0 `) + content + '\0'.repeat((BLOCK - (bytes % BLOCK)) % BLOCK);
}

/** Whether these bytes begin as an archive does: with a block whose sum is right, or with an empty one. */
export function looksLikeTar(bytes: Uint8Array): boolean {
  if (bytes.length < BLOCK) return false;
  let sum = 0;
  let isEmpty = true;
  for (let i = 0; i < BLOCK; i++) {
    const byte = bytes[i] as number;
    if (byte !== 0) isEmpty = false;
    // The sum itself counts as blanks.
    sum += i >= 148 && i < 156 ? 32 : byte;
  }
  return isEmpty || parseInt(decodeUtf8(bytes.slice(148, 156)).replace(/[\0 ]+$/, '').trim(), 8) === sum;
}

export function readTar(archive: string): TarEntry[] {
  const bytes = encodeUtf8(archive);
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  let program: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const head = at;
    const field = (from: number, width: number) => {
      const piece = bytes.slice(head + from, head + from + width);
      const end = piece.indexOf(0);
      return decodeUtf8(end < 0 ? piece : piece.slice(0, end));
    };
    const short = field(0, NAME_BYTES_MAX);
    if (short === '') break;
    const number = (from: number, width: number) => parseInt(field(from, width).trim() || '0', 8);
    const size = number(124, 12);
    const prefix = field(345, 155);
    const letter = field(156, 1);
    const start = at + BLOCK;
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    const body = () => decodeUtf8(bytes.slice(start, start + size));
    if (letter === LONG_NAME || letter === 'x') {
      longName = letter === 'x' ? (paxValue(body(), 'path') ?? longName) : body().replace(/\0[^]*$/, '');
      if (letter === 'x') program = paxValue(body(), PROGRAM_RECORD) ?? program;
      continue;
    }
    // What describes the archive as a whole is nothing to unpack.
    if (letter === 'g') continue;
    const kind = letter === '5' ? 'directory' : letter === '2' ? 'symlink' : 'file';
    entries.push({
      name: longName ?? (prefix ? `${prefix}/${short}` : short),
      kind,
      mode: number(100, 8),
      modifiedMs: number(136, 12) * 1000,
      owner: { uid: number(108, 8), gid: number(116, 8), user: field(265, 32), group: field(297, 32) },
      ...(kind === 'file' ? { content: body() } : {}),
      ...(kind === 'symlink' ? { target: field(157, 100) } : {}),
      ...(program === undefined ? {} : { program }),
    });
    longName = undefined;
    program = undefined;
  }
  return entries;
}

/** One value of a pax header: records of `length key=value`. */
function paxValue(text: string, key: string): string | undefined {
  for (const [, name, value] of text.matchAll(/(?:^|\n)\d+ ([^=\n]+)=([^\n]*)(?=\n)/g)) if (name === key) return value;
  return undefined;
}

/** Why this is no archive, in Go's words (archive/tar, observed on Docker 28.5); undefined when it is one. */
export function tarProblem(archive: string): string | undefined {
  const bytes = encodeUtf8(archive);
  for (let at = 0; at < bytes.length; ) {
    if (at + BLOCK > bytes.length) return 'unexpected EOF';
    const head = bytes.subarray(at, at + BLOCK);
    if (!looksLikeTar(head)) return 'archive/tar: invalid tar header';
    if (head.every((byte) => byte === 0)) return undefined;
    const size = parseInt(decodeUtf8(head.subarray(124, 136)).replace(/[\0 ]+$/, '').trim() || '0', 8);
    if (!(size >= 0) || at + BLOCK + size > bytes.length) return 'unexpected EOF';
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
