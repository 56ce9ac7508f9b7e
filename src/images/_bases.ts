/**
 * What images are built from: small Linux trees with their tools. Each base is built once and shared by every
 * container in the world. Tools come from the shell's catalogue by package, so a base has what the simulation has.
 */
import { fillWindows, type ImageLayer, type Layer } from '../os';
import { FileTree } from '../os/file-tree';
import { digestOf } from './_digest';
import { MB } from './_image';

export type BaseName =
  | 'scratch'
  | 'recorded'
  | 'busybox'
  | 'alpine'
  | 'alpine-old'
  | 'debian'
  | 'debian-slim'
  | 'debian-buster'
  | 'debian-jessie'
  | 'ubuntu'
  | 'ubuntu-old'
  | 'oraclelinux'
  | 'windows-nanoserver'
  | 'windows-servercore';

type Family = 'none' | 'busybox' | 'alpine' | 'debian' | 'redhat' | 'windows';

/** A tool of the shell's catalogue, as far as a file tree cares. */
export interface ToolEntry {
  name: string;
  aliases?: readonly string[];
  package: string;
  busybox?: boolean;
  sbin?: boolean;
}

interface Base {
  family: Family;
  sizeBytes: number;
  downloadBytes: number;
  createdBy: string;
  packages: readonly string[];
  osRelease: string;
}

const DEBIAN_ESSENTIAL = [
  'coreutils',
  'findutils',
  'grep',
  'sed',
  'mawk',
  'diffutils',
  'util-linux',
  'bsdextrautils',
  'hostname',
  'debianutils',
  'ncurses-bin',
  'login',
  'libc-bin',
  'gzip',
  'tar',
  'mount',
  'apt',
];

function release(id: string, name: string, pretty: string, version: string, like?: string): string {
  return [`PRETTY_NAME="${pretty}"`, `NAME="${name}"`, `VERSION_ID="${version}"`, `ID=${id}`, ...(like ? [`ID_LIKE=${like}`] : []), ''].join('\n');
}

const BASES: Record<BaseName, Base> = {
  /** The busybox of the recorded swarms' stand-ins: every applet in /bin, root alone in /etc/passwd. */
  recorded: { family: 'busybox', sizeBytes: 2_100_000, downloadBytes: 1_050_000, createdBy: 'Imported from -', packages: [], osRelease: '' },
  scratch: { family: 'none', sizeBytes: 0, downloadBytes: 0, createdBy: '', packages: [], osRelease: '' },
  busybox: {
    family: 'busybox',
    sizeBytes: 4.43 * MB,
    downloadBytes: 2.22 * MB,
    createdBy: 'BusyBox 1.37.0 (glibc), Debian 12',
    packages: [],
    osRelease: '',
  },
  alpine: {
    family: 'alpine',
    sizeBytes: 8.32 * MB,
    downloadBytes: 3.8 * MB,
    createdBy: 'ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit',
    packages: ['apk-tools'],
    osRelease: release('alpine', 'Alpine Linux', 'Alpine Linux v3.22', '3.22.2'),
  },
  'alpine-old': {
    family: 'alpine',
    sizeBytes: 7.38 * MB,
    downloadBytes: 3.41 * MB,
    createdBy: 'ADD alpine-minirootfs-3.19.9-x86_64.tar.gz / # buildkit',
    packages: ['apk-tools'],
    osRelease: release('alpine', 'Alpine Linux', 'Alpine Linux v3.19', '3.19.9'),
  },
  debian: {
    family: 'debian',
    sizeBytes: 120 * MB,
    downloadBytes: 49.3 * MB,
    createdBy: "# debian.sh --arch 'amd64' out/ 'trixie' '@1762202650'",
    packages: DEBIAN_ESSENTIAL,
    osRelease: release('debian', 'Debian GNU/Linux', 'Debian GNU/Linux 13 (trixie)', '13'),
  },
  'debian-slim': {
    family: 'debian',
    sizeBytes: 74.8 * MB,
    downloadBytes: 28.2 * MB,
    createdBy: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1762202650'",
    packages: DEBIAN_ESSENTIAL,
    osRelease: release('debian', 'Debian GNU/Linux', 'Debian GNU/Linux 12 (bookworm)', '12'),
  },
  'debian-buster': {
    family: 'debian',
    sizeBytes: 69.2 * MB,
    downloadBytes: 27.1 * MB,
    createdBy: '/bin/sh -c #(nop) ADD file:4bf88a4a0e0bb4dd in / ',
    packages: DEBIAN_ESSENTIAL,
    osRelease: release('debian', 'Debian GNU/Linux', 'Debian GNU/Linux 10 (buster)', '10'),
  },
  'debian-jessie': {
    family: 'debian',
    sizeBytes: 125 * MB,
    downloadBytes: 51.4 * MB,
    createdBy: '/bin/sh -c #(nop) ADD file:89ecb642d662ee7e in / ',
    packages: [...DEBIAN_ESSENTIAL, 'procps'],
    osRelease: release('debian', 'Debian GNU/Linux', 'Debian GNU/Linux 8 (jessie)', '8'),
  },
  ubuntu: {
    family: 'debian',
    sizeBytes: 78.1 * MB,
    downloadBytes: 29.7 * MB,
    createdBy: '/bin/sh -c #(nop) ADD file:7d6ba7b4f0aac3a7 in / ',
    packages: [...DEBIAN_ESSENTIAL, 'procps'],
    osRelease: release('ubuntu', 'Ubuntu', 'Ubuntu 24.04.3 LTS', '24.04', 'debian'),
  },
  'ubuntu-old': {
    family: 'debian',
    sizeBytes: 72.8 * MB,
    downloadBytes: 27.5 * MB,
    createdBy: '/bin/sh -c #(nop) ADD file:3c74e7e08cbf9a87 in / ',
    packages: [...DEBIAN_ESSENTIAL, 'procps'],
    osRelease: release('ubuntu', 'Ubuntu', 'Ubuntu 20.04.6 LTS', '20.04', 'debian'),
  },
  oraclelinux: {
    family: 'redhat',
    sizeBytes: 245 * MB,
    downloadBytes: 49.2 * MB,
    createdBy: '/bin/sh -c #(nop) ADD file:a5d1e1d3ef2fa7e1 in / ',
    packages: ['coreutils', 'findutils', 'grep', 'sed', 'mawk', 'util-linux', 'hostname', 'libc-bin', 'gzip', 'tar', 'mount', 'curl'],
    osRelease: release('ol', 'Oracle Linux Server', 'Oracle Linux Server 9.6', '9.6', 'fedora'),
  },
  'windows-nanoserver': {
    family: 'windows',
    sizeBytes: 296 * MB,
    downloadBytes: 123 * MB,
    createdBy: 'Apply image ltsc2022',
    packages: [],
    osRelease: '',
  },
  'windows-servercore': {
    family: 'windows',
    sizeBytes: 4950 * MB,
    downloadBytes: 2200 * MB,
    createdBy: 'Apply image ltsc2022',
    packages: [],
    osRelease: '',
  },
};

