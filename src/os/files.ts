/**
 * A machine's file tree. Paths are absolute and `/`-separated; relative ones are joined by the caller
 * (`joinPath(cwd, path)`). Errors are values: an `Errno` in the kernel's letters, for which `errnoText` has
 * the words that tools print.
 */
export type Errno =
  | 'ENOENT'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'EACCES'
  | 'EEXIST'
  | 'ENOTEMPTY'
  | 'EROFS'
  | 'ELOOP'
  | 'ENOSPC'
  | 'EXDEV'
  | 'EINVAL'
  | 'EBUSY'
  | 'EPERM'
  | 'ENXIO'
  | 'EBADF';

export interface FileError {
  errno: Errno;
}

export type FileKind = 'file' | 'directory' | 'symlink' | 'device' | 'socket';

export interface Stat {
  kind: FileKind;
  /** Permission bits, e.g. 0o644. */
  mode: number;
  uid: number;
  gid: number;
  /** Bytes. */
  size: number;
  modifiedMs: number;
  /** Name in the program registry when this file is a simulated executable. */
  program?: string;
  /** Where a symlink points. */
  target?: string;
}

/** What to create; content as text (see stream.ts), or made anew at each read (`/proc`, `/etc/resolv.conf`). */
export interface FileSpec {
  content?: string | (() => string);
  mode?: number;
  uid?: number;
  gid?: number;
  program?: string;
  /** What it is when not a plain file. A device's name (`null`, `zero`, `full`, `random`, `urandom`, `tty`) is its `program`. */
  kind?: 'device' | 'socket';
}

/** An opened file: goes on meaning the same file after a rename or removal. */
export interface Inode {
  stat(): Stat;
  /** The whole content; content made at each read is made once per inode. */
  read(): string;
  /** Puts `content` at that character; 'end' appends, a gap fills with NUL. */
  write(content: string, at: number | 'end'): undefined | FileError;
  truncate(length: number): undefined | FileError;
}

export interface Files {
  /** Follows symlinks unless `follow` is false. */
  stat(path: string, follow?: boolean): Stat | FileError;
  /** Entry names in byte order, without `.` and `..`. */
  list(path: string): string[] | FileError;
  read(path: string): string | FileError;
  /** Creates or truncates; `append` adds. Missing parents are ENOENT. */
  write(path: string, content: string, options?: { append?: boolean; mode?: number }): undefined | FileError;
  /** The file itself, for open descriptors; with `create` it is made when missing. */
  inode(path: string, options?: { create?: boolean; exclusive?: boolean; mode?: number; write?: boolean }): Inode | FileError;
  /** Puts a file there with everything set, making parents; for images, labs and the engine. */
  put(path: string, spec: FileSpec): void;
  mkdir(path: string, options?: { parents?: boolean; mode?: number }): undefined | FileError;
  /** A directory must be empty unless `recursive`. */
  remove(path: string, options?: { recursive?: boolean }): undefined | FileError;
  rename(from: string, to: string): undefined | FileError;
  symlink(target: string, path: string): undefined | FileError;
  chmod(path: string, mode: number): undefined | FileError;
  chown(path: string, uid: number, gid: number): undefined | FileError;
  touch(path: string, atMs: number): undefined | FileError;
  /** The path with symlinks resolved. */
  realpath(path: string): string | FileError;
  /** Another tree's directory seen at `path` (volumes, binds, secrets); `readOnly` makes writes EROFS. */
  mount(path: string, source: Files, sourcePath: string, options?: { readOnly?: boolean; label?: string }): void;
  unmount(path: string): void;
  mounts(): { path: string; label: string; readOnly: boolean }[];
  /** Calls back after every change below `path`; returns how to stop. For watchers and the editor. */
  watch(path: string, changed: (path: string) => void): () => void;
  /** Space taken and allowed, for `df`; beyond it writes are ENOSPC. */
  usage(): { usedBytes: number; totalBytes: number };
  /** What differs from the image: for `docker diff`; A added, C changed, D deleted. */
  changes(): { path: string; kind: 'A' | 'C' | 'D' }[];
}

export function isFileError(value: unknown): value is FileError {
  return typeof value === 'object' && value !== null && 'errno' in value;
}

const WORDS: Record<Errno, string> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ELOOP: 'Too many levels of symbolic links',
  ENOSPC: 'No space left on device',
  EXDEV: 'Invalid cross-device link',
  EINVAL: 'Invalid argument',
  EBUSY: 'Device or resource busy',
  EPERM: 'Operation not permitted',
  ENXIO: 'No such device or address',
  EBADF: 'Bad file descriptor',
};

/** The words of strerror(3). */
export function errnoText(errno: Errno): string {
  return WORDS[errno];
}
