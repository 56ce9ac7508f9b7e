import { expect, test } from 'vitest';
import { choicesOf } from './choices';

const entries = [
  { name: 'web', kind: 'directory' as const },
  { name: '.bashrc', kind: 'file' as const },
  { name: 'my-stack.yml', kind: 'file' as const },
  { name: 'stack.yml', kind: 'file' as const },
  { name: 'docker.sock', kind: 'other' as const },
];
const shown = (path: string, offersNew = true) => choicesOf(path, entries, offersNew).map(({ kind, path: to }) => `${kind} ${to}`);

test('a folder shows what is in it that can be opened, and the way up', () => {
  expect(shown('/root/')).toEqual(['folder /root/web/', 'file /root/my-stack.yml', 'file /root/stack.yml', 'up /']);
  expect(choicesOf('/', [], true)).toEqual([]);
});

test('what is typed narrows, beginnings first, and a new name makes a file', () => {
  expect(shown('/root/st')).toEqual(['file /root/stack.yml', 'file /root/my-stack.yml', 'new /root/st']);
  expect(shown('/root/stack.yml')).toEqual(['file /root/stack.yml', 'file /root/my-stack.yml']);
  expect(shown('/root/new.yml')).toEqual(['new /root/new.yml']);
  expect(shown('/root/new.yml', false)).toEqual([]);
  expect(shown('/root/.b')).toEqual(['file /root/.bashrc', 'new /root/.b']);
});