export function baseLayerOf(name: BaseName): { layer: ImageLayer; createdBy: string } | undefined {
  const base = BASES[name];
  if (base.sizeBytes === 0) return undefined;
  return {
    layer: {
      digest: digestOf(`layer base ${name}`),
      diffId: digestOf(`diff base ${name}`),
      sizeBytes: base.sizeBytes,
      downloadBytes: base.downloadBytes,
    },
    createdBy: base.createdBy,
  };
}

export function familyOf(name: BaseName): Family {
  return BASES[name].family;
}

export const PATH_DEFAULT = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const DIRECTORIES = [
  '/bin',
  '/dev/pts',
  '/dev/shm',
  '/etc',
  '/home',
  '/lib',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/usr/bin',
  '/usr/lib',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/usr/share',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/run',
  '/var/tmp',
];

/** The engine mounts its own over these: with a place for them no container needs a copy of /etc. */
const MOUNTED = ['hosts', 'hostname', 'resolv.conf'];

const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];

const ALPINE_PASSWD = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
mail:x:8:12:mail:/var/mail:/sbin/nologin
guest:x:405:100:guest:/dev/null:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`;

const ALPINE_GROUP = `root:x:0:root
bin:x:1:root,bin,daemon
daemon:x:2:root,bin,daemon
sys:x:3:root,bin
adm:x:4:root,daemon
tty:x:5:
disk:x:6:root
wheel:x:10:root
audio:x:18:
www-data:x:82:
users:x:100:
nogroup:x:65533:
nobody:x:65534:
`;

const BUSYBOX_PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;

const BUSYBOX_GROUP = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
kmem:x:9:
wheel:x:10:root
cdrom:x:11:
dialout:x:18:
floppy:x:19:
video:x:28:
audio:x:29:
tape:x:32:
www-data:x:33:
operator:x:37:
utmp:x:43:
plugdev:x:46:
staff:x:50:
lock:x:54:
netdev:x:82:
users:x:100:
nobody:x:65534:
`;

const DEBIAN_PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;

