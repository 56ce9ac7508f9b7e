/**
 * Containers as the API shows them: inspect, the rows of `docker ps` with their filters, top and stats (moby
 * daemon/{inspect,list,top_unix,stats}.go).
 */
import { formatInstant, isRefusal, parseReference, refuse, ZERO_TIME, type Refusal } from '../model';
import type { Container } from './container';
import { exposedPorts } from './container-create';
import type { ContainerInspect, ContainerSummary, CpuStats, PortSummary, StatsSample, TopResult } from './container-data';
import type { EngineCore } from './engine-core';
import type { Filters, ListContainersOptions } from './engine';
import { booleanFilter, checkFilters, matchesLabels, matchesPattern, wordsOf } from './filters';
import { sizeOfImage } from './image-store';
import { defaultNetworkOf } from './platform-networks';

export function inspectContainer(container: Container, withSize: boolean): ContainerInspect {
  const argv = container.argv;
  const { id } = container;
  const networks: ContainerInspect['NetworkSettings']['Networks'] = {};
  for (const [name, endpoint] of [...container.endpoints].sort(([a], [b]) => (a < b ? -1 : 1))) networks[name] = container.endpointJson(endpoint);
  const bridge = container.endpoints.get(defaultNetworkOf(container.image.platform.os));
  const directory = `/var/lib/docker/containers/${id}`;
  const layer = `/var/lib/docker/overlay2/${id}`;
  return {
    Id: id,
    Created: formatInstant(container.createdMs),
    Path: argv[0] ?? '',
    Args: argv.slice(1),
    State: container.stateJson(),
    Image: container.image.id,
    ResolvConfPath: `${directory}/resolv.conf`,
    HostnamePath: `${directory}/hostname`,
    HostsPath: `${directory}/hosts`,
    LogPath: container.hostConfig.LogConfig.Type === 'json-file' ? `${directory}/${id}-json.log` : '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: container.image.platform.os,
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: 'docker-default',
    ExecIDs: execIds(container),
    HostConfig: { ...container.hostConfig, Links: shownLinks(container) },
    GraphDriver: {
      Data: { ID: id, LowerDir: `${layer}-init/diff`, MergedDir: `${layer}/merged`, UpperDir: `${layer}/diff`, WorkDir: `${layer}/work` },
      Name: 'overlay2',
    },
    ...(withSize ? { SizeRw: container.touched ? container.files.usage().usedBytes : 0, SizeRootFs: sizeOfImage(container.image) } : {}),
    Mounts: container.mounts.filter((mount) => !mount.unlisted).map((mount) => mount.point),
    Config: container.config,
    NetworkSettings: {
      Bridge: '',
      SandboxID: container.running ? container.sandboxId : '',
      SandboxKey: container.running && container.sandboxId !== '' ? `/var/run/docker/netns/${container.sandboxId.slice(0, 12)}` : '',
      Ports: container.running ? container.ports : {},
      HairpinMode: false,
      LinkLocalIPv6Address: '',
      LinkLocalIPv6PrefixLen: 0,
      SecondaryIPAddresses: null,
      SecondaryIPv6Addresses: null,
      EndpointID: bridge?.endpointId ?? '',
      Gateway: bridge?.gateway ?? '',
      GlobalIPv6Address: '',
      GlobalIPv6PrefixLen: 0,
      IPAddress: bridge?.address ?? '',
      IPPrefixLen: bridge?.prefixLength ?? 0,
      IPv6Gateway: '',
      MacAddress: bridge?.mac ?? '',
      Networks: networks,
    },
  };
}

/** Those that run or are about to; one that is over stays known to itself alone. */
function execIds(container: Container): string[] | null {
  const ids = [...(container.execs?.values() ?? [])].filter((exec) => exec.running || !exec.started).map((exec) => exec.id);
  return ids.length > 0 ? ids : null;
}

