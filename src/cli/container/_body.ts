/**
 * What `run` and `create` ask the engine for: flags become Config, HostConfig and NetworkingConfig, every field
 * present as Go encodes it (docker/cli command/container/opts.go parse).
 */
import { joinPath } from '../../os';
import type { HealthConfig, Mount } from '../../model';
import { readLocal } from '../_client/local-files';
import { endpointSettings } from '../_client/endpoint-settings';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { cut } from '../_parse/csv';
import { environment, readVariables } from '../_parse/environment';
import { parseInteger } from '../_parse/numbers';
import { parsePortRange, parseShortPort } from '../_parse/ports';
import { isProblem } from '../_parse/problem';
import { parseBytes } from '../_parse/sizes';
import { isMacAddress, keyValues } from '../_parse/texts';
import { parseVolume } from '../stack/_compose/volumes';
import type { NetworkRequest } from '../_parse/references';
import type { CreateFlags, Given } from './_flags';
import { quote } from '../../template/quote';

const orNull = <T>(list: readonly T[]) => (list.length ? list : null);

/** The JSON of `POST /containers/create`. `detached` attaches nothing; `system` is what the daemon runs on. */
export function createBody(context: Context, image: string, command: readonly string[], flags: CreateFlags, given: Given, detached: boolean, system: string): object {
  // In the order of opts.go parse, since the first problem is the one that is told.
  const mac = flags['mac-address'].trim();
  if (mac !== '' && !isMacAddress(mac)) throw new Failure(`${mac} is not a valid mac address`);
  if (flags['memory-swappiness'] !== -1 && (flags['memory-swappiness'] < 0 || flags['memory-swappiness'] > 100)) {
    throw new Failure(`invalid value: ${flags['memory-swappiness']}. Valid memory swappiness range is 0-100`);
  }
  const attached = attachedStreams(flags, detached);
  const volumes = volumesOf(context, flags);
  const { exposed, bindings } = ports(flags);
  const isNamed = (text: string) => CDI_NAME.test(text);
  const devices = flags.device.filter((text) => !isNamed(text)).map((text) => device(text, system));
  const named = flags.device.filter(isNamed);
  const env = environment(context.process, flags['env-file'], flags.env);
  const labels = keyValues([...flags['label-file'].flatMap((path) => readVariables(context.process, path, false)), ...flags.label]);
  checkNamespaces(flags);
  const restart = restartPolicy(flags.restart);
  const log = { Type: flags['log-driver'], Config: logOptions(flags) };
  const security = orNull(securityOptions(context, flags['security-opt']));
  if (flags['storage-opt'].some((text) => !text.includes('='))) throw new Failure('invalid storage option');
  const health = healthOf(flags);
  if (flags.rm && !['no', ''].includes(restart.Name)) throw new Failure('conflicting options: cannot specify both --restart and --rm');
  const networks = networksOf(flags);
  const stop = given('stop-timeout') ? { StopTimeout: flags['stop-timeout'] } : {};
  return {
    Hostname: flags.hostname,
    Domainname: flags.domainname,
    User: flags.user,
    AttachStdin: attached.stdin,
    AttachStdout: attached.stdout,
    AttachStderr: attached.stderr,
    ...(Object.keys(exposed).length ? { ExposedPorts: exposed } : {}),
    Tty: flags.tty,
    OpenStdin: flags.interactive,
    StdinOnce: flags.interactive && attached.stdin,
    Env: orNull(env),
    Cmd: orNull(command),
    ...health,
    Image: image,
    Volumes: Object.fromEntries(volumes.anonymous.map((path) => [path, {}])),
    WorkingDir: flags.workdir,
    Entrypoint: given('entrypoint') ? [flags.entrypoint] : null,
    OnBuild: null,
    Labels: labels,
    ...(flags['stop-signal'] ? { StopSignal: flags['stop-signal'] } : {}),
    ...stop,
    HostConfig: { ...hostConfig(context, flags, given, bindings, volumes, networks), LogConfig: log, RestartPolicy: restart, SecurityOpt: security, Devices: devices, DeviceRequests: orNull(deviceRequests(flags, named)) },
    NetworkingConfig: { EndpointsConfig: endpoints(flags, networks) },
  };
}

