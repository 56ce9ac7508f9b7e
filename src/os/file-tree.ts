/**
 * A file tree in memory: `Files` over copy-on-write nodes (tree-node.ts), with mounts, symlinks and a quota. A `Layer`
 * is a frozen tree that any number of trees may grow from; `freeze` makes one of what a tree holds now.
 *
 * This is the one place where all changes of a tree happen, so it stays in one file: each method is a few lines of
 * "find the spot, pass it on if it is mounted, else change the owned node and tell the watchers".
 */
import { assert } from '../sim';
import { isFileError, type Errno, type FileError, type Files, type FileSpec, type Inode, type Stat } from './files';
import { normalizePath } from './path';
import { TreeInode } from './tree-inode';
import { copyNode, createNode, diffNodes, emptyRoot, ownedBytes, sortedNames, statNode, type Change, type TreeNode } from './tree-node';
import { walkPath, type Mount, type Spot } from './tree-walk';
import { byteLength } from './utf8';
import { treePath } from './windows-path';

/** An immutable tree that others build on: an image, a machine's disk as delivered. */
export interface Layer {
  readonly root: TreeNode;
}

export interface FileTreeOptions {
  base?: Layer;
  /** Where modification times come from: `() => sim.nowMs`. */
  now?: () => number;
  /** Bytes that may be written on top of the base; beyond it writes are ENOSPC. */
  quotaBytes?: number;
  /** Paths may be Windows' own, and names are the same in whatever case. */
  windows?: boolean;
}

/** What a machine's disk takes when nobody says otherwise; it is the page's memory, after all. */
export const QUOTA_BYTES_DEFAULT = 128 * 1024 * 1024;

/** What trees without mounts share; nothing is ever added to it. */
const NO_MOUNTS = new Map<string, Mount>();

export class FileTree implements Files {
  private root: TreeNode;
  private base: TreeNode;
  private owner: object = {};
  private mountTable: Map<string, Mount> = NO_MOUNTS;
  private watchers: Set<{ path: string; changed: (path: string) => void }> | undefined;
  private usedBytes = 0;
  readonly now: () => number;
  private readonly windows: boolean;
  quotaBytes: number;
  /** Everything that is not mounted refuses writes (`docker run --read-only`); `put` and `mount` still work, for the engine. */
  readOnly = false;

  constructor(options: FileTreeOptions = {}) {
    this.base = options.base?.root ?? emptyRoot();
    this.root = this.base;
    this.now = options.now ?? (() => 0);
    this.quotaBytes = options.quotaBytes ?? QUOTA_BYTES_DEFAULT;
    this.windows = options.windows ?? false;
  }

  /** What the tree holds now, as a base for others; the tree itself goes on from there. Mounts are not part of it. */
  freeze(): Layer {
    this.owner = {};
    return { root: this.root };
  }

  usage(): { usedBytes: number; totalBytes: number } {
    return { usedBytes: this.usedBytes, totalBytes: this.quotaBytes };
  }

  stat(path: string, follow = true): Stat | FileError {
    const spot = this.existing(path, follow);
    if (isFileError(spot)) return spot;
    return spot.mount ? spot.mount.source.stat(spot.inner, follow) : statNode(spot.node as TreeNode);
  }

  list(path: string): string[] | FileError {
    const spot = this.existing(path, true);
    if (isFileError(spot)) return spot;
    if (spot.mount) return spot.mount.source.list(spot.inner);
    const entries = spot.node?.entries;
    return entries ? sortedNames(entries) : { errno: 'ENOTDIR' };
  }

  read(path: string): string | FileError {
    const spot = this.existing(path, true);
    if (isFileError(spot)) return spot;
    if (spot.mount) return spot.mount.source.read(spot.inner);
    const node = spot.node as TreeNode;
    if (node.kind === 'directory') return { errno: 'EISDIR' };
    return typeof node.content === 'string' ? node.content : node.content();
  }

  write(path: string, content: string, options: { append?: boolean; mode?: number } = {}): undefined | FileError {
    const inode = this.inode(path, { create: true, mode: options.mode, write: true });
    if (isFileError(inode)) return inode;
    if (options.append) return inode.write(content, 'end');
    return inode.truncate(0) ?? inode.write(content, 0);
  }