/** `/db:/web/alias`, sorted. */
function shownLinks(container: Container): string[] | null {
  const links = container.hostConfig.Links;
  return links && links.map((link) => link.split(':')).map(([ref = '', alias = ref]) => `/${ref}:/${container.name}/${alias}`).sort();
}

export function portsOf(container: Container): PortSummary[] {
  if (!container.running) return [];
  const ports: PortSummary[] = [];
  for (const [port, bindings] of Object.entries(container.ports)) {
    const [number = '', protocol = 'tcp'] = port.split('/');
    if (!bindings || bindings.length === 0) ports.push({ PrivatePort: Number(number), Type: protocol });
    for (const binding of bindings ?? [])
      ports.push({ IP: binding.HostIp, PrivatePort: Number(number), PublicPort: Number(binding.HostPort), Type: protocol });
  }
  return ports;
}

/** What `docker ps` shows as the image: what was asked for, or the ID when that name means another image now. */
function shownImage(core: EngineCore, container: Container): string {
  const asked = container.config.Image;
  const now = core.images.find(asked);
  if (now?.image.id === container.image.id) return asked;
  const reference = parseReference(asked);
  return !isRefusal(reference) && reference.digest !== undefined ? asked : container.image.id;
}

export function summarize(core: EngineCore, container: Container, withSize: boolean): ContainerSummary {
  const networks: ContainerSummary['NetworkSettings']['Networks'] = {};
  // The list says less of them than inspect does (moby daemon/list.go).
  for (const [name, endpoint] of container.endpoints) networks[name] = { ...container.endpointJson(endpoint), Links: null, Aliases: null, DNSNames: null };
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: shownImage(core, container),
    ImageID: container.image.id,
    Command: container.argv.map((word) => (/[\s"']/.test(word) ? `'${word}'` : word)).join(' '),
    Created: Math.floor(container.createdMs / 1000),
    Ports: portsOf(container),
    ...(withSize ? { SizeRw: container.touched ? container.files.usage().usedBytes : 0, SizeRootFs: sizeOfImage(container.image) } : {}),
    Labels: container.config.Labels,
    State: container.status,
    Status: container.statusText(core.sim.nowMs),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
    NetworkSettings: { Networks: networks },
    Mounts: container.mounts.filter((mount) => !mount.unlisted).map((mount) => mount.point),
  };
}

const FILTERS = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'isolation',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
];
const STATUSES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const HEALTHS = ['none', 'starting', 'healthy', 'unhealthy'];

export function listContainers(core: EngineCore, options: ListContainersOptions): ContainerSummary[] | Refusal {
  const { filters } = options;
  const refused = checkFilters(filters, FILTERS);
  if (refused) return refused;
  const statuses = wordsOf(filters, 'status');
  for (const status of statuses)
    if (!STATUSES.includes(status))
      return refuse(400, `invalid filter 'status=${status}': invalid value for state (${status}): must be one of ${STATUSES.join(', ')}`);
  const healths = wordsOf(filters, 'health');
  for (const health of healths)
    if (!HEALTHS.includes(health))
      return refuse(400, `invalid filter 'health=${health}': invalid value for health (${health}): must be one of ${HEALTHS.join(', ')}`);
  const codes = wordsOf(filters, 'exited');
  const badCode = codes.find((code) => !/^[+-]?\d+$/.test(code));
  if (badCode !== undefined) return refuse(400, `invalid filter 'exited=${badCode}': strconv.Atoi: parsing ${JSON.stringify(badCode)}: invalid syntax`);
  const isTask = booleanFilter(filters, 'is-task');
  if (isRefusal(isTask)) return isTask;
  const edge = (key: 'before' | 'since') => {
    const ref = wordsOf(filters, key).at(-1);
    return ref === undefined ? undefined : core.find(ref);
  };
  const before = edge('before');
  if (isRefusal(before)) return before;
  const since = edge('since');
  if (isRefusal(since)) return since;
  const ancestors = new Set(wordsOf(filters, 'ancestor').flatMap((ref) => core.images.find(ref)?.image.id ?? []));
  const wantsAncestor = wordsOf(filters, 'ancestor').length > 0;
  const all = options.all || statuses.length > 0 || codes.length > 0 || options.limit !== undefined;
  const names = wordsOf(filters, 'name');
  const ids = wordsOf(filters, 'id');
  const volumes = wordsOf(filters, 'volume');
  const networks = wordsOf(filters, 'network');
  const published = portRanges(filters, 'publish');
  if (isRefusal(published)) return published;
  const exposed = portRanges(filters, 'expose');
  if (isRefusal(exposed)) return exposed;
  const fits = (container: Container): boolean =>
    (all || container.running || container.status === 'restarting') &&
    (statuses.length === 0 || statuses.includes(container.status)) &&
    (healths.length === 0 || healths.includes(container.health?.status ?? 'none')) &&
    (codes.length === 0 || (!container.running && container.hasRun && codes.includes(String(container.exitCode)))) &&
    (isTask === undefined || (container.task !== undefined) === isTask) &&
    (before === undefined || container.createdMs < before.createdMs) &&
    (since === undefined || container.createdMs > since.createdMs) &&
    (!wantsAncestor || ancestors.has(container.image.id)) &&
    (ids.length === 0 || ids.some((id) => container.id.startsWith(id))) &&
    matchesPattern(names, [container.name, `/${container.name}`]) &&
    matchesLabels(filters, container.config.Labels) &&
    (volumes.length === 0 ||
      container.mounts.some(
        (mount) => volumes.includes(mount.point.Name ?? '') || volumes.includes(mount.point.Destination) || volumes.includes(mount.point.Source),
      )) &&
    (networks.length === 0 ||
      [...container.endpoints.values()].some((endpoint) =>
        networks.some((word) => word === endpoint.network || (endpoint.networkId !== '' && endpoint.networkId.startsWith(word))),
      )) &&
    (published.length === 0 || portsOf(container).some((port) => port.PublicPort !== undefined && within(published, port.PublicPort, port.Type))) &&
    (exposed.length === 0 || Object.keys(exposedPorts(container.config)).some((port) => within(exposed, Number(port.split('/')[0]), port.split('/')[1] ?? 'tcp')));
  const found = [...core.containers.values()].filter(fits).sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? -1 : 1));
  const limited = options.limit !== undefined && options.limit > 0 ? found.slice(0, options.limit) : found;
  return limited.map((container) => summarize(core, container, options.size ?? false));
}

