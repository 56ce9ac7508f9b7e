import { describe, expect, it } from 'vitest';
import { FileTree } from './file-tree';
import { VirtualFiles, type VirtualEntry } from './virtual-files';

function tree(): FileTree {
  const files = new FileTree({ now: () => 5 });
  files.put('/etc/hosts', { content: 'localhost\n' });
  files.mkdir('/root/a/b', { parents: true });
  return files;
}

describe('a file tree', () => {
  it('reads what was written and says why not in errno', () => {
    const files = tree();
    expect(files.write('/root/x', 'one\n')).toBeUndefined();
    expect(files.write('/root/x', 'two\n', { append: true })).toBeUndefined();
    expect(files.read('/root/x')).toBe('one\ntwo\n');
    expect(files.read('/root/none')).toEqual({ errno: 'ENOENT' });
    expect(files.read('/root')).toEqual({ errno: 'EISDIR' });
    expect(files.read('/etc/hosts/x')).toEqual({ errno: 'ENOTDIR' });
    expect(files.write('/none/x', '')).toEqual({ errno: 'ENOENT' });
    expect(files.write('/root', '')).toEqual({ errno: 'EISDIR' });
    expect(files.mkdir('/root')).toEqual({ errno: 'EEXIST' });
    expect(files.mkdir('/q/r')).toEqual({ errno: 'ENOENT' });
    expect(files.list('/')).toEqual(['etc', 'root']);
    expect(files.list('/root')).toEqual(['a', 'x']);
    expect(files.stat('/root/x')).toMatchObject({ kind: 'file', size: 8, modifiedMs: 5, mode: 0o644 });
  });

  it('follows symlinks, relative and absolute, and finds loops', () => {
    const files = tree();
    files.symlink('../etc/hosts', '/root/h');
    files.symlink('/etc', '/root/e');
    files.symlink('loop', '/root/loop');
    expect(files.read('/root/h')).toBe('localhost\n');
    expect(files.read('/root/e/hosts')).toBe('localhost\n');
    expect(files.realpath('/root/e/../root/e/hosts')).toBe('/etc/hosts');
    expect(files.stat('/root/h', false)).toMatchObject({ kind: 'symlink', target: '../etc/hosts' });
    expect(files.read('/root/loop')).toEqual({ errno: 'ELOOP' });
    expect(files.symlink('new', '/root/dangling')).toBeUndefined();
    expect(files.write('/root/dangling', 'made')).toBeUndefined();
    expect(files.read('/root/new')).toBe('made');
  });

  it('removes and renames as the kernel allows', () => {
    const files = tree();
    expect(files.remove('/root')).toEqual({ errno: 'ENOTEMPTY' });
    expect(files.rename('/root/a', '/root/a/b/c')).toEqual({ errno: 'EINVAL' });
    expect(files.rename('/root/a', '/etc/a')).toBeUndefined();
    expect(files.stat('/etc/a/b')).toMatchObject({ kind: 'directory' });
    expect(files.rename('/etc/hosts', '/etc/a')).toEqual({ errno: 'EISDIR' });
    expect(files.remove('/etc/a', { recursive: true })).toBeUndefined();
    expect(files.list('/etc')).toEqual(['hosts']);
  });

  it('shares a layer and keeps its changes to itself', () => {
    const base = tree().freeze();
    const one = new FileTree({ base });
    const two = new FileTree({ base });
    one.write('/etc/hosts', 'changed');
    one.write('/root/a/new', '');
    one.remove('/root/a/b');
    expect(two.read('/etc/hosts')).toBe('localhost\n');
    expect(two.list('/root/a')).toEqual(['b']);
    expect(two.changes()).toEqual([]);
    expect(one.changes()).toEqual([
      { path: '/etc', kind: 'C' },
      { path: '/etc/hosts', kind: 'C' },
      { path: '/root', kind: 'C' },
      { path: '/root/a', kind: 'C' },
      { path: '/root/a/b', kind: 'D' },
      { path: '/root/a/new', kind: 'A' },
    ]);
  });

  it('goes on after a freeze without touching what was frozen', () => {
    const files = tree();
    const layer = files.freeze();
    files.write('/etc/hosts', 'later');
    expect(new FileTree({ base: layer }).read('/etc/hosts')).toBe('localhost\n');
  });

  it('mounts another tree, or a file of it, and honours read-only', () => {
    const files = tree();
    const volume = new FileTree();
    volume.put('/data/deep/x', { content: 'x' });
    files.mount('/mnt/v', volume, '/data');
    files.mount('/run/secrets/s', volume, '/data/deep/x', { readOnly: true });
    expect(files.read('/mnt/v/deep/x')).toBe('x');
    expect(files.write('/mnt/v/y', 'y')).toBeUndefined();
    expect(volume.read('/data/y')).toBe('y');
    expect(files.read('/run/secrets/s')).toBe('x');
    expect(files.write('/run/secrets/s', '')).toEqual({ errno: 'EROFS' });
    expect(files.rename('/mnt/v/y', '/root/y')).toEqual({ errno: 'EXDEV' });
    expect(files.list('/mnt/v/..')).toEqual(['v']);
    expect(files.remove('/mnt', { recursive: true })).toEqual({ errno: 'EBUSY' });
    files.unmount('/mnt/v');
    expect(files.list('/mnt/v')).toEqual([]);
  });

  it('resolves symlinks of a mounted tree in its own namespace', () => {
    const files = tree();
    const volume = new FileTree();
    volume.symlink('/etc/hosts', '/h');
    files.mount('/v', volume, '/');
    expect(files.read('/v/h')).toBe('localhost\n');
  });

  it('refuses what the quota does not allow, and takes space back', () => {
    const files = new FileTree({ quotaBytes: 10 });
    expect(files.write('/a', '12345678')).toBeUndefined();
    expect(files.write('/b', '123')).toEqual({ errno: 'ENOSPC' });
    files.remove('/a');
    expect(files.usage().usedBytes).toBe(0);
    expect(files.write('/b', 'äöü')).toBeUndefined();
    expect(files.usage().usedBytes).toBe(6);
  });

  it('keeps an open file through removal and rename', () => {
    const files = tree();
    const inode = files.inode('/root/log', { create: true });
    if ('errno' in inode) throw new Error('refused');
    inode.write('a', 'end');
    files.rename('/root/log', '/root/log.1');
    inode.write('b', 'end');
    expect(files.read('/root/log.1')).toBe('ab');
    files.remove('/root/log.1');
    inode.write('c', 'end');
    expect(inode.read()).toBe('abc');
    expect(files.stat('/root/log.1')).toEqual({ errno: 'ENOENT' });
  });

  it('makes content at each read and tells watchers of changes', () => {
    const files = tree();
    let n = 0;
    files.put('/etc/count', { content: () => String(++n) });
    expect([files.read('/etc/count'), files.read('/etc/count')]).toEqual(['1', '2']);
    const seen: string[] = [];
    const stop = files.watch('/root', (path) => seen.push(path));
    files.write('/root/x', '1');
    files.write('/etc/y', '1');
    stop();
    files.write('/root/x', '2');
    expect(new Set(seen)).toEqual(new Set(['/root/x']));
  });

  it('shows a virtual tree through a mount', () => {
    const files = tree();
    class Proc extends VirtualFiles {
      protected override entry(path: string): VirtualEntry | undefined {
        return path === '/' ? { kind: 'directory', names: ['v'] } : path === '/v' ? { kind: 'file', content: () => '1\n' } : undefined;
      }
      protected override nowMs(): number {
        return 0;
      }
    }
    files.mount('/proc', new Proc(), '/');
    expect(files.read('/proc/v')).toBe('1\n');
    expect(files.write('/proc/v', 'x')).toEqual({ errno: 'EACCES' });
    expect(files.write('/proc/w', 'x')).toEqual({ errno: 'EACCES' });
  });
});