/** Modes that the client judges by itself; an IPC mode is the daemon's to refuse. */
function checkNamespaces(flags: CreateFlags): void {
  if (!/^(|host|container:.+)$/.test(flags.pid)) throw new Failure('--pid: invalid PID mode');
  if (!/^(|host)$/.test(flags.uts)) throw new Failure('--uts: invalid UTS mode');
  if (!/^(|host)$/.test(flags.userns)) throw new Failure('--userns: invalid USER mode');
  if (!/^(|host|private)$/.test(flags.cgroupns)) throw new Failure('--cgroupns: invalid CGROUP mode');
}

function attachedStreams(flags: CreateFlags, detached: boolean): { stdin: boolean; stdout: boolean; stderr: boolean } {
  if (detached) return { stdin: false, stdout: false, stderr: false };
  const wanted = new Set(flags.attach);
  if (wanted.size === 0) return { stdin: flags.interactive, stdout: true, stderr: true };
  return { stdin: wanted.has('stdin') || flags.interactive, stdout: wanted.has('stdout'), stderr: wanted.has('stderr') };
}

// Health

function healthOf(flags: CreateFlags): { Healthcheck?: HealthConfig } {
  const durations = [flags['health-interval'], flags['health-timeout'], flags['health-start-period'], flags['health-start-interval']];
  const any = flags['health-cmd'] !== '' || durations.some((ns) => ns !== 0) || flags['health-retries'] !== 0;
  if (flags['no-healthcheck']) {
    if (any) throw new Failure('--no-healthcheck conflicts with --health-* options');
    return { Healthcheck: { Test: ['NONE'] } };
  }
  if (!any) return {};
  const names = ['health-interval', 'health-timeout', 'health-start-period', 'health-start-interval'];
  durations.forEach((ns, i) => {
    if (ns < 0) throw new Failure(`--${names[i]} cannot be negative`);
  });
  if (flags['health-retries'] < 0) throw new Failure('--health-retries cannot be negative');
  const [interval, timeout, startPeriod, startInterval] = durations as [number, number, number, number];
  return {
    Healthcheck: {
      ...(flags['health-cmd'] ? { Test: ['CMD-SHELL', flags['health-cmd']] } : {}),
      ...(interval ? { Interval: interval } : {}),
      ...(timeout ? { Timeout: timeout } : {}),
      ...(startPeriod ? { StartPeriod: startPeriod } : {}),
      ...(startInterval ? { StartInterval: startInterval } : {}),
      ...(flags['health-retries'] ? { Retries: flags['health-retries'] } : {}),
    },
  };
}

// Ports

interface Binding {
  HostIp: string;
  HostPort: string;
}

function ports(flags: CreateFlags): { exposed: Record<string, object>; bindings: Record<string, Binding[]> } {
  const exposed: Record<string, object> = {};
  const bindings: Record<string, Binding[]> = {};
  for (const text of flags.publish) {
    const mappings = parseShortPort(longAsShort(text));
    if (isProblem(mappings)) throw new Failure(mappings.problem);
    for (const { containerPort, protocol, hostIp, hostPort } of mappings) {
      const key = `${containerPort}/${protocol}`;
      exposed[key] = {};
      (bindings[key] ??= []).push({ HostIp: hostIp, HostPort: hostPort });
    }
  }
  for (const text of flags.expose) {
    if (text.includes(':')) throw new Failure(`invalid port format for --expose: ${text}`);
    const [range = '', protocol = 'tcp'] = text.split('/');
    const parsed = parsePortRange(range);
    if (range === '') throw new Failure('invalid range format for --expose: , error: empty string specified for ports');
    if (!parsed) {
      const [from = '', to = ''] = range.split('-');
      const backwards = /^\d+$/.test(from) && /^\d+$/.test(to) && Number(to) < Number(from);
      const why = backwards ? `invalid range specified for port: ${range}` : `strconv.ParseUint: parsing ${quote(range)}: invalid syntax`;
      throw new Failure(`invalid range format for --expose: ${range}, error: ${why}`);
    }
    for (let port = parsed.from; port <= parsed.to; port++) exposed[`${port}/${protocol || 'tcp'}`] ??= {};
  }
  const inOrder = <T>(map: Record<string, T>) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { exposed: inOrder(exposed), bindings: inOrder(bindings) };
}

