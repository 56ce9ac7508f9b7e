/**
 * `/etc/hosts`, `/etc/hostname` and `/etc/resolv.conf` of a container (and its `/sys/class/net`): made by the engine, mounted over the image's, not
 * part of `docker diff`. Made when read; what somebody writes into them stays until the container is gone.
 */
import { VirtualFiles, type FileError, type Inode, type Machine, type VirtualEntry } from '../os';

export type EtcName = 'hosts' | 'hostname' | 'resolv.conf';

export class EtcFiles extends VirtualFiles {
  private written: Map<string, string> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly make: (name: EtcName) => string,
  ) {
    super();
  }

  protected override entry(path: string): VirtualEntry | undefined {
    if (path === '/') return { kind: 'directory', names: ['hostname', 'hosts', 'resolv.conf'] };
    if (path.startsWith('/sys')) return sysEntry(path, () => this.machine.net.interfaces().map((each) => each.name));
    const name = path.slice(1) as EtcName;
    if (name !== 'hosts' && name !== 'hostname' && name !== 'resolv.conf') return undefined;
    return { kind: 'file', mode: 0o644, content: () => this.written?.get(name) ?? this.make(name) };
  }

  protected override nowMs(): number {
    return this.machine.bootedMs;
  }

  override inode(path: string, options: { create?: boolean; write?: boolean } = {}): Inode | FileError {
    if (!options.write) return super.inode(path, options);
    const stat = this.stat(path);
    if ('errno' in stat) return stat;
    const name = path.slice(1);
    const read = () => this.written?.get(name) ?? this.make(name as EtcName);
    const store = (text: string) => void (this.written ??= new Map()).set(name, text);
    return {
      stat: () => stat,
      read,
      write: (content, at) => {
        const before = read();
        const start = at === 'end' ? before.length : at;
        store(before.slice(0, start) + content + before.slice(start + content.length));
        return undefined;
      },
      truncate: (length) => {
        store(read().slice(0, length));
        return undefined;
      },
    };
  }

  override write(path = '/', content = '', options: { append?: boolean } = {}): undefined | FileError {
    const inode = this.inode(path, { write: true });
    if ('errno' in inode) return inode;
    if (!options.append) inode.truncate(0);
    return inode.write(content, options.append ? 'end' : 0);
  }
}

/** The one corner of sysfs that people look into: which network interfaces there are. */
function sysEntry(path: string, interfaces: () => string[]): VirtualEntry | undefined {
  if (path === '/sys') return { kind: 'directory', names: ['class'] };
  if (path === '/sys/class') return { kind: 'directory', names: ['net'] };
  if (path === '/sys/class/net') return { kind: 'directory', names: interfaces().sort() };
  const [, name = '', file] = /^\/sys\/class\/net\/([^/]+)(?:\/(operstate|mtu))?$/.exec(path) ?? [];
  if (!interfaces().includes(name)) return undefined;
  if (file === undefined) return { kind: 'directory', names: ['mtu', 'operstate'] };
  return { kind: 'file', content: () => (file === 'mtu' ? '1500\n' : 'up\n') };
}
