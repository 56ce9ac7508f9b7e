/**
 * Opening a path for a process: files of the tree with a position, the devices of `/dev`, and the names that mean the
 * process's own descriptors (`/dev/stdin`, `/dev/fd/63`).
 */
import type { Program, Sim } from '../sim';
import { isFileError, type Errno, type FileError, type Inode } from './files';
import { openDescription } from './handle';
import { absolutePath } from './path';
import type { Process } from './process';
import type { OpenFile } from './stream';
import { openTerminal } from './terminal';
import { cutAt, decodeUtf8 } from './utf8';

export interface OpenHow {
  read?: boolean;
  write?: boolean;
  /** Every write goes to the end. */
  append?: boolean;
  truncate?: boolean;
  create?: boolean;
  /** With `create`: EEXIST when it is there. */
  exclusive?: boolean;
  mode?: number;
}

export const READ: OpenHow = { read: true };
export const WRITE: OpenHow = { write: true, create: true, truncate: true };
export const APPEND: OpenHow = { write: true, create: true, append: true };

const CHUNK_CHARS = 65_536;

/** Opens for this process; a relative path is taken from its working directory. */
export function openPath(process: Process, path: string, how: OpenHow = READ): OpenFile | FileError {
  if (path === '') return { errno: 'ENOENT' };
  const full = absolutePath(process.cwd, path).replace(/^\/proc\/self(?=\/|$)/, `/proc/${process.pid}`);
  const own = ownDescriptor(process, full);
  if (own !== undefined) return process.fds.get(own)?.dup() ?? { errno: 'ENXIO' };
  const files = process.machine.files;
  const stat = files.stat(full);
  if (!isFileError(stat)) {
    if (how.create && how.exclusive && stat.kind === 'file') return { errno: 'EEXIST' };
    if (stat.kind === 'device') return openDevice(process, stat.program ?? 'null', full);
    if (stat.kind === 'socket') return { errno: 'ENXIO' };
    if (stat.kind === 'directory' && how.write) return { errno: 'EISDIR' };
  }
  const inode = files.inode(full, { create: how.create, mode: how.mode ?? 0o666 & ~process.umask, write: how.write });
  if (isFileError(inode)) return inode;
  if (how.truncate) {
    const refused = inode.truncate(0);
    if (refused) return refused;
  }
  return openInode(inode, how, full);
}

const DESCRIPTOR_NAMES: Record<string, number> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };

function ownDescriptor(process: Process, path: string): number | undefined {
  const named = DESCRIPTOR_NAMES[path];
  if (named !== undefined) return named;
  const match = /^\/(?:dev\/fd|proc\/(\d+)\/fd)\/(\d+)$/.exec(path);
  if (!match || (match[1] !== undefined && Number(match[1]) !== process.pid)) return undefined;
  return Number(match[2]);
}

class InodeFile {
  readonly kind = 'file';
  writeError: Errno | undefined;
  private position = 0;

  constructor(private inode: Inode, private how: OpenHow, readonly path: string) {}

  *read(maxChars = CHUNK_CHARS): Program<string | undefined> {
    if (!this.how.read) return undefined;
    const text = this.inode.read();
    if (this.position >= text.length) return undefined;
    const most = Math.min(CHUNK_CHARS, Math.max(1, maxChars));
    const rest = text.slice(this.position, this.position + most + 1);
    return this.advance(rest.slice(0, cutAt(rest, most)));
  }

  *readLine(delimiter: string, maxChars = Infinity): Program<string | undefined> {
    if (!this.how.read) return undefined;
    const text = this.inode.read();
    if (this.position >= text.length) return undefined;
    const at = text.indexOf(delimiter, this.position);
    const end = at < 0 ? text.length : at + delimiter.length;
    return this.advance(text.slice(this.position, Math.min(end, this.position + maxChars)));
  }

  *write(text: string): Program<boolean> {
    if (!this.how.write) {
      this.writeError = 'EBADF';
      return false;
    }
    const refused = this.inode.write(text, this.how.append ? 'end' : this.position);
    this.writeError = refused?.errno;
    if (refused) return false;
    if (!this.how.append) this.position += text.length;
    return true;
  }

  release(): void {
    // A file needs no goodbye: its inode lives as long as somebody holds it.
  }

  private advance(text: string): string {
    this.position += text.length;
    return text;
  }
}

/** A file that is already found, from its beginning. */
export function openInode(inode: Inode, how: OpenHow, path: string): OpenFile {
  return openDescription(new InodeFile(inode, how, path));
}

/** A readable file with this text, which no tree knows: here-documents. */
export function openText(text: string): OpenFile {
  let position = 0;
  return openDescription({
    kind: 'file',
    *read(maxChars = CHUNK_CHARS) {
      if (position >= text.length) return undefined;
      const rest = text.slice(position, position + Math.min(CHUNK_CHARS, maxChars) + 1);
      const part = rest.slice(0, cutAt(rest, Math.max(1, Math.min(CHUNK_CHARS, maxChars))));
      position += part.length;
      return part;
    },
    *readLine(delimiter, maxChars = Infinity) {
      if (position >= text.length) return undefined;
      const at = text.indexOf(delimiter, position);
      const part = text.slice(position, Math.min(at < 0 ? text.length : at + delimiter.length, position + maxChars));
      position += part.length;
      return part;
    },
    *write() {
      return false;
    },
    writeError: 'EBADF',
    release() {},
  });
}

export function openNull(): OpenFile {
  return device('null', '/dev/null', function* () {
    return undefined;
  });
}

/** What a read from an endless device takes: some 250 MB/s of zeros (64 KiB at once), and fifty of noise (4 KiB). */
const DEVICE_CHUNK_MS = 0.25;
const NOISE_CHUNK_MS = 0.08;

function openDevice(process: Process, name: string, path: string): OpenFile | FileError {
  switch (name) {
    case 'null':
      return openNull();
    case 'zero':
    case 'full':
      return device(
        'device',
        path,
        function* (maxChars = CHUNK_CHARS) {
          // An endless source costs time, so that copying it to nowhere is no standstill of the clock.
          yield* process.busy(DEVICE_CHUNK_MS);
          return '\0'.repeat(Math.min(CHUNK_CHARS, maxChars));
        },
        name === 'full' ? 'ENOSPC' : undefined,
      );
    case 'random':
    case 'urandom':
      return device('device', path, function* (maxChars = 4096) {
        yield* process.busy(NOISE_CHUNK_MS);
        return randomText(process.sim, process.machine.id, Math.min(4096, maxChars));
      });
    case 'tty':
      return process.tty ? openTerminal(process.tty) : { errno: 'ENXIO' };
    default:
      return { errno: 'ENXIO' };
  }
}

function device(
  kind: 'null' | 'device',
  path: string,
  read: (maxChars?: number) => Program<string | undefined>,
  writeError?: Errno,
): OpenFile {
  return openDescription({
    kind,
    path,
    read,
    *write() {
      return writeError === undefined;
    },
    writeError,
    release() {},
  });
}

function randomText(sim: Sim, machine: string, bytes: number): string {
  const random = sim.random(`urandom ${machine}`);
  const values: number[] = [];
  for (let i = 0; i < bytes; i++) values.push(random.int(0, 255));
  return decodeUtf8(values);
}