/** `target=80,published=8080` is also understood here. */
function longAsShort(text: string): string {
  if (!/^[a-z]+=/.test(text)) return text;
  const fields = new Map(text.split(',').map((field) => cut(field)));
  const target = fields.get('target') ?? fields.get('dst') ?? '';
  return `${fields.get('published') ? `${fields.get('published')}:` : ''}${target}/${fields.get('protocol') ?? 'tcp'}`;
}

// Volumes

interface Volumes {
  binds: string[];
  anonymous: string[];
  tmpfs: Record<string, string>;
  mounts: Mount[];
}

function volumesOf(context: Context, flags: CreateFlags): Volumes {
  const volumes: Volumes = { binds: [], anonymous: [], tmpfs: {}, mounts: [] };
  for (const text of flags.volume) {
    const parsed = parseVolume(text);
    if (isProblem(parsed)) throw new Failure(parsed.problem);
    if (parsed.source === '') volumes.anonymous.push(text);
    else volumes.binds.push(parsed.type === 'bind' ? relativeSource(context, text) : text);
  }
  for (const text of flags.tmpfs) {
    const at = text.indexOf(':');
    if (at < 0) volumes.tmpfs[text] = '';
    else volumes.tmpfs[text.slice(0, at)] = text.slice(at + 1);
  }
  for (const mount of flags.mount) {
    volumes.mounts.push(
      mount.Source === '.' || mount.Source?.startsWith('./') ? { ...mount, Source: joinPath(context.process.cwd, mount.Source) } : mount,
    );
  }
  return volumes;
}

function relativeSource(context: Context, text: string): string {
  const at = text.indexOf(':');
  const source = text.slice(0, at);
  if (source !== '.' && source !== '..' && !source.startsWith('./') && !source.startsWith('../')) return text;
  return joinPath(context.process.cwd, source) + text.slice(at);
}

// Networks

/** Links of these are the engine's own business. */
const BUILT_IN = new Set(['default', 'bridge', 'nat']);
const MODES = /^(host|none|container:.*)$/;
const PREDEFINED = /^(default|bridge|host|none|container:.*)$/;