  inode(path: string, options: { create?: boolean; exclusive?: boolean; mode?: number; write?: boolean } = {}): Inode | FileError {
    const spot = this.walk(path, true);
    if (isFileError(spot)) return spot;
    if (options.exclusive && spot.exists) return { errno: 'EEXIST' };
    if (!spot.exists && !options.create) return { errno: 'ENOENT' };
    if (!spot.exists && spot.slash) return { errno: 'EISDIR' };
    if (spot.mount) {
      if (spot.mount.readOnly && (options.write || !spot.exists)) return { errno: 'EROFS' };
      return spot.mount.source.inode(spot.inner, options);
    }
    if (this.readOnly && (options.write || !spot.exists)) return { errno: 'EROFS' };
    if (spot.exists) {
      if (options.write && spot.node?.kind === 'directory') return { errno: 'EISDIR' };
      return new TreeInode(this, spot.node as TreeNode, spot.path);
    }
    const node = createNode(this.owner, 'file', this.now(), options.mode === undefined ? {} : { mode: options.mode });
    this.link(spot.path, node);
    return new TreeInode(this, node, spot.path);
  }

  put(path: string, spec: FileSpec): void {
    const { readOnly } = this;
    this.readOnly = false;
    this.place(path, spec);
    this.readOnly = readOnly;
  }

  private place(path: string, spec: FileSpec): void {
    const full = normalizePath(this.own(path));
    const slash = full.lastIndexOf('/');
    const made = this.mkdir(full.slice(0, slash) || '/', { parents: true });
    assert(!made, `the parents of ${full} can be made`);
    const spot = this.walk(full, true);
    assert(!isFileError(spot), `${full} can be put`);
    if (spot.mount) return spot.mount.source.put(spot.inner, spec);
    const content = spec.content ?? '';
    const executable = spec.program !== undefined && spec.kind === undefined;
    const node = createNode(this.owner, spec.kind ?? 'file', this.now(), {
      mode: spec.mode ?? (executable ? 0o755 : spec.kind === 'device' ? 0o666 : 0o644),
      uid: spec.uid ?? 0,
      gid: spec.gid ?? 0,
      content,
      bytes: typeof content === 'string' ? byteLength(content) : 0,
      program: spec.program,
    });
    this.link(spot.path, node);
    this.usedBytes += node.bytes;
  }

  mkdir(typed: string, options: { parents?: boolean; mode?: number } = {}): undefined | FileError {
    const path = this.own(typed);
    const spot = this.walk(path, true);
    if (isFileError(spot)) {
      if (!options.parents || spot.errno !== 'ENOENT') return spot;
      const parent = path.replace(/\/+$/, '').replace(/\/[^/]*$/, '');
      if (parent === path) return spot;
      const failed = this.mkdir(parent || '/', { parents: true });
      return failed ?? this.mkdir(path, options);
    }
    if (spot.exists) return options.parents && this.kindAt(spot) === 'directory' ? undefined : { errno: 'EEXIST' };
    if (spot.mount) return spot.mount.readOnly ? { errno: 'EROFS' } : spot.mount.source.mkdir(spot.inner, options);
    if (this.readOnly) return { errno: 'EROFS' };
    this.link(spot.path, createNode(this.owner, 'directory', this.now(), { mode: options.mode ?? 0o755 }));
    return undefined;
  }

  remove(path: string, options: { recursive?: boolean } = {}): undefined | FileError {
    const spot = this.existing(path, false);
    if (isFileError(spot)) return spot;
    if (spot.path === '/') return { errno: 'EBUSY' };
    const below = `${spot.path}/`;
    for (const mount of this.mountTable.keys()) if (mount === spot.path || mount.startsWith(below)) return { errno: 'EBUSY' };
    if (spot.mount) return spot.mount.readOnly ? { errno: 'EROFS' } : spot.mount.source.remove(spot.inner, options);
    if (this.readOnly) return { errno: 'EROFS' };
    const node = spot.node as TreeNode;
    if (node.entries && node.entries.size > 0 && !options.recursive) return { errno: 'ENOTEMPTY' };
    this.unlink(spot.path, spot.name);
    this.usedBytes -= ownedBytes(node, this.owner);
    return undefined;
  }

