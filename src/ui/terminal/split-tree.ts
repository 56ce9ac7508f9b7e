/** How the panes of a terminal tab are split: an immutable tree whose leaves are terminals. Pure. */

export type SplitDirection = 'horizontal' | 'vertical';

export type SplitTree =
  | { kind: 'leaf'; terminal: string }
  /** `horizontal` puts its children side by side. */
  | { kind: 'split'; direction: SplitDirection; children: SplitTree[] };

export function leaf(terminal: string): SplitTree {
  return { kind: 'leaf', terminal };
}

/** From left to right, top to bottom. */
export function leavesOf(tree: SplitTree): string[] {
  return tree.kind === 'leaf' ? [tree.terminal] : tree.children.flatMap(leavesOf);
}

/** Puts a new terminal beside (or below) another; a split of the same direction grows instead of nesting. */
export function splitAt(tree: SplitTree, at: string, direction: SplitDirection, added: string): SplitTree {
  if (tree.kind === 'leaf') return tree.terminal === at ? { kind: 'split', direction, children: [tree, leaf(added)] } : tree;
  const i = tree.children.findIndex((child) => child.kind === 'leaf' && child.terminal === at);
  if (i >= 0 && tree.direction === direction)
    return { ...tree, children: [...tree.children.slice(0, i + 1), leaf(added), ...tree.children.slice(i + 1)] };
  return { ...tree, children: tree.children.map((child) => splitAt(child, at, direction, added)) };
}

/** Takes a terminal away; nothing remains of a tree of one. */
export function without(tree: SplitTree, terminal: string): SplitTree | undefined {
  if (tree.kind === 'leaf') return tree.terminal === terminal ? undefined : tree;
  const children = tree.children.flatMap((child) => without(child, terminal) ?? []);
  if (children.length === 0) return undefined;
  if (children.length === 1) return children[0];
  return { ...tree, children };
}

/** Another terminal in the same pane. */
export function replaced(tree: SplitTree, terminal: string, by: string): SplitTree {
  if (tree.kind === 'leaf') return tree.terminal === terminal ? leaf(by) : tree;
  return { ...tree, children: tree.children.map((child) => replaced(child, terminal, by)) };
}

/** For what was kept in storage. */
export function isSplitTree(value: unknown): value is SplitTree {
  if (typeof value !== 'object' || value === null) return false;
  const tree = value as Record<string, unknown>;
  if (tree['kind'] === 'leaf') return typeof tree['terminal'] === 'string';
  const children = tree['children'];
  const known = tree['direction'] === 'horizontal' || tree['direction'] === 'vertical';
  return tree['kind'] === 'split' && known && Array.isArray(children) && children.length > 0 && (children as unknown[]).every(isSplitTree);
}