interface PortRange {
  from: number;
  to: number;
  protocol: string;
}

const within = (ranges: readonly PortRange[], port: number, protocol: string): boolean =>
  ranges.some((range) => range.protocol === protocol && port >= range.from && port <= range.to);

/** `8080`, `8000-9000/udp` (moby daemon/list.go portOp). */
function portRanges(filters: Filters | undefined, key: 'publish' | 'expose'): PortRange[] | Refusal {
  const ranges: PortRange[] = [];
  for (const word of wordsOf(filters, key)) {
    if (word.includes(':')) return refuse(400, `filter for '${key}' should not contain ':': ${word}`);
    const failed = (why: string) => refuse(400, `error while looking up for ${key} ${word}: ${why}`);
    const [text = '', protocol = 'tcp'] = word.split('/');
    const [from = '', to = from] = text.split('-');
    const odd = [from, to].find((each) => !/^\d+$/.test(each));
    if (text === '') return failed('Empty string specified for ports.');
    if (odd !== undefined) return failed(`strconv.ParseUint: parsing ${JSON.stringify(odd)}: invalid syntax`);
    if (Number(to) < Number(from)) return failed(`Invalid range specified for the Port: ${text}`);
    ranges.push({ from: Number(from), to: Number(to), protocol: protocol || 'tcp' });
  }
  return ranges;
}