/** The networks asked for, the flags for a single one put into it; `default` when none is. */
function networksOf(flags: CreateFlags): NetworkRequest[] {
  const requests = [...flags.network, ...flags.net];
  for (const { macAddress } of requests) if (macAddress && !isMacAddress(macAddress)) throw new Failure(`${macAddress} is not a valid mac address`);
  const seen = new Set<string>();
  for (const { target } of requests) {
    if (seen.has(target)) throw new Failure(`network "${target}" is specified multiple times`);
    seen.add(target);
    if (target.trim() === '') throw new Failure('no name set for network');
  }
  const userDefined = requests.filter(({ target }) => !PREDEFINED.test(target)).length;
  if (userDefined > 0 && userDefined < requests.length)
    throw new Failure('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
  const first: NetworkRequest = requests[0] ?? {
    target: 'default',
    aliases: [],
    driverOpts: {},
    ipv4: '',
    ipv6: '',
    macAddress: '',
    linkLocalIps: [],
    gatewayPriority: 0,
  };
  const aliases = [...flags['network-alias'], ...flags['net-alias']];
  const conflict = (flag: string, field: string) => new Failure(`conflicting options: cannot specify both --${flag} and per-network ${field}`);
  if (first.aliases.length && aliases.length) throw conflict('network-alias', 'alias');
  if (first.ipv4 && flags.ip) throw conflict('ip', 'IPv4 address');
  if (first.ipv6 && flags.ip6) throw conflict('ip6', 'IPv6 address');
  if (first.macAddress && flags['mac-address']) throw conflict('mac-address', 'MAC address');
  if (PREDEFINED.test(first.target) && first.aliases.length + aliases.length) throw new Failure('network-scoped aliases are only supported for user-defined networks');
  return [
    {
      ...first,
      aliases: [...first.aliases, ...aliases],
      ipv4: first.ipv4 || flags.ip,
      ipv6: first.ipv6 || flags.ip6,
      macAddress: first.macAddress || flags['mac-address'],
      linkLocalIps: [...first.linkLocalIps, ...flags['link-local-ip']],
    },
    ...requests.slice(1),
  ];
}

function endpoints(flags: CreateFlags, networks: readonly NetworkRequest[]): Record<string, object> {
  if (networks.length === 1 && MODES.test((networks[0] as NetworkRequest).target)) return {};
  return Object.fromEntries(
    networks.map((network, i) => [
      network.target,
      endpointSettings({
        ...network,
        links: i === 0 && !BUILT_IN.has(network.target) ? flags.link : [],
        driverOpts: Object.keys(network.driverOpts).length ? network.driverOpts : undefined,
      }),
    ]),
  );
}

// The host's side

function hostConfig(
  context: Context,
  flags: CreateFlags,
  given: Given,
  bindings: Record<string, Binding[]>,
  volumes: Volumes,
  networks: readonly NetworkRequest[],
): object {
  return {
    Binds: orNull(volumes.binds),
    ContainerIDFile: flags.cidfile,
    LogConfig: null,
    NetworkMode: (networks[0] as NetworkRequest).target,
    PortBindings: bindings,
    RestartPolicy: null,
    AutoRemove: flags.rm,
    VolumeDriver: flags['volume-driver'],
    VolumesFrom: orNull(flags['volumes-from']),
    ConsoleSize: consoleSize(context, flags),
    ...(flags.annotation.length ? { Annotations: keyValues(flags.annotation) } : {}),
    CapAdd: orNull(capabilities(flags['cap-add'])),
    CapDrop: orNull(capabilities(flags['cap-drop'])),
    CgroupnsMode: flags.cgroupns,
    Dns: flags.dns,
    DnsOptions: [...flags['dns-opt'], ...flags['dns-option']],
    DnsSearch: flags['dns-search'],
    ExtraHosts: orNull(flags['add-host']),
    GroupAdd: orNull(flags['group-add']),
    IpcMode: flags.ipc,
    Cgroup: '',
    Links: orNull(flags.link),
    OomScoreAdj: flags['oom-score-adj'],
    PidMode: flags.pid,
    Privileged: flags.privileged,
    PublishAllPorts: flags['publish-all'],
    ReadonlyRootfs: flags['read-only'],
    SecurityOpt: null,
    ...(flags['storage-opt'].length ? { StorageOpt: keyValues(flags['storage-opt']) } : {}),
    ...(Object.keys(volumes.tmpfs).length ? { Tmpfs: volumes.tmpfs } : {}),
    UTSMode: flags.uts,
    UsernsMode: flags.userns,
    ShmSize: flags['shm-size'],
    ...(flags.sysctl.length ? { Sysctls: keyValues(flags.sysctl) } : {}),
    ...(flags.runtime ? { Runtime: flags.runtime } : {}),
    Isolation: flags.isolation,
    CpuShares: flags['cpu-shares'],
    Memory: flags.memory,
    NanoCpus: flags.cpus,
    CgroupParent: flags['cgroup-parent'],
    BlkioWeight: flags['blkio-weight'],
    BlkioWeightDevice: flags['blkio-weight-device'].map((text) => ({ Path: text.slice(0, text.indexOf(':')), Weight: Number(text.slice(text.indexOf(':') + 1)) })),
    BlkioDeviceReadBps: throttles(flags['device-read-bps'], true),
    BlkioDeviceWriteBps: throttles(flags['device-write-bps'], true),
    BlkioDeviceReadIOps: throttles(flags['device-read-iops'], false),
    BlkioDeviceWriteIOps: throttles(flags['device-write-iops'], false),
    CpuPeriod: flags['cpu-period'],
    CpuQuota: flags['cpu-quota'],
    CpuRealtimePeriod: flags['cpu-rt-period'],
    CpuRealtimeRuntime: flags['cpu-rt-runtime'],
    CpusetCpus: flags['cpuset-cpus'],
    CpusetMems: flags['cpuset-mems'],
    Devices: [],
    DeviceCgroupRules: orNull(flags['device-cgroup-rule']),
    DeviceRequests: null,
    MemoryReservation: flags['memory-reservation'],
    MemorySwap: flags['memory-swap'],
    MemorySwappiness: flags['memory-swappiness'],
    OomKillDisable: flags['oom-kill-disable'],
    PidsLimit: flags['pids-limit'],
    Ulimits: flags.ulimit,
    CpuCount: flags['cpu-count'],
    CpuPercent: flags['cpu-percent'],
    IOMaximumIOps: flags['io-maxiops'],
    IOMaximumBandwidth: flags['io-maxbandwidth'],
    ...(volumes.mounts.length ? { Mounts: volumes.mounts } : {}),
    MaskedPaths: null,
    ReadonlyPaths: null,
    ...(given('init') ? { Init: flags.init } : {}),
  };
}

function consoleSize(context: Context, flags: CreateFlags): [number, number] {
  const { tty } = context.process.stdout;
  return flags.tty && tty ? [tty.rows, tty.columns] : [0, 0];
}

function capabilities(names: readonly string[]): string[] {
  return names
    .map((name) => name.trim().toUpperCase())
    .map((name) => (name === 'ALL' || name === 'RESET' || name.startsWith('CAP_') ? name : `CAP_${name}`));
}

function logOptions(flags: CreateFlags): Record<string, string> {
  if (flags['log-driver'] === 'none' && flags['log-opt'].length) throw new Failure(`invalid logging opts for driver ${flags['log-driver']}`);
  return keyValues(flags['log-opt']);
}

/** `on-failure:3` (opts.ParseRestartPolicy). */
export function restartPolicy(text: string): { Name: string; MaximumRetryCount: number } {
  if (text === '') return { Name: '', MaximumRetryCount: 0 };
  const [name = '', count, ...more] = text.split(':');
  if (count !== undefined && name === '') throw new Failure('invalid restart policy format: no policy provided before colon');
  if (count === undefined) return { Name: name, MaximumRetryCount: 0 };
  const number = parseInteger(count, { base: 10, fn: 'Atoi' });
  if (more.length || isProblem(number)) throw new Failure('invalid restart policy format: maximum retry count must be an integer');
  return { Name: name, MaximumRetryCount: number };
}

function securityOptions(context: Context, texts: readonly string[]): string[] {
  return texts.map((text) => {
    const [key, value] = cut(text.includes('=') ? text : text.replace(':', '='));
    if (!value && key !== 'no-new-privileges') throw new Failure(`Invalid --security-opt: ${quote(text)}`);
    if (key !== 'seccomp' || value === 'unconfined' || value === 'builtin') return text;
    const profile = readLocal(context.process, value ?? '');
    if (isProblem(profile)) throw new Failure(`opening seccomp profile (${value}) failed: ${profile.problem}`);
    return `seccomp=${profile.trim()}`;
  });
}

/** A device of the Container Device Interface is named, not a path: `vendor.com/class=name`. */
const CDI_NAME = /^[^/]+\/[^=]+=.+$/;

function deviceRequests(flags: CreateFlags, named: readonly string[]): object[] {
  return [...flags.gpus, ...(named.length ? [{ Driver: 'cdi', Count: 0, DeviceIDs: named, Capabilities: null, Options: null }] : [])];
}

/** `source[:target][:permissions]`, checked as for a path on Linux; Windows checks on the server. */
function device(text: string, system: string): object {
  if (system === '') throw new Failure('unknown server OS: ');
  const parts = text.split(':');
  const [source = '', second, third] = parts;
  const isMode = (word: string | undefined) => word !== undefined && /^[rwm]{1,3}$/.test(word);
  const target = second !== undefined && (parts.length === 3 || !isMode(second)) ? second : source;
  if (system === 'linux') {
    if (parts.length > 3 || source === '') throw new Failure(`bad format for path: ${text}`);
    if (third !== undefined && !isMode(third)) throw new Failure(`bad mode specified: ${third}`);
    if (!target.startsWith('/')) throw new Failure(`${target} is not an absolute path`);
  }
  return { PathOnHost: source, PathInContainer: target, CgroupPermissions: third ?? (target === second ? undefined : second) ?? 'rwm' };
}

function throttles(texts: readonly string[], inBytes: boolean): object[] {
  return texts.map((text) => {
    const at = text.indexOf(':');
    // The flag has checked the form.
    return { Path: text.slice(0, at), Rate: inBytes ? parseBytes(text.slice(at + 1)) : Number(text.slice(at + 1)) };
  });
}
