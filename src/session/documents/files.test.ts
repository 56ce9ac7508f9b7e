import { describe, expect, test } from 'vitest';
import { FileTree } from '../../os';
import type { PlacedFile } from '../protocol';
import { FileWatch } from './file-watch';
import { FILE_CHARS_MAX, type FileState, listEntries, peekFile, readFileState, writeFile } from './files';

function machine(): FileTree {
  const tree = new FileTree();
  tree.put('/root/stack.yml', { content: 'services: {}\n' });
  tree.put('/root/app.bin', { content: 'ELF\0\udcff' });
  tree.put('/usr/bin/docker', { program: 'docker' });
  tree.put('/var/run/docker.sock', { kind: 'socket' });
  tree.put('/proc/uptime', { content: () => '1' });
  return tree;
}

const open = (path: string, tree = machine()) => readFileState(tree, 'node1', path);

describe('a file opens', () => {
  test('as text', () => expect(open('/root/stack.yml')).toEqual({ kind: 'text', content: 'services: {}\n' }));
  test('as new where there is none', () => expect(open('/root/new.yml')).toEqual({ kind: 'new' }));
  test('as new, but not to be saved, where its directory is missing', () => {
    expect(open('/root/none/new.yml')).toEqual({ kind: 'new', readOnly: 'There is no directory /root/none on node1: mkdir -p /root/none makes it.' });
  });
  test('read-only below a mount of that kind, and where the kernel makes it', () => {
    const tree = machine();
    const other = new FileTree();
    other.put('/data/a', { content: 'x' });
    tree.mount('/mnt', other, '/data', { readOnly: true });
    expect(open('/mnt/a', tree)).toEqual({ kind: 'text', content: 'x', readOnly: '/mnt is mounted read-only.' });
    expect(open('/proc/uptime')).toMatchObject({ readOnly: '/proc/uptime is the kernel’s own.' });
  });
});

describe('a file is refused with a sentence', () => {
  const reason = (path: string, tree = machine()) => (open(path, tree) as { reason?: string }).reason;
  test('a directory, a program, a socket, bytes', () => {
    expect(['/root', '/usr/bin/docker', '/var/run/docker.sock', '/root/app.bin', '/root/stack.yml/x'].map((path) => reason(path))).toEqual([
      '/root is a directory.', '/usr/bin/docker is a program, not a file of text.', '/var/run/docker.sock is a socket, not a file of text.',
      '/root/app.bin is not a file of text: it has bytes that are no characters.', '/root/stack.yml/x: Not a directory.',
    ]);
  });
  test('what is too large, with its size', () => {
    const tree = machine();
    tree.put('/root/log', { content: 'x'.repeat(FILE_CHARS_MAX + 100_000) });
    expect(reason('/root/log', tree)).toBe('/root/log has 2.1 MB. The editor opens files of up to 2 MB; less, head and grep read it in a terminal.');
    tree.put('/root/log', { content: 'x'.repeat(1_000_000) });
    expect(open('/root/log', tree).kind).toBe('text');
  });
});

test('writing answers nothing, or why not', () => {
  const tree = machine();
  expect(writeFile(tree, 'node1', '/root/new.yml', 'a\n')).toBeUndefined();
  expect(tree.read('/root/new.yml')).toBe('a\n');
  expect(writeFile(tree, 'node1', '/none/new.yml', 'a\n')).toBe('There is no directory /none on node1: mkdir -p /none makes it.');
  expect(writeFile(tree, 'node1', '/root', 'a')).toBe('/root: Is a directory.');
  expect(writeFile(tree, 'node1', '/proc/uptime', 'a')).toBe('/proc/uptime is the kernel’s own.');
  tree.readOnly = true;
  expect(writeFile(tree, 'node1', '/root/new.yml', 'b')).toBe('/root/new.yml: Read-only file system.');
});

test('a directory is listed with its kinds, directories first', () => {
  const tree = machine();
  tree.mkdir('/root/web');
  expect(listEntries(tree, '/root')).toEqual([{ name: 'web', kind: 'directory' }, { name: 'app.bin', kind: 'file' }, { name: 'stack.yml', kind: 'file' }]);
  expect(listEntries(tree, '/none')).toBe('/none: No such file or directory');
});

describe('watching', () => {
  function watching(tree: FileTree, ...paths: string[]) {
    const watch = new FileWatch();
    const told: string[] = [];
    watch.set(paths.map((path) => ({ machine: 'node1', path })));
    const world = { peekFile: ({ path }: PlacedFile) => peekFile(tree, path), readFile: ({ path }: PlacedFile) => readFileState(tree, 'node1', path) };
    const look = () => {
      told.length = 0;
      watch.look(world, ({ path }, state: FileState) => told.push(`${path} ${state.kind === 'text' ? state.content : state.kind}`));
      return [...told];
    };
    return { watch, look };
  }

  test('tells of a file once, and again when it is another', () => {
    const tree = machine();
    const { look } = watching(tree, '/root/a');
    expect([look(), look()]).toEqual([['/root/a new'], []]);
    tree.write('/root/a', 'one');
    expect([look(), look()]).toEqual([['/root/a one'], []]);
    // sed -i writes beside it and renames.
    tree.write('/root/b', 'two');
    tree.rename('/root/b', '/root/a');
    expect(look()).toEqual(['/root/a two']);
    tree.write('/root/a', 'two');
    expect(look()).toEqual([]);
    tree.remove('/root/a');
    expect(look()).toEqual(['/root/a new']);
  });

  test('leaves what the kernel makes at its first look, and tells of new files alone', () => {
    const tree = machine();
    let n = 0;
    tree.put('/proc/uptime', { content: () => String(n++) });
    const { watch, look } = watching(tree, '/proc/uptime');
    expect(look()).toHaveLength(1);
    expect(look()).toEqual([]);
    watch.set([{ machine: 'node1', path: '/proc/uptime' }, { machine: 'node1', path: '/root/stack.yml' }]);
    expect(look()).toEqual(['/root/stack.yml services: {}\n']);
  });
});
