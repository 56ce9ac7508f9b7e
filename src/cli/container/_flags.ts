/** The flags of `run` and `create` (docker/cli command/container/opts.go). */
import { containerNames, networkNames, oneOf } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { parseUint } from '../_parse/numbers';
import { isProblem, problem, type Problem } from '../_parse/problem';
import { parseBytes } from '../_parse/sizes';
import { validateDeviceRule, validateDnsSearch, validateEnv, validateExtraHost, validateIp, validateLabel, validateLink } from '../_parse/texts';

const { checkedList } = flag;

function validateAttach(text: string): string | Problem {
  const lower = text.toLowerCase();
  return ['stdin', 'stdout', 'stderr'].includes(lower) ? lower : problem('valid streams are STDIN, STDOUT and STDERR');
}

function validateThrottle(text: string, right: (rate: string) => boolean, form: string): string | Problem {
  const at = text.indexOf(':');
  if (at <= 0) return problem(`bad format: ${text}`);
  if (!text.startsWith('/dev/')) return problem(`bad format for device path: ${text}`);
  return right(text.slice(at + 1)) ? text : problem(`invalid rate for device: ${text}. The correct format is <device-path>:<number>${form}`);
}

function validateWeight(text: string): string | Problem {
  const at = text.indexOf(':');
  if (at <= 0) return problem(`bad format: ${text}`);
  if (!text.startsWith('/dev/')) return problem(`bad format for device path: ${text}`);
  const weight = parseUint(text.slice(at + 1), { base: 10, bits: 16 });
  return isProblem(weight) || (weight > 0 && (weight < 10 || weight > 1000)) ? problem(`invalid weight for device: ${text}`) : text;
}

const validateBps = (text: string) =>
  validateThrottle(
    text,
    (rate) => !isProblem(parseBytes(rate)),
    '[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb',
  );
const validateIops = (text: string) =>
  validateThrottle(text, (rate) => !isProblem(parseUint(rate, { base: 10 })), '. Number must be a positive integer');

const SYSCTLS = [
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
];

function validateSysctl(text: string): string | Problem {
  const name = text.split('=')[0] as string;
  const known = text.includes('=') && (SYSCTLS.includes(name) || name.startsWith('net.') || name.startsWith('fs.mqueue.'));
  return known ? text : problem(`sysctl '${text}' is not allowed`);
}

