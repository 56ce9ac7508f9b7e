/**
 * What the daemon refuses, or only warns of, before it makes a container (moby runconfig/hostconfig_unix.go,
 * daemon/container.go verifyContainerSettings, daemon/daemon_unix.go). Words and order observed on Docker 28.5.
 */
import { isRefusal, refuse, type Refusal } from '../model';
import type { Container } from './container';
import type { ContainerConfig, HostConfig } from './container-data';
import type { EngineCore } from './engine-core';
import { completeHostConfig } from './host-config';
import { checkLogging } from './log-drivers';

const MEMORY_BYTES_MIN = 6 * 1024 * 1024;
const DURATION_NS_MIN = 1_000_000;
const RUNTIMES = ['runc', 'io.containerd.runc.v2'];
const CAPABILITIES = new Set(
  (
    'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK ' +
    'IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP ' +
    'SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME ' +
    'SYS_TTY_CONFIG SYSLOG WAKE_ALARM'
  )
    .split(' ')
    .map((name) => `CAP_${name}`),
);

export function checkContainer(config: ContainerConfig, hostConfig: HostConfig, core: EngineCore): Refusal | undefined {
  return (
    checkModes(config, hostConfig, core) ??
    checkWorkingDirectory(config, core) ??
    checkHealth(config) ??
    checkRestart(hostConfig) ??
    checkPorts(hostConfig) ??
    checkResources(hostConfig, core.machine.cpus) ??
    checkIsolation(hostConfig, core) ??
    checkLogging(hostConfig.LogConfig)
  );
}

/** What is made all the same, with a word about it. */
export function warningsOf(hostConfig: HostConfig): string[] {
  const warnings: string[] = [];
  if (hostConfig.NetworkMode === 'host' && Object.keys(hostConfig.PortBindings).length > 0) warnings.push('Published ports are discarded when using host network mode');
  if (hostConfig.OomKillDisable && hostConfig.Memory === 0)
    warnings.push('OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.');
  const local = hostConfig.Dns?.find((address) => address.startsWith('127.'));
  if (local !== undefined) warnings.push(`Localhost DNS (${local}) may fail in containers.`);
  if (hostConfig.Mounts?.some((mount) => mount.Type === 'image')) warnings.push('Image mount is an experimental feature');
  return warnings;
}

/** Namespaces shared with the host or another container, and what goes with them. */
function checkModes(config: ContainerConfig, hostConfig: HostConfig, core: EngineCore): Refusal | undefined {
  const { NetworkMode, UTSMode, IpcMode, PidMode } = hostConfig;
  const conflict = (what: string) => refuse(400, `conflicting options: ${what}`);
  if (UTSMode === 'host' && config.Hostname !== '') return conflict('hostname and the UTS mode');
  const shares = NetworkMode.startsWith('container:');
  if (NetworkMode === 'container:') return refuse(400, 'invalid network mode: invalid container format container:<name|id>');
  if ((shares || NetworkMode === 'host') && (hostConfig.Links ?? []).length > 0) {
    const kind = shares ? 'container type network' : 'host type networking';
    return conflict(`${kind} can't be used with links. This would result in undefined behavior`);
  }
  if (shares) {
    if (config.Hostname !== '') return conflict('hostname and the network mode');
    if ((hostConfig.Dns ?? []).length > 0) return conflict('dns and the network mode');
    if ((hostConfig.ExtraHosts ?? []).length > 0) return conflict('custom host-to-IP mapping and the network mode');
    if (Object.keys(hostConfig.PortBindings).length > 0 || hostConfig.PublishAllPorts) return conflict('port publishing and the container type network mode');
    if (Object.keys(config.ExposedPorts ?? {}).length > 0) return conflict('port exposing and the container type network mode');
  }
  if (!/^(|none|private|shareable|host|container:.*)$/.test(IpcMode)) return refuse(400, `invalid IPC mode: ${IpcMode}`);
  for (const mode of [IpcMode, PidMode]) {
    const other = mode.startsWith('container:') ? core.find(mode.slice('container:'.length)) : undefined;
    // Not a 404: a client would take that for a missing image.
    if (isRefusal(other)) return refuse(400, other.message);
  }
  return undefined;
}

