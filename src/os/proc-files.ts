/** `/proc` of a machine: what people and scripts read of it, made from the process table and the clock. */
import { isFileError } from './files';
import type { Machine, Process } from './process';
import { VirtualFiles, type VirtualEntry } from './virtual-files';
import { wordTable } from './word-table';

const KERNEL = '5.15.0-130-generic';

/** Shared by all machines: thousands of containers have a /proc each. */
const TOP_LEVEL: Readonly<Record<string, (machine: Machine) => string>> = wordTable({
  cmdline: () => `BOOT_IMAGE=/boot/vmlinuz-${KERNEL} root=/dev/sda1 ro console=ttyS0\n`,
  cpuinfo: (machine) => cpuInfo(machine),
  filesystems: () => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\n\text4\nnodev\toverlay\n',
  loadavg: (machine) => loadAverage(machine),
  meminfo: (machine) => memoryInfo(machine),
  mounts: (machine) => mountLines(machine),
  stat: (machine) => `cpu  0 0 0 0 0 0 0 0 0 0\nbtime ${Math.floor(machine.bootedMs / 1000)}\nprocesses ${machine.processes.list().length}\n`,
  uptime: (machine) => uptime(machine),
  version: () => `Linux version ${KERNEL} (buildd@lcy02) (gcc (Ubuntu 11.4.0) 11.4.0) #140-Ubuntu SMP Wed Dec 18 17:59:53 UTC 2024\n`,
});

const DEEP: Readonly<Record<string, (machine: Machine) => string>> = wordTable({
  '/sys/kernel/hostname': (machine) => `${machine.hostname}\n`,
  '/sys/kernel/osrelease': () => `${KERNEL}\n`,
  '/sys/kernel/pid_max': () => '4194304\n',
  '/sys/net/core/somaxconn': () => '4096\n',
  '/sys/net/ipv4/ip_forward': () => '1\n',
  '/sys/vm/overcommit_memory': () => '0\n',
  '/net/dev': (machine) => interfaceLines(machine),
});

export class ProcFiles extends VirtualFiles {
  constructor(private readonly machine: Machine) {
    super();
  }

  protected override entry(path: string): VirtualEntry | undefined {
    const { machine } = this;
    if (path === '/') {
      const pids = machine.processes.list().map((process) => String(process.pid));
      return { kind: 'directory', names: [...pids, ...Object.keys(TOP_LEVEL), 'net', 'sys'].sort() };
    }
    const chosen = machine.sysctls && path.startsWith('/sys/') ? machine.sysctls[path.slice('/sys/'.length).replaceAll('/', '.')] : undefined;
    const content = chosen !== undefined ? () => `${chosen}\n` : (TOP_LEVEL[path.slice(1)] ?? DEEP[path]);
    if (content) return { kind: 'file', content: () => content(machine) };
    const below = Object.keys(DEEP).filter((name) => name.startsWith(`${path}/`));
    if (below.length > 0) {
      return { kind: 'directory', names: [...new Set(below.map((name) => name.slice(path.length + 1).split('/')[0] as string))].sort() };
    }
    const [, pid, ...rest] = path.split('/');
    const process = /^\d+$/.test(pid ?? '') ? machine.processes.get(Number(pid)) : undefined;
    return process && processEntry(process, rest);
  }

  protected override nowMs(): number {
    return this.machine.sim.nowMs;
  }
}