  rename(from: string, to: string): undefined | FileError {
    const source = this.existing(from, false);
    if (isFileError(source)) return source;
    const target = this.walk(to, false);
    if (isFileError(target)) return target;
    if (source.path === target.path) return undefined;
    if (`${target.path}/`.startsWith(`${source.path}/`)) return { errno: 'EINVAL' };
    if (this.mountTable.has(source.path) || this.mountTable.has(target.path)) return { errno: 'EBUSY' };
    if (source.mount || target.mount) {
      if (source.mount !== target.mount || !source.mount) return { errno: 'EXDEV' };
      return source.mount.readOnly ? { errno: 'EROFS' } : source.mount.source.rename(source.inner, target.inner);
    }
    if (this.readOnly) return { errno: 'EROFS' };
    const node = source.node as TreeNode;
    const replaced = target.node;
    if (target.slash && !target.exists && node.kind !== 'directory') return { errno: 'ENOTDIR' };
    if (replaced) {
      if (replaced.kind === 'directory' && node.kind !== 'directory') return { errno: 'EISDIR' };
      if (replaced.kind !== 'directory' && node.kind === 'directory') return { errno: 'ENOTDIR' };
      if (replaced.entries && replaced.entries.size > 0) return { errno: 'ENOTEMPTY' };
      this.usedBytes -= ownedBytes(replaced, this.owner);
    }
    this.unlink(source.path, source.name);
    this.attach(target.path, node);
    this.notify(target.path);
    return undefined;
  }

  symlink(target: string, path: string): undefined | FileError {
    const spot = this.walk(path, false);
    if (isFileError(spot)) return spot;
    if (spot.exists) return { errno: 'EEXIST' };
    if (spot.mount) return spot.mount.readOnly ? { errno: 'EROFS' } : spot.mount.source.symlink(target, spot.inner);
    if (this.readOnly) return { errno: 'EROFS' };
    this.link(spot.path, createNode(this.owner, 'symlink', this.now(), { target }));
    return undefined;
  }

  chmod(path: string, mode: number): undefined | FileError {
    return this.change(
      path,
      (files, inner) => files.chmod(inner, mode),
      (node) => (node.mode = mode & 0o7777),
    );
  }

  chown(path: string, uid: number, gid: number): undefined | FileError {
    return this.change(
      path,
      (files, inner) => files.chown(inner, uid, gid),
      (node) => {
        node.uid = uid;
        node.gid = gid;
      },
    );
  }

  touch(path: string, atMs: number): undefined | FileError {
    return this.change(
      path,
      (files, inner) => files.touch(inner, atMs),
      (node) => (node.modifiedMs = atMs),
    );
  }

  realpath(path: string): string | FileError {
    const spot = this.existing(path, true);
    return isFileError(spot) ? spot : spot.path;
  }

  mount(path: string, source: Files, sourcePath: string, options: { readOnly?: boolean; label?: string } = {}): void {
    const stat = source.stat(sourcePath);
    assert(!isFileError(stat), `the mount's source ${sourcePath} exists`);
    const full = this.mountPoint(path, stat.kind === 'directory');
    // Its own from the first mount on.
    if (this.mountTable === NO_MOUNTS) this.mountTable = new Map();
    this.mountTable.set(full, {
      path: full,
      source,
      sourcePath: normalizePath(sourcePath),
      readOnly: options.readOnly ?? false,
      label: options.label ?? '',
    });
    this.notify(full);
  }

  unmount(path: string): void {
    const full = normalizePath(this.own(path));
    if (this.mountTable.delete(full)) this.notify(full);
  }

  mounts(): { path: string; label: string; readOnly: boolean }[] {
    return [...this.mountTable.values()].map(({ path, label, readOnly }) => ({ path, label, readOnly }));
  }

  watch(path: string, changed: (path: string) => void): () => void {
    const full = normalizePath(this.own(path));
    const watcher = { path: full === '/' ? '' : full, changed };
    const watchers = (this.watchers ??= new Set());
    watchers.add(watcher);
    const stops: (() => void)[] = [];
    for (const mount of this.mountTable.values()) {
      const within = full === '/' || `${mount.path}/`.startsWith(`${full}/`);
      const above = `${full}/`.startsWith(`${mount.path}/`);
      if (!within && !above) continue;
      const inner = above ? normalizePath(mount.sourcePath + full.slice(mount.path.length)) : mount.sourcePath;
      const root = mount.sourcePath === '/' ? '' : mount.sourcePath;
      stops.push(mount.source.watch(inner, (innerChanged) => changed(mount.path + innerChanged.slice(root.length))));
    }
    return () => {
      watchers.delete(watcher);
      for (const stop of stops) stop();
    };
  }

  changes(): Change[] {
    const out: Change[] = [];
    diffNodes(this.base, this.root, '', out);
    return out;
  }

  /**
   * The node at this path as one that may be changed, copied with the directories above it when it is shared. For
   * `TreeInode`, whose file may have been removed meanwhile: then the answer is another node or undefined.
   */
  ownNode(path: string): TreeNode | undefined {
    this.root = this.owned(this.root);
    let node: TreeNode = this.root;
    for (const name of path.split('/')) {
      if (name === '') continue;
      const child = node.entries?.get(name);
      if (!child) return undefined;
      const own = this.owned(child);
      if (own !== child) node.entries?.set(name, own);
      node = own;
    }
    return node;
  }

