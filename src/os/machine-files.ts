/**
 * The root of an ordinary Linux: directories, `/etc`, devices, and an executable for each program. A world makes the
 * layer once and lets every machine grow from it; what differs by machine is put on top by `personalize`.
 */
import { FileTree, type Layer } from './file-tree';
import type { Login, Machine } from './process';
import { ProcFiles } from './proc-files';

export const PATH_DEFAULT = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const DIRECTORIES = [
  '/boot',
  '/dev',
  '/dev/pts',
  '/dev/shm',
  '/etc',
  '/etc/ssl/certs',
  '/home',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/run/lock',
  '/srv',
  '/sys',
  '/tmp',
  '/usr/bin',
  '/usr/lib',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/local/lib',
  '/usr/sbin',
  '/usr/share',
  '/usr/share/doc',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/spool',
  '/var/tmp',
];
const DEVICES = ['full', 'null', 'random', 'tty', 'urandom', 'zero'];
/** Programs whose home is `/usr/sbin`. */
const SYSTEM_PROGRAMS = new Set([
  'arp',
  'halt',
  'ifconfig',
  'init',
  'ip',
  'iptables',
  'poweroff',
  'reboot',
  'route',
  'service',
  'shutdown',
  'sysctl',
  'useradd',
  'usermod',
  'brctl',
  'bridge',
  'ipvsadm',
]);

const PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const GROUP = 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\ntty:x:5:\nmail:x:8:\nwww-data:x:33:\ndocker:x:998:\nnogroup:x:65534:\n';
const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

export interface LinuxLayerOptions {
  /** Names of programs to install; each becomes an executable that runs the program of the same name. */
  programs: readonly string[];
  /** `/etc/os-release`; Debian 12's when absent, whose bash and tools these are. */
  osRelease?: string;
  /** Time stamp of everything in it. */
  atMs?: number;
}

/** A Linux root, frozen; make it once and share it. */
export function linuxLayer(options: LinuxLayerOptions): Layer {
  const atMs = options.atMs ?? 0;
  const tree = new FileTree({ now: () => atMs });
  for (const path of DIRECTORIES) tree.mkdir(path, { parents: true });
  tree.chmod('/tmp', 0o1777);
  tree.chmod('/var/tmp', 0o1777);
  tree.chmod('/root', 0o700);
  for (const [path, target] of [
    ['/bin', 'usr/bin'],
    ['/sbin', 'usr/sbin'],
    ['/lib', 'usr/lib'],
    ['/var/run', '/run'],
    ['/var/lock', '/run/lock'],
  ]) {
    tree.symlink(target as string, path as string);
  }
  for (const name of DEVICES) tree.put(`/dev/${name}`, { kind: 'device', program: name });
  tree.symlink('/proc/self/fd', '/dev/fd');
  tree.symlink('/proc/mounts', '/etc/mtab');
  tree.put('/etc/passwd', { content: PASSWD });
  tree.put('/etc/group', { content: GROUP });
  tree.put('/etc/shadow', { content: 'root:*:19000:0:99999:7:::\n', mode: 0o640 });
  tree.put('/etc/os-release', { content: options.osRelease ?? OS_RELEASE });
  tree.put('/etc/shells', { content: '/bin/sh\n/bin/bash\n/usr/bin/bash\n' });
  tree.put('/etc/services', { content: 'ssh\t\t22/tcp\ndomain\t\t53/udp\nhttp\t\t80/tcp\nhttps\t\t443/tcp\n' });
  tree.put('/etc/nsswitch.conf', { content: 'hosts:          files dns\n' });
  for (const name of options.programs) tree.put(`${SYSTEM_PROGRAMS.has(name) ? '/usr/sbin' : '/usr/bin'}/${name}`, { program: name });
  return tree.freeze();
}

/**
 * Gives a machine's tree its own name and its `/proc`. The files follow `machine.hostname` when it changes. Its own name
 * stands for the address that others know, as on cloud machines and in classrooms, where `$(hostname -i)` is what one
 * advertises.
 */
export function personalize(machine: Machine, address = '127.0.1.1'): void {
  const { files } = machine;
  files.put('/etc/hostname', { content: () => `${machine.hostname}\n` });
  files.put('/etc/hosts', { content: `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${address}\t${machine.hostname}\n` });
  files.put('/etc/resolv.conf', { content: 'nameserver 127.0.0.53\n' });
  mountProc(machine);
}

/** Gives the machine a user of its own with a home, in whose account its terminals open. */
export function addLogin(machine: Machine, { name, uid, home }: Login): void {
  const { files } = machine;
  files.put('/etc/passwd', { content: `${PASSWD}${name}:x:${uid}:${uid}::${home}:/bin/bash\n` });
  files.put('/etc/group', { content: `${GROUP.replace('docker:x:998:', `docker:x:998:${name}`)}${name}:x:${uid}:\n` });
  files.mkdir(home, { parents: true, mode: 0o755 });
}

/** `/proc` of this machine, in its tree. */
export function mountProc(machine: Machine): void {
  machine.files.mount('/proc', new ProcFiles(machine), '/', { label: 'proc' });
}