function processEntry(process: Process, rest: string[]): VirtualEntry | undefined {
  const [name, detail] = rest;
  if (name === undefined) {
    return { kind: 'directory', names: ['cgroup', 'cmdline', 'comm', 'cwd', 'environ', 'exe', 'fd', 'root', 'stat', 'status'] };
  }
  const comm = (process.argv[0] ?? '').replace(/.*\//, '').replace(/^-/, '').slice(0, 15);
  switch (name) {
    case 'cmdline':
      return { kind: 'file', content: () => process.argv.map((word) => `${word}\0`).join('') };
    case 'comm':
      return { kind: 'file', content: () => `${comm}\n` };
    case 'cgroup':
      return { kind: 'file', content: () => '0::/\n' };
    case 'environ':
      return { kind: 'file', content: () => [...process.env].map(([key, value]) => `${key}=${value}\0`).join(''), mode: 0o400 };
    case 'stat':
      return {
        kind: 'file',
        content: () => `${process.pid} (${comm}) ${stateLetter(process)} ${process.ppid} ${process.group} ${process.group} 0 -1 0\n`,
      };
    case 'status':
      return { kind: 'file', content: () => statusLines(process, comm) };
    case 'cwd':
      return { kind: 'symlink', target: process.cwd };
    case 'root':
      return { kind: 'symlink', target: '/' };
    case 'exe': {
      const path = process.machine.processes.which(comm, process.env.get('PATH') ?? '/usr/bin:/bin') ?? `/usr/bin/${comm}`;
      const real = process.machine.files.realpath(path);
      return { kind: 'symlink', target: isFileError(real) ? path : real };
    }
    case 'fd':
      if (detail === undefined) return { kind: 'directory', names: [...process.fds.keys()].map(String).sort() };
      return fdEntry(process, detail);
    default:
      return undefined;
  }
}

function fdEntry(process: Process, fd: string): VirtualEntry | undefined {
  const file = process.fds.get(Number(fd));
  return file && { kind: 'symlink', target: file.path ?? `${file.kind}:[${10_000 + process.pid * 16 + Number(fd)}]` };
}

function stateLetter(process: Process): string {
  return process.stopped ? 'T' : process.cpuLoad > 0 ? 'R' : 'S';
}

function statusLines(process: Process, comm: string): string {
  const state = process.stopped ? 'T (stopped)' : 'S (sleeping)';
  const kib = Math.floor(process.memoryBytes / 1024);
  return (
    `Name:\t${comm}\nUmask:\t0022\nState:\t${state}\nTgid:\t${process.pid}\nPid:\t${process.pid}\nPPid:\t${process.ppid}\n` +
    `Uid:\t${process.uid}\t${process.uid}\t${process.uid}\t${process.uid}\nVmSize:\t${kib * 2} kB\nVmRSS:\t${kib} kB\nThreads:\t1\n`
  );
}

function uptime(machine: Machine): string {
  const seconds = (machine.sim.nowMs - machine.bootedMs) / 1000;
  return `${seconds.toFixed(2)} ${(seconds * machine.cpus).toFixed(2)}\n`;
}

function loadAverage(machine: Machine): string {
  const processes = machine.processes.list();
  let load = 0;
  for (const process of processes) load += process.cpuLoad;
  const text = load.toFixed(2);
  return `${text} ${text} ${text} ${Math.max(1, Math.ceil(load))}/${processes.length} ${processes[processes.length - 1]?.pid ?? 1}\n`;
}

function memoryInfo(machine: Machine): string {
  let used = 200 * 1024 * 1024;
  for (const process of machine.processes.list()) used += process.memoryBytes;
  const line = (name: string, bytes: number) => `${`${name}:`.padEnd(16)}${String(Math.floor(Math.max(0, bytes) / 1024)).padStart(8)} kB\n`;
  const free = machine.memoryBytes - used;
  return (
    line('MemTotal', machine.memoryBytes) +
    line('MemFree', free * 0.75) +
    line('MemAvailable', free) +
    line('Buffers', free / 64) +
    line('Cached', free / 5) +
    line('SwapTotal', 0) +
    line('SwapFree', 0)
  );
}

function cpuInfo(machine: Machine): string {
  let text = '';
  for (let cpu = 0; cpu < machine.cpus; cpu++) {
    text +=
      `processor\t: ${cpu}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.20GHz\n` +
      `cpu MHz\t\t: 2200.000\ncache size\t: 56320 KB\ncpu cores\t: ${machine.cpus}\nbogomips\t: 4400.00\n\n`;
  }
  return text;
}

function mountLines(machine: Machine): string {
  const root = machine.kind === 'container' ? 'overlay / overlay rw,relatime 0 0' : '/dev/sda1 / ext4 rw,relatime 0 0';
  const lines = machine.files.mounts().map(({ path, label, readOnly }) => {
    const type = path === '/proc' ? 'proc proc' : `${label === '' ? '/dev/sda1' : label} ext4`;
    const [device, kind] = type.split(' ');
    return `${device} ${path} ${kind} ${readOnly ? 'ro' : 'rw'},relatime 0 0`;
  });
  return `${[root, ...lines].join('\n')}\n`;
}

function interfaceLines(machine: Machine): string {
  const rows = machine.net
    .interfaces()
    .map(
      ({ name }) =>
        `${name.padStart(6)}:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n`,
    );
  return (
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n' +
    rows.join('')
  );
}