function checkWorkingDirectory(config: ContainerConfig, core: EngineCore): Refusal | undefined {
  if (config.WorkingDir === '' || config.WorkingDir.startsWith('/') || core.machine.platform.os !== 'linux') return undefined;
  return refuse(400, `the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`);
}

function checkHealth({ Healthcheck: health }: ContainerConfig): Refusal | undefined {
  if (!health) return undefined;
  for (const field of ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const) {
    const ns = health[field] ?? 0;
    if (ns !== 0 && ns < DURATION_NS_MIN) return refuse(400, `${field} in Healthcheck cannot be less than 1ms`);
  }
  return (health.Retries ?? 0) < 0 ? refuse(400, 'Retries in Healthcheck cannot be negative') : undefined;
}

/** Also for `docker update`. */
export function checkRestart({ RestartPolicy, AutoRemove }: Pick<HostConfig, 'RestartPolicy' | 'AutoRemove'>): Refusal | undefined {
  const { Name, MaximumRetryCount } = RestartPolicy;
  if (AutoRemove && Name !== 'no' && Name !== '') return refuse(400, `can't create 'AutoRemove' container with restart policy`);
  const invalid = (what: string) => refuse(400, `invalid restart policy: ${what}`);
  if (!['', 'no', 'always', 'on-failure', 'unless-stopped'].includes(Name))
    return invalid(`unknown policy '${Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
  if (Name !== 'on-failure' && MaximumRetryCount !== 0) {
    const negative = MaximumRetryCount < 0 ? ' and cannot be negative' : '';
    return invalid(`maximum retry count can only be used with 'on-failure'${negative}`);
  }
  return MaximumRetryCount < 0 ? invalid('maximum retry count cannot be negative') : undefined;
}

function checkPorts({ PortBindings }: HostConfig): Refusal | undefined {
  for (const [port, bindings] of Object.entries(PortBindings)) {
    const [number, protocol] = port.split('/');
    if (!/^\d+$/.test(number ?? '') || Number(number) < 1 || Number(number) > 65_535) return refuse(400, `invalid port specification: "${port}"`);
    if (protocol !== undefined && !['tcp', 'udp', 'sctp'].includes(protocol)) return refuse(400, `invalid proto: ${protocol}`);
    for (const binding of bindings ?? [])
      if (binding.HostPort !== '' && !/^\d+(-\d+)?$/.test(binding.HostPort)) return refuse(400, `invalid port specification: "${binding.HostPort}"`);
  }
  return undefined;
}

/** Limits on memory and CPU; also for `docker update`. */
export function checkResources(host: HostConfig, cpus: number): Refusal | undefined {
  const { Memory, MemorySwap, MemoryReservation, NanoCpus, CpuPeriod, CpuQuota } = host;
  if (Memory > 0 && Memory < MEMORY_BYTES_MIN) return refuse(400, 'Minimum memory limit allowed is 6MB');
  if (Memory > 0 && MemorySwap > 0 && MemorySwap < Memory) return refuse(400, 'Minimum memoryswap limit should be larger than memory limit, see usage');
  if (Memory === 0 && MemorySwap > 0) return refuse(400, 'You should always set the Memory limit when using Memoryswap limit, see usage');
  if (MemoryReservation > 0 && MemoryReservation < MEMORY_BYTES_MIN) return refuse(400, 'Minimum memory reservation allowed is 6MB');
  if (MemoryReservation > 0 && Memory > 0 && Memory < MemoryReservation)
    return refuse(400, 'Minimum memory limit can not be less than memory reservation limit, see usage');
  if (NanoCpus > 0 && CpuPeriod > 0) return refuse(400, 'Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if (NanoCpus > 0 && CpuQuota > 0) return refuse(400, 'Conflicting options: Nano CPUs and CPU Quota cannot both be set');
  if (NanoCpus < 0 || NanoCpus > cpus * 1e9) return refuse(400, `range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`);
  if (CpuPeriod !== 0 && (CpuPeriod < 1000 || CpuPeriod > 1_000_000))
    return refuse(400, 'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  if (CpuQuota > 0 && CpuQuota < 1000) return refuse(400, 'CPU cfs quota can not be less than 1ms (i.e. 1000)');
  return checkCpuSet(host.CpusetCpus, cpus);
}

function checkCpuSet(text: string, cpus: number): Refusal | undefined {
  if (text === '') return undefined;
  const wanted: number[] = [];
  for (const part of text.split(',')) {
    const [, from = '', to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (from === '') return refuse(400, `Invalid value ${text} for cpuset cpus`);
    for (let cpu = Number(from); cpu <= Number(to) && wanted.length < 1024; cpu++) wanted.push(cpu);
  }
  if (wanted.every((cpu) => cpu < cpus)) return undefined;
  return refuse(400, `Requested CPUs are not available - requested ${text}, available: ${cpus === 1 ? '0' : `0-${cpus - 1}`}`);
}

function checkIsolation(host: HostConfig, core: EngineCore): Refusal | undefined {
  const windows = core.machine.platform.os === 'windows';
  if (windows) return host.ReadonlyRootfs ? refuse(400, 'invalid option: Windows does not support root filesystem in read-only mode') : undefined;
  if (!['', 'default'].includes(host.Isolation)) return refuse(400, `invalid isolation (${host.Isolation}): linux only supports 'default'`);
  if (host.OomScoreAdj < -1000 || host.OomScoreAdj > 1000)
    return refuse(400, `Invalid value ${host.OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
  if (!RUNTIMES.includes(host.Runtime)) return refuse(400, `unknown or invalid runtime name: ${host.Runtime}`);
  for (const key of ['CapAdd', 'CapDrop'] as const) {
    const odd = (host[key] ?? []).find((name) => name !== 'ALL' && !CAPABILITIES.has(name.startsWith('CAP_') ? name : `CAP_${name}`));
    if (odd !== undefined) return refuse(400, `invalid ${key}: unknown capability: "${odd}"`);
  }
  if (Object.keys(host.StorageOpt ?? {}).length > 0) return refuse(500, `--storage-opt is supported only for overlay over xfs with 'pquota' mount option`);
  for (const link of host.Links ?? []) {
    const [ref = ''] = link.split(':');
    const other = core.find(ref);
    if (isRefusal(other)) return refuse(400, `could not get container for ${ref}: ${other.message}`);
  }
  return undefined;
}

/** What `docker update` refuses before it looks for the container: what is wrong by itself. */
export function checkChange(change: Partial<HostConfig>, cpus: number): Refusal | undefined {
  const { policy, values } = changed(change);
  return (policy.Name === '' ? undefined : checkRestart({ RestartPolicy: policy, AutoRemove: false })) ?? checkResources({ ...values, MemorySwap: values.Memory > 0 ? (change.MemorySwap ?? 0) : 0 }, cpus);
}

function changed(change: Partial<HostConfig>) {
  const policy = { Name: change.RestartPolicy?.Name ?? ('' as const), MaximumRetryCount: change.RestartPolicy?.MaximumRetryCount ?? 0 };
  return { policy, values: completeHostConfig({ ...change, RestartPolicy: policy }) };
}

/** What a container's own settings forbid of a sound change (moby container/container_unix.go). */
export function checkUpdate(container: Container, change: Partial<HostConfig>): Refusal | undefined {
  const own = container.hostConfig;
  const { policy, values } = changed(change);
  const cannot = (status: number, why: string) => refuse(status, `Cannot update container ${container.id}: ${why}`);
  if (own.AutoRemove && policy.Name !== '' && policy.Name !== 'no')
    return cannot(400, 'Restart policy cannot be updated because AutoRemove is enabled for the container');
  const conflict = (what: string, other: string) => cannot(409, `Conflicting options: ${what} cannot be updated as ${other} has already been set`);
  if (values.NanoCpus > 0 && own.CpuPeriod > 0) return conflict('Nano CPUs', 'CPU Period');
  if (values.NanoCpus > 0 && own.CpuQuota > 0) return conflict('Nano CPUs', 'CPU Quota');
  if (values.CpuPeriod > 0 && own.NanoCpus > 0) return conflict('CPU Period', 'NanoCPUs');
  if (values.CpuQuota > 0 && own.NanoCpus > 0) return conflict('CPU Quota', 'NanoCPUs');
  if (values.Memory > 0 && !change.MemorySwap && values.Memory > own.MemorySwap)
    return cannot(409, 'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time');
  return undefined;
}
