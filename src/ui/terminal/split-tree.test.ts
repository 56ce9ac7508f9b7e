import { expect, test } from 'vitest';
import { isSplitTree, leaf, leavesOf, replaced, splitAt, without } from './split-tree';

test('splitting twice the same way makes three panes side by side', () => {
  const tree = splitAt(splitAt(leaf('a'), 'a', 'horizontal', 'b'), 'a', 'horizontal', 'c');
  expect(tree).toEqual({ kind: 'split', direction: 'horizontal', children: [leaf('a'), leaf('c'), leaf('b')] });
});

test('splitting the other way nests', () => {
  const tree = splitAt(splitAt(leaf('a'), 'a', 'horizontal', 'b'), 'b', 'vertical', 'c');
  expect(leavesOf(tree)).toEqual(['a', 'b', 'c']);
  expect(tree.kind === 'split' && tree.children[1]).toEqual({ kind: 'split', direction: 'vertical', children: [leaf('b'), leaf('c')] });
});

test('closing a pane lets its neighbour have the room', () => {
  const tree = splitAt(splitAt(leaf('a'), 'a', 'horizontal', 'b'), 'b', 'vertical', 'c');
  expect(without(tree, 'c')).toEqual({ kind: 'split', direction: 'horizontal', children: [leaf('a'), leaf('b')] });
  expect(without(leaf('a'), 'a')).toBeUndefined();
});

test('a terminal is replaced in its pane', () => {
  expect(leavesOf(replaced(splitAt(leaf('a'), 'a', 'vertical', 'b'), 'b', 'x'))).toEqual(['a', 'x']);
});

test('what was kept is checked', () => {
  expect(isSplitTree(splitAt(leaf('a'), 'a', 'vertical', 'b'))).toBe(true);
  expect(isSplitTree({ kind: 'split', direction: 'diagonal', children: [leaf('a')] })).toBe(false);
  expect(isSplitTree(null)).toBe(false);
});