const DEBIAN_GROUP = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
mail:x:8:
man:x:12:
audio:x:29:
www-data:x:33:
staff:x:50:
games:x:60:
users:x:100:
nogroup:x:65534:
`;

/** A base's /etc/passwd with one more line: for servers that run as a user of their own. */
export function withUser(name: BaseName, line: string): string {
  const { family } = BASES[name];
  return `${family === 'alpine' ? ALPINE_PASSWD : family === 'busybox' ? BUSYBOX_PASSWD : DEBIAN_PASSWD}${line}\n`;
}

/** Makes base trees for one catalogue of tools; one per registry, so per world. */
export class Bases {
  private layers = new Map<BaseName, Layer>();

  constructor(
    private readonly tools: readonly ToolEntry[],
    private readonly windowsPrograms: Readonly<Record<string, string>> = {},
  ) {}

  /** The shared tree of a base. */
  layer(name: BaseName): Layer {
    let layer = this.layers.get(name);
    if (!layer) this.layers.set(name, (layer = this.build(name)));
    return layer;
  }

  /**
   * Puts a package's tools where the family keeps them: for images with more than their base. Each executable names
   * its package, by which a tool knows that it is not busybox' applet of the same name.
   */
  install(tree: FileTree, family: Family, packages: readonly string[]): void {
    const wanted = new Set(packages);
    for (const tool of this.tools) {
      if (!wanted.has(tool.package) && !wanted.has(tool.name)) continue;
      const content = `package:${tool.package}\n`;
      for (const name of [tool.name, ...(tool.aliases ?? [])]) tree.put(`${directoryOf(family, tool)}/${name}`, { program: tool.name, content });
    }
    if (wanted.has('bash')) putTool(tree, '/bin/bash', 'bash');
  }

  private build(name: BaseName): Layer {
    const base = BASES[name];
    const tree = new FileTree();
    if (base.family === 'windows') {
      fillWindows(tree, { programs: windowsTools(name, this.windowsPrograms) });
      return tree.freeze();
    }
    for (const device of DEVICES) tree.put(`/dev/${device}`, { kind: 'device', program: device });
    for (const file of MOUNTED) tree.put(`/etc/${file}`, {});
    if (base.family === 'none') {
      for (const path of ['/etc', '/proc', '/sys', '/dev/pts', '/dev/shm']) tree.mkdir(path, { parents: true });
      return tree.freeze();
    }
    if (name === 'recorded') {
      for (const path of ['/bin', '/etc', '/tmp', '/usr/bin', '/root', '/proc', '/sys', '/dev/pts', '/dev/shm']) tree.mkdir(path, { parents: true });
      tree.put('/etc/passwd', { content: 'root:x:0:0:root:/root:/bin/sh\n' });
      tree.put('/bin/busybox', { program: 'busybox' });
      for (const tool of this.tools)
        if (tool.busybox) for (const each of [tool.name, ...(tool.aliases ?? [])]) putTool(tree, `/bin/${each}`, tool.name);
      for (const each of ['sh', 'ash']) putTool(tree, `/bin/${each}`, 'ash');
      return tree.freeze();
    }
    for (const path of DIRECTORIES) tree.mkdir(path, { parents: true });
    tree.mkdir('/tmp', { mode: 0o1777 });
    tree.chmod('/root', 0o700);
    if (base.osRelease) tree.put('/etc/os-release', { content: base.osRelease });
    tree.put('/etc/nsswitch.conf', { content: 'hosts: files dns\n' });
    const small = base.family === 'alpine' || base.family === 'busybox';
    tree.put('/etc/passwd', { content: base.family === 'alpine' ? ALPINE_PASSWD : base.family === 'busybox' ? BUSYBOX_PASSWD : DEBIAN_PASSWD });
    tree.put('/etc/group', { content: base.family === 'alpine' ? ALPINE_GROUP : base.family === 'busybox' ? BUSYBOX_GROUP : DEBIAN_GROUP });
    if (small) {
      tree.put('/bin/busybox', { program: 'busybox' });
      for (const tool of this.tools) {
        if (!tool.busybox) continue;
        for (const toolName of [tool.name, ...(tool.aliases ?? [])]) putTool(tree, `${directoryOf(base.family, tool)}/${toolName}`, tool.name);
      }
      putTool(tree, '/bin/sh', 'ash');
      putTool(tree, '/bin/ash', 'ash');
      if (base.family === 'alpine') tree.put('/etc/alpine-release', { content: name === 'alpine' ? '3.22.2\n' : '3.19.9\n' });
    } else {
      putTool(tree, '/bin/sh', 'sh');
      putTool(tree, '/bin/bash', 'bash');
      if (base.family === 'debian')
        tree.put('/etc/debian_version', { content: name.startsWith('ubuntu') ? 'trixie/sid\n' : name === 'debian' ? '13.1\n' : '12.12\n' });
    }
    this.install(tree, base.family, base.packages);
    return tree.freeze();
  }
}

/** Nano Server has no PowerShell since 1709, and neither has docker or an editor. */
function windowsTools(name: BaseName, programs: Readonly<Record<string, string>>): Record<string, string> {
  const absent = new Set(['docker', 'notepad', 'edit', 'pwsh', ...(name === 'windows-nanoserver' ? ['powershell'] : [])]);
  return Object.fromEntries(Object.entries(programs).filter(([each]) => !absent.has(each)));
}

function directoryOf(family: Family, tool: ToolEntry): string {
  if (family === 'alpine' || family === 'busybox') return tool.busybox ? (tool.sbin ? '/sbin' : '/bin') : tool.sbin ? '/usr/sbin' : '/usr/bin';
  return tool.sbin ? '/usr/sbin' : '/usr/bin';
}

function putTool(tree: FileTree, path: string, program: string): void {
  tree.put(path, { program });
}