/** `ps -ef` of the container's processes, as the host numbers them. */
export function topOf(core: EngineCore, container: Container): TopResult | Refusal {
  const { run } = container;
  if (!run) return refuse(409, `container ${container.id} is not running`);
  const passwd = run.files.read('/etc/passwd');
  const users = new Map((typeof passwd === 'string' ? passwd : '').split('\n').map((line) => [line.split(':')[2], line.split(':')[0]]));
  const rows = run.processes.list().map((process) => {
    const seconds = Math.floor(process.cpuMs / 1000);
    const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const started = new Date(Math.floor(process.startedMs)).toISOString().slice(11, 16);
    const parent = process.pid === 1 ? container.pid - 24 : container.pid + process.ppid - 1;
    return [
      users.get(String(process.uid)) ?? String(process.uid),
      String(container.pid + process.pid - 1),
      String(parent),
      '0',
      started,
      process.tty?.name ?? '?',
      clock,
      process.title,
    ];
  });
  return { Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'], Processes: rows };
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

const NOT_THROTTLED = { periods: 0, throttled_periods: 0, throttled_time: 0 };
const NO_CPU: CpuStats = { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 }, throttling_data: NOT_THROTTLED };
const NO_BLOCK_IO = Object.fromEntries(
  ['io_service_bytes', 'io_serviced', 'io_queue', 'io_service_time', 'io_wait_time', 'io_merged', 'io_time', 'sectors'].map((name) => [`${name}_recursive`, null]),
);

/** What cgroup v2 counts and clients subtract or draw; a simulated process has anonymous memory only. */
function memoryDetails(bytes: number): Record<string, number> {
  return { active_anon: bytes, active_file: 0, anon: bytes, file: 0, inactive_anon: 0, inactive_file: 0, kernel_stack: 0, pgfault: 0, pgmajfault: 0, shmem: 0, slab: 0, unevictable: 0 };
}

export function statsOf(core: EngineCore, container: Container): StatsSample {
  const { run } = container;
  const processes = run?.processes.list() ?? [];
  const cpuNs = Math.floor(processes.reduce((sum, process) => sum + process.cpuMs, 0) * 1_000_000);
  const nowNs = Math.floor((core.sim.nowMs - core.machine.bootedMs) * 1_000_000) * core.machine.cpus;
  const memory = processes.reduce((sum, process) => sum + process.memoryBytes, 0);
  const cpu: CpuStats = run
    ? {
        cpu_usage: { total_usage: cpuNs, usage_in_kernelmode: Math.floor(cpuNs / 3), usage_in_usermode: cpuNs - Math.floor(cpuNs / 3) },
        system_cpu_usage: nowNs,
        online_cpus: core.machine.cpus,
        throttling_data: NOT_THROTTLED,
      }
    : NO_CPU;
  const last = core.lastStats.get(container.id);
  if (run) core.lastStats.set(container.id, { cpu, read: formatInstant(core.sim.nowMs) });
  else core.lastStats.delete(container.id);
  const traffic = run?.sandbox?.traffic();
  return {
    name: `/${container.name}`,
    id: container.id,
    read: run ? formatInstant(core.sim.nowMs) : ZERO_TIME,
    preread: last?.read ?? ZERO_TIME,
    pids_stats: run ? { current: processes.length, limit: 18_446_744_073_709 } : {},
    blkio_stats: NO_BLOCK_IO,
    num_procs: 0,
    storage_stats: {},
    cpu_stats: cpu,
    precpu_stats: last?.cpu ?? NO_CPU,
    memory_stats: run ? { usage: memory, limit: run.memoryBytes, stats: memoryDetails(memory) } : {},
    ...(traffic
      ? {
          networks: {
            eth0: {
              rx_bytes: traffic.receivedBytes,
              rx_packets: Math.ceil(traffic.receivedBytes / 1400),
              tx_bytes: traffic.sentBytes,
              tx_packets: Math.ceil(traffic.sentBytes / 1400),
            },
          },
        }
      : {}),
  };
}
