/**
 * A read-only tree that exists only when asked: one method says what is at a path. For `/proc` and its like, mounted
 * into a machine's tree.
 */
import type { FileError, Files, Inode, Stat } from './files';
import { normalizePath } from './path';
import { byteLength } from './utf8';

export type VirtualEntry =
  | { kind: 'directory'; names: string[] }
  | { kind: 'file'; content: () => string; mode?: number }
  | { kind: 'symlink'; target: string };

export abstract class VirtualFiles implements Files {
  /** What is at a normalized path. A method: every container has such trees, and they share it. */
  protected abstract entry(path: string): VirtualEntry | undefined;

  /** The modification time of everything in it. */
  protected abstract nowMs(): number;

  stat(path: string): Stat | FileError {
    const entry = this.entry(normalizePath(path));
    if (!entry) return { errno: 'ENOENT' };
    const common = { uid: 0, gid: 0, modifiedMs: this.nowMs() };
    if (entry.kind === 'directory') return { kind: 'directory', mode: 0o555, size: 0, ...common };
    if (entry.kind === 'symlink') return { kind: 'symlink', mode: 0o777, size: byteLength(entry.target), target: entry.target, ...common };
    // The kernel's own files say that they are empty until they are read.
    return { kind: 'file', mode: entry.mode ?? 0o444, size: 0, ...common };
  }

  list(path: string): string[] | FileError {
    const entry = this.entry(normalizePath(path));
    if (!entry) return { errno: 'ENOENT' };
    return entry.kind === 'directory' ? entry.names : { errno: 'ENOTDIR' };
  }

  read(path: string): string | FileError {
    const entry = this.entry(normalizePath(path));
    if (!entry) return { errno: 'ENOENT' };
    if (entry.kind === 'directory') return { errno: 'EISDIR' };
    return entry.kind === 'file' ? entry.content() : { errno: 'EINVAL' };
  }

  inode(path: string, options: { create?: boolean; write?: boolean } = {}): Inode | FileError {
    const stat = this.stat(path);
    if ('errno' in stat) return options.create ? { errno: 'EACCES' } : stat;
    if (options.write) return { errno: stat.kind === 'directory' ? 'EISDIR' : 'EACCES' };
    const content = this.read(path);
    return {
      stat: () => stat,
      read: () => (typeof content === 'string' ? content : ''),
      write: () => ({ errno: 'EACCES' }),
      truncate: () => ({ errno: 'EACCES' }),
    };
  }

  realpath(path: string): string | FileError {
    const full = normalizePath(path);
    return this.entry(full) ? full : { errno: 'ENOENT' };
  }

  write(_path?: string, _content?: string, _options?: { append?: boolean; mode?: number }): undefined | FileError {
    return { errno: 'EACCES' };
  }

  put(): void {
    // Nothing can be put where everything is made up; an image that carries such a file loses it, as on a real kernel.
  }

  mkdir(): FileError {
    return { errno: 'EPERM' };
  }

  remove(): FileError {
    return { errno: 'EPERM' };
  }

  rename(): FileError {
    return { errno: 'EPERM' };
  }

  symlink(): FileError {
    return { errno: 'EPERM' };
  }

  chmod(): FileError {
    return { errno: 'EPERM' };
  }

  chown(): FileError {
    return { errno: 'EPERM' };
  }

  touch(): FileError {
    return { errno: 'EPERM' };
  }

  mount(): void {
    // Mounts are kept by the tree that this one is mounted in.
  }

  unmount(): void {
    // See mount.
  }

  mounts(): [] {
    return [];
  }

  watch(): () => void {
    return () => {};
  }

  usage(): { usedBytes: number; totalBytes: number } {
    return { usedBytes: 0, totalBytes: 0 };
  }

  changes(): [] {
    return [];
  }
}