  /** The node at a canonical path, owned or not. */
  peekNode(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    for (const name of path.split('/')) if (name !== '') node = node?.entries?.get(name);
    return node;
  }

  owns(node: TreeNode): boolean {
    return node.owner === this.owner;
  }

  /** Accounts for content growing or shrinking; ENOSPC when it may not. */
  claim(bytes: number): undefined | FileError {
    if (bytes > 0 && this.usedBytes + bytes > this.quotaBytes) return { errno: 'ENOSPC' };
    this.usedBytes += bytes;
    return undefined;
  }

  notify(path: string): void {
    if (!this.watchers || this.watchers.size === 0) return;
    for (const watcher of [...this.watchers]) {
      if (path === watcher.path || path.startsWith(`${watcher.path}/`)) watcher.changed(path);
    }
  }

  private owned(node: TreeNode): TreeNode {
    if (node.owner === this.owner) return node;
    // Copying a file up counts its bytes, as an overlay file system's upper directory does; the quota is checked on growth.
    this.usedBytes += node.bytes;
    return copyNode(node, this.owner);
  }

  private walk(path: string, follow: boolean): Spot | FileError {
    if (path === '') return { errno: 'ENOENT' };
    return walkPath(this.root, this.mountTable, this.own(path), follow);
  }

  /** Windows' paths in the tree's form, with the names that exist written as they are written there. */
  private own(path: string): string {
    if (!this.windows || path === '') return path;
    const names = treePath(path).split('/');
    const nodes: (TreeNode | undefined)[] = [this.root];
    for (const [i, name] of names.entries()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (nodes.length > 1) nodes.pop();
        continue;
      }
      const entries = nodes.at(-1)?.entries;
      if (entries && !entries.has(name)) {
        const wanted = name.toLowerCase();
        for (const each of entries.keys()) if (each.toLowerCase() === wanted) names[i] = each;
      }
      nodes.push(entries?.get(names[i] as string));
    }
    return names.join('/');
  }

  private existing(path: string, follow: boolean): Spot | FileError {
    const spot = this.walk(path, follow);
    return isFileError(spot) || spot.exists ? spot : { errno: 'ENOENT' };
  }

  private kindAt(spot: Spot): Stat['kind'] | Errno {
    if (!spot.mount) return (spot.node as TreeNode).kind;
    const stat = spot.mount.source.stat(spot.inner);
    return isFileError(stat) ? stat.errno : stat.kind;
  }

  private change(
    path: string,
    passOn: (files: Files, inner: string) => undefined | FileError,
    apply: (node: TreeNode) => void,
  ): undefined | FileError {
    const spot = this.existing(path, true);
    if (isFileError(spot)) return spot;
    if (spot.mount) return spot.mount.readOnly ? { errno: 'EROFS' } : passOn(spot.mount.source, spot.inner);
    if (this.readOnly) return { errno: 'EROFS' };
    apply(this.ownNode(spot.path) as TreeNode);
    this.notify(spot.path);
    return undefined;
  }

  private link(path: string, node: TreeNode): void {
    const replaced = this.peekNode(path);
    if (replaced) this.usedBytes -= ownedBytes(replaced, this.owner);
    this.attach(path, node);
    this.notify(path);
  }

  private attach(path: string, node: TreeNode): void {
    const slash = path.lastIndexOf('/');
    const parent = this.ownNode(path.slice(0, slash));
    assert(parent?.entries, `${path} has a parent directory`);
    parent.entries.set(path.slice(slash + 1), node);
    parent.modifiedMs = this.now();
  }

  private unlink(path: string, name: string): void {
    const parent = this.ownNode(path.slice(0, path.lastIndexOf('/')));
    parent?.entries?.delete(name);
    if (parent) parent.modifiedMs = this.now();
    this.notify(path);
  }

  private mountPoint(path: string, directory: boolean): string {
    const { readOnly } = this;
    this.readOnly = false;
    const full = this.makeMountPoint(path, directory);
    this.readOnly = readOnly;
    return full;
  }

  private makeMountPoint(path: string, directory: boolean): string {
    const existing = this.stat(path);
    if (isFileError(existing)) {
      if (directory) this.mkdir(path, { parents: true });
      else this.put(path, {});
    }
    const full = this.realpath(path);
    assert(!isFileError(full), `the mount point ${path} can be made`);
    return full;
  }
}
