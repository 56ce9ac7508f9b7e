/**
 * An opened file of a tree. It follows the file through renames and outlives its removal; when the node it knows is
 * shared (an image's), the first write copies it up and goes on with the copy.
 */
import type { FileError, Inode, Stat } from './files';
import type { FileTree } from './file-tree';
import { copyNode, statNode, type TreeNode } from './tree-node';
import { byteLength } from './utf8';

/** No single file grows beyond this, whatever the quota: JavaScript's strings end at 512 MiB. */
const FILE_CHARS_MAX = 256 * 1024 * 1024;

export class TreeInode implements Inode {
  private made: string | undefined;

  constructor(private tree: FileTree, private node: TreeNode, private path: string) {}

  stat(): Stat {
    return statNode(this.node);
  }

  read(): string {
    const content = this.node.content;
    return typeof content === 'string' ? content : (this.made ??= content());
  }

  write(content: string, at: number | 'end'): undefined | FileError {
    const before = this.read();
    const start = at === 'end' ? before.length : at;
    if (start + content.length > FILE_CHARS_MAX) return { errno: 'ENOSPC' };
    let text: string;
    let grownBytes: number;
    if (start === before.length) {
      text = before + content;
      grownBytes = byteLength(content);
    } else {
      const padded = start > before.length ? before + '\0'.repeat(start - before.length) : before;
      text = padded.slice(0, start) + content + padded.slice(start + content.length);
      grownBytes = byteLength(text) - this.node.bytes;
    }
    return this.replace(text, grownBytes);
  }

  truncate(length: number): undefined | FileError {
    const before = this.read();
    if (before.length === length && typeof this.node.content === 'string') {
      this.own().modifiedMs = this.tree.now();
      return undefined;
    }
    const text = length === 0 ? '' : length <= before.length ? before.slice(0, length) : before + '\0'.repeat(length - before.length);
    return this.replace(text, (length === 0 ? 0 : byteLength(text)) - this.node.bytes);
  }

  private replace(text: string, grownBytes: number): undefined | FileError {
    const node = this.own();
    const refused = this.tree.claim(grownBytes);
    if (refused) return refused;
    node.content = text;
    node.bytes += grownBytes;
    node.modifiedMs = this.tree.now();
    this.made = undefined;
    this.tree.notify(this.path);
    return undefined;
  }

  private own(): TreeNode {
    if (this.tree.owns(this.node)) return this.node;
    // Still the file at its path: copy it up in the tree. Else it was removed, and only this inode knows it.
    const linked = this.tree.peekNode(this.path) === this.node ? this.tree.ownNode(this.path) : undefined;
    this.node = linked ?? copyNode(this.node, {});
    return this.node;
  }
}
