/**
 * The nodes of a file tree. A node belongs to the tree whose owner token it carries; only that tree may change it.
 * Everybody else (a container on an image's layers) copies the node, and the directories above it, on first write. So
 * a thousand containers share one base, and what a tree changed is what it does not share.
 */
import type { FileKind, Stat } from './files';
import { byteLength } from './utf8';

/** Identity of a tree for copy-on-write; compared by reference. */
export type Owner = object;

export interface TreeNode {
  readonly owner: Owner;
  readonly kind: FileKind;
  mode: number;
  uid: number;
  gid: number;
  modifiedMs: number;
  content: string | (() => string);
  /** Bytes of `content` when it is text. */
  bytes: number;
  /** Of a directory. */
  readonly entries: Map<string, TreeNode> | undefined;
  program: string | undefined;
  target: string | undefined;
}

export const DIRECTORY_MODE = 0o755;
export const FILE_MODE = 0o644;

const NO_OWNER: Owner = {};

export function createNode(owner: Owner, kind: FileKind, modifiedMs: number, fields: Partial<TreeNode> = {}): TreeNode {
  return {
    owner,
    kind,
    mode: kind === 'directory' ? DIRECTORY_MODE : kind === 'symlink' ? 0o777 : FILE_MODE,
    uid: 0,
    gid: 0,
    modifiedMs,
    content: '',
    bytes: 0,
    entries: kind === 'directory' ? new Map() : undefined,
    program: undefined,
    target: undefined,
    ...fields,
  };
}

export function copyNode(node: TreeNode, owner: Owner): TreeNode {
  return { ...node, owner, entries: node.entries && new Map(node.entries) };
}

export function emptyRoot(): TreeNode {
  return createNode(NO_OWNER, 'directory', 0);
}

export function statNode(node: TreeNode): Stat {
  const size = node.kind === 'directory' ? 4096 : typeof node.content === 'string' ? node.bytes : byteLength(node.content());
  const stat: Stat = { kind: node.kind, mode: node.mode, uid: node.uid, gid: node.gid, size, modifiedMs: node.modifiedMs };
  if (node.program !== undefined) stat.program = node.program;
  if (node.target !== undefined) {
    stat.target = node.target;
    stat.size = byteLength(node.target);
  }
  return stat;
}

/** Bytes that this owner pays for below a node. */
export function ownedBytes(node: TreeNode, owner: Owner): number {
  if (node.owner !== owner) return 0;
  let bytes = node.bytes;
  if (node.entries) for (const child of node.entries.values()) bytes += ownedBytes(child, owner);
  return bytes;
}

/** Names in byte order (UTF-8), which the code units' order is except for astral characters. */
export function sortedNames(entries: Map<string, TreeNode>): string[] {
  return [...entries.keys()].sort();
}

export type Change = { path: string; kind: 'A' | 'C' | 'D' };

/** What differs between a base and a tree grown from it; directories with changes below are 'C', as `docker diff` has it. */
export function diffNodes(base: TreeNode, current: TreeNode, path: string, out: Change[]): void {
  const names = new Set([...(base.entries?.keys() ?? []), ...(current.entries?.keys() ?? [])]);
  for (const name of [...names].sort()) {
    const before = base.entries?.get(name);
    const after = current.entries?.get(name);
    if (before === after) continue;
    const childPath = `${path}/${name}`;
    if (!after) out.push({ path: childPath, kind: 'D' });
    else if (!before) addAll(after, childPath, out);
    else {
      out.push({ path: childPath, kind: 'C' });
      if (before.entries && after.entries) diffNodes(before, after, childPath, out);
    }
  }
}

function addAll(node: TreeNode, path: string, out: Change[]): void {
  out.push({ path, kind: 'A' });
  if (node.entries) for (const name of sortedNames(node.entries)) addAll(node.entries.get(name) as TreeNode, `${path}/${name}`, out);
}