export const CREATE_FLAGS = {
  'add-host': checkedList(validateExtraHost)('', 'Extra line for /etc/hosts, as host:ip'),
  annotation: flag.map('', 'Annotation for the OCI runtime, as key=value', { shows: 'map[]' }),
  'blkio-weight': flag.uint16('', 'Share of block I/O, 10 to 1000, or 0 to leave it'),
  'blkio-weight-device': checkedList(validateWeight)('', 'Share of block I/O on one device, as device:weight', { shows: '[]' }),
  'cap-add': flag.list('', 'Linux capabilities to add'),
  'cap-drop': flag.list('', 'Linux capabilities to take away'),
  'cgroup-parent': flag.string('', 'Parent cgroup of the container'),
  cgroupns: flag.string('', 'Cgroup namespace: "host", "private", or the daemon\'s default when empty'),
  cidfile: flag.string('', "File to write the container's ID to"),
  'cpu-count': flag.int('', 'Number of CPUs (Windows only)', { needs: 'windows' }),
  'cpu-percent': flag.int('', 'Percentage of CPU (Windows only)', { needs: 'windows' }),
  'cpu-period': flag.int('', "Period of the CPU scheduler's quota, in microseconds"),
  'cpu-quota': flag.int('', 'CPU time per period, in microseconds'),
  'cpu-rt-period': flag.int('', 'Period of real-time scheduling, in microseconds'),
  'cpu-rt-runtime': flag.int('', 'Real-time CPU time per period, in microseconds'),
  'cpu-shares': flag.int('c', 'Weight against other containers when CPU is short'),
  cpus: flag.decimal('', 'Number of CPUs, fractions allowed'),
  'cpuset-cpus': flag.string('', 'CPUs it may run on (0-3, 0,1)'),
  'cpuset-mems': flag.string('', 'Memory nodes it may use (0-3, 0,1)'),
  device: flag.list('', 'Device of the host to give to the container'),
  'device-cgroup-rule': checkedList(validateDeviceRule)('', "Rule for the cgroup's list of devices"),
  'device-read-bps': checkedList(validateBps)('', 'Limit on bytes read per second from a device', { shows: '[]' }),
  'device-read-iops': checkedList(validateIops)('', 'Limit on reads per second from a device', { shows: '[]' }),
  'device-write-bps': checkedList(validateBps)('', 'Limit on bytes written per second to a device', { shows: '[]' }),
  'device-write-iops': checkedList(validateIops)('', 'Limit on writes per second to a device', { shows: '[]' }),
  'disable-content-trust': flag.bool('', 'Do not check signatures', { initial: true }),
  'dns-option': flag.list('', 'Option for the resolver'),
  'dns-search': checkedList(validateDnsSearch)('', 'Domain to complete names with'),
  domainname: flag.string('', 'NIS domain name of the container'),
  entrypoint: flag.string('', "Program to run instead of the image's entrypoint"),
  env: checkedList(validateEnv)('e', 'Environment variable'),
  'env-file': flag.list('', 'File of environment variables'),
  expose: flag.list('', 'Port to expose, or a range'),
  gpus: flag.gpuRequest('', 'GPUs to give to the container ("all" for all of them)'),
  'group-add': flag.list('', 'Supplementary group to add'),
  'health-cmd': flag.string('', 'Command that tells whether the container is healthy'),
  'health-retries': flag.int('', 'Failures in a row that make it unhealthy'),
  hostname: flag.string('h', 'Host name inside the container'),
  init: flag.bool('', 'Run an init process in the container that reaps and forwards signals'),
  interactive: flag.bool('i', 'Keep STDIN open'),
  'io-maxbandwidth': flag.bytes('', 'Limit on I/O bandwidth of the system drive (Windows only)', { needs: 'windows' }),
  'io-maxiops': flag.uint('', 'Limit on I/O operations of the system drive (Windows only)', { needs: 'windows' }),
  ip: flag.string('', 'IPv4 address (172.30.100.104)'),
  ip6: flag.string('', 'IPv6 address (2001:db8::33)'),
  ipc: flag.string('', 'IPC namespace'),
  isolation: flag.string('', 'Isolation technology of the container'),
  'kernel-memory': flag.bytes('', 'Limit on kernel memory'),
  label: checkedList(validateLabel)('l', 'Label, as key=value'),
  'label-file': flag.list('', 'File of labels'),
  link: checkedList(validateLink)('', 'Link to another container'),
  'link-local-ip': flag.list('', 'Link-local address of the container'),
  'log-driver': flag.string('', 'Where logs go'),
  'log-opt': flag.list('', 'Option for the log driver'),
  'mac-address': flag.string('', 'MAC address of the container'),
  memory: flag.bytes('m', 'Limit on memory'),
  'memory-reservation': flag.bytes('', 'Memory to shrink to when the host runs short'),
  'memory-swap': flag.swapBytes('', 'Limit on memory plus swap; -1 means no limit on swap'),
  'memory-swappiness': flag.int('', 'How readily memory is swapped, 0 to 100', { initial: -1 }),
  mount: flag.mount('', 'File system to mount in the container'),
  name: flag.string('', 'Name of the container'),
  'network-alias': flag.list('', 'Name under which others on the network find the container'),
  'no-healthcheck': flag.bool('', "Run no health check, not even the image's"),
  'oom-kill-disable': flag.bool('', 'Never kill the container when memory runs out'),
  'oom-score-adj': flag.int('', 'How likely the kernel picks it when memory runs out (-1000 to 1000)'),
  pid: flag.string('', 'PID namespace'),
  'pids-limit': flag.int('', 'Most processes; -1 means no limit'),
  platform: flag.string('', 'Platform, as os/architecture'),
  privileged: flag.bool('', 'All rights of the host'),
  publish: flag.list('p', 'Port to publish'),
  'publish-all': flag.bool('P', "Publish every exposed port on a port of the host's choice"),
  quiet: flag.bool('q', 'Do not draw the progress of a pull'),
  'read-only': flag.bool('', 'Mount the root file system read-only'),
  rm: flag.bool('', 'Remove the container, with its anonymous volumes, when it exits'),
  runtime: flag.string('', 'OCI runtime to use'),
  'security-opt': flag.list('', 'Security option'),
  'shm-size': flag.bytes('', 'Size of /dev/shm'),
  'stop-signal': flag.string('', 'Signal that ends the container'),
  'stop-timeout': flag.int('', 'Seconds to end before the container is killed'),
  'storage-opt': flag.list('', 'Option for the storage driver'),
  tmpfs: flag.list('', 'Directory to mount a tmpfs on'),
  tty: flag.bool('t', 'Give it a terminal'),
  ulimit: flag.ulimit('', 'Limit on a resource of processes, as name=soft[:hard]', { shows: '[]' }),
  'use-api-socket': flag.bool('', 'Give the container the Docker socket'),
  user: flag.string('u', 'User, as name or uid, with an optional group after a colon'),
  userns: flag.string('', 'User namespace'),
  uts: flag.string('', 'UTS namespace'),
  volume: flag.list('v', 'Volume or path of the host to mount'),
  'volume-driver': flag.string('', "Driver of the container's volumes"),
  workdir: flag.string('w', 'Working directory inside the container'),
  'dns-opt': flag.list('', 'Option for the resolver', { hidden: true }),
  'net-alias': flag.list('', 'Name on the network', { hidden: true }),
  attach: checkedList(validateAttach)('a', 'Streams to attach to (STDIN, STDOUT, STDERR)'),
  dns: checkedList(validateIp)('', 'DNS server to ask'),
  'health-interval': flag.duration('', 'Time between checks (ms|s|m|h)', { shows: '0s' }),
  'health-start-interval': flag.duration('', 'Time between checks while the container starts (ms|s|m|h)', { shows: '0s' }),
  'health-start-period': flag.duration('', 'Time to start up before failures count (ms|s|m|h)', { shows: '0s' }),
  'health-timeout': flag.duration('', 'Longest a check may take (ms|s|m|h)', { shows: '0s' }),
  network: flag.network('', 'Network to connect to', { completes: networkNames }),
  net: flag.network('', 'Network to connect to', { hidden: true }),
  pull: flag.string('', 'When to pull the image ("always", "missing", "never")', {
    initial: 'missing',
    completes: oneOf('always', 'missing', 'never'),
  }),
  restart: flag.string('', 'When to start it again after it exits', {
    initial: 'no',
    completes: oneOf('always', 'no', 'on-failure', 'unless-stopped'),
  }),
  sysctl: many(validateSysctl),
  // -h is the host name here, so --help has a line of its own.
  help: flag.bool('', 'Print this page'),
  'volumes-from': flag.list('', 'Containers to take the volumes of', { completes: containerNames }),
};

function many(check: (text: string) => string | Problem): flag.Flag<readonly string[]> {
  return { ...checkedList(check)('', 'Kernel parameter, as name=value', { shows: 'map[]' }), word: 'map' };
}

export const RUN_FLAGS = {
  ...CREATE_FLAGS,
  detach: flag.bool('d', 'Run in the background and print the ID'),
  'detach-keys': flag.string('', 'Keys that detach from the container'),
  'sig-proxy': flag.bool('', 'Pass signals on to the process', { initial: true }),
};

export type CreateFlags = flag.ValuesOf<typeof CREATE_FLAGS>;
export type Given = (name: keyof CreateFlags & string) => boolean;
