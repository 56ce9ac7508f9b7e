/**
 * Walking a path through a tree: symlinks, `..` by the real parent, and mounts, which are other trees that begin at a
 * path. The walk answers a spot: where the name is or would be, in terms of whichever tree holds it.
 */
import { isFileError, type FileError, type FileKind, type Files } from './files';
import type { TreeNode } from './tree-node';

export interface Mount {
  readonly path: string;
  readonly source: Files;
  readonly sourcePath: string;
  readonly readOnly: boolean;
  readonly label: string;
}

/** Where a path leads. `node` is set when it exists in the tree itself, `mount` when another tree holds it. */
export interface Spot {
  /** Canonical in this tree's namespace: no symlinks, save perhaps the last name. */
  readonly path: string;
  readonly name: string;
  readonly exists: boolean;
  readonly node?: TreeNode;
  readonly mount?: Mount;
  /** The path within `mount.source`. */
  readonly inner: string;
  /** The path ended in a slash, so it must be a directory. */
  readonly slash: boolean;
}

interface Frame {
  path: string;
  name: string;
  node?: TreeNode;
  mount?: Mount;
  inner: string;
  kind: FileKind;
  target?: string;
}

/** As MAXSYMLINKS in Linux. */
const LINKS_MAX = 40;
const PATH_CHARS_MAX = 4096;

export function walkPath(root: TreeNode, mounts: ReadonlyMap<string, Mount>, path: string, follow: boolean): Spot | FileError {
  if (path.length > PATH_CHARS_MAX) return { errno: 'ENOENT' };
  const top: Frame = { path: '', name: '', node: root, inner: '', kind: 'directory' };
  const stack: Frame[] = [top];
  const slash = path.endsWith('/');
  const rest = path.split('/').reverse();
  let links = 0;
  while (rest.length > 0) {
    const name = rest.pop() as string;
    const here = stack[stack.length - 1] as Frame;
    if (name === '' || name === '.') {
      // `file/.` asks for a directory as `file/x` does.
      if (name === '.' && here.kind !== 'directory') return { errno: 'ENOTDIR' };
      continue;
    }
    if (here.kind !== 'directory') return { errno: 'ENOTDIR' };
    if (name === '..') {
      if (stack.length > 1) stack.pop();
      continue;
    }
    const last = rest.every((other) => other === '' || other === '.');
    const child = step(here, name, mounts);
    if (isFileError(child)) return child;
    if (!child) {
      if (!last || rest.includes('.')) return { errno: 'ENOENT' };
      return { path: `${here.path}/${name}`, name, exists: false, mount: here.mount, inner: innerPath(here, name), slash };
    }
    if (child.kind === 'symlink' && (!last || follow || slash)) {
      if (++links > LINKS_MAX) return { errno: 'ELOOP' };
      const target = child.target ?? '';
      if (target.startsWith('/')) stack.length = 1;
      for (const part of target.split('/').reverse()) rest.push(part);
      continue;
    }
    stack.push(child);
  }
  const end = stack[stack.length - 1] as Frame;
  if (slash && end.kind !== 'directory') return { errno: 'ENOTDIR' };
  return { path: end.path === '' ? '/' : end.path, name: end.name, exists: true, node: end.node, mount: end.mount, inner: end.inner, slash };
}

function innerPath(here: Frame, name: string): string {
  return here.mount ? `${here.inner === '/' ? '' : here.inner}/${name}` : '';
}

function step(here: Frame, name: string, mounts: ReadonlyMap<string, Mount>): Frame | undefined | FileError {
  const path = `${here.path}/${name}`;
  const mount = mounts.get(path);
  if (mount) {
    const stat = mount.source.stat(mount.sourcePath, true);
    if (isFileError(stat)) return stat;
    return { path, name, mount, inner: mount.sourcePath, kind: stat.kind };
  }
  if (here.mount) {
    const inner = innerPath(here, name);
    const stat = here.mount.source.stat(inner, false);
    if (isFileError(stat)) return stat.errno === 'ENOENT' ? undefined : stat;
    return { path, name, mount: here.mount, inner, kind: stat.kind, target: stat.target };
  }
  const node = here.node?.entries?.get(name);
  return node && { path, name, node, inner: '', kind: node.kind, target: node.target };
}
