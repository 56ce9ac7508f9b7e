/** The part of a container's configuration that concerns its host, completed with Docker's defaults (moby runconfig). */
import { defaultNetworkOf, type Os } from './platform-networks';
import type { Labels } from '../model';
import type { HostConfig, PortBinding } from './container-data';

const MASKED = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** Shared by all containers and never changed. */
const NO_LABELS: Labels = {};

/** What a request leaves out. Written out in one piece, so that all containers' records have one shape in memory. */
function hostConfigDefaults(): HostConfig {
  return {
    Binds: null,
    ContainerIDFile: '',
    LogConfig: { Type: 'json-file', Config: NO_LABELS },
    NetworkMode: 'bridge',
    PortBindings: {},
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: false,
    VolumeDriver: '',
    VolumesFrom: null,
    ConsoleSize: [0, 0],
    CapAdd: null,
    CapDrop: null,
    CgroupnsMode: 'private',
    Dns: null,
    DnsOptions: null,
    DnsSearch: null,
    ExtraHosts: null,
    GroupAdd: null,
    IpcMode: 'private',
    Cgroup: '',
    Links: null,
    OomScoreAdj: 0,
    PidMode: '',
    Privileged: false,
    PublishAllPorts: false,
    ReadonlyRootfs: false,
    SecurityOpt: null,
    UTSMode: '',
    UsernsMode: '',
    ShmSize: 67_108_864,
    Runtime: 'runc',
    Isolation: '',
    CpuShares: 0,
    Memory: 0,
    NanoCpus: 0,
    CgroupParent: '',
    BlkioWeight: 0,
    BlkioWeightDevice: null,
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: '',
    CpusetMems: '',
    Devices: null,
    DeviceCgroupRules: null,
    DeviceRequests: null,
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: null,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    MaskedPaths: MASKED,
    ReadonlyPaths: READ_ONLY,
  };
}

export function completeHostConfig(given: Partial<HostConfig>, os: Os = 'linux'): HostConfig {
  const mode = !given.NetworkMode || given.NetworkMode === 'default' ? defaultNetworkOf(os) : given.NetworkMode;
  const merged = Object.assign(hostConfigDefaults(), withoutAbsent(given), { NetworkMode: mode });
  merged.PortBindings = Object.fromEntries(Object.entries(merged.PortBindings).map(([port, bindings]) => [port, bindings?.map(completeBinding) ?? null]));
  if (merged.RestartPolicy.Name === '') merged.RestartPolicy = { Name: 'no', MaximumRetryCount: 0 };
  if (merged.LogConfig.Type === '') merged.LogConfig = { Type: 'json-file', Config: merged.LogConfig.Config ?? {} };
  if (merged.Memory > 0 && merged.MemorySwap === 0) merged.MemorySwap = merged.Memory * 2;
  if (merged.ShmSize === 0) merged.ShmSize = 67_108_864;
  if (merged.Runtime === '') merged.Runtime = 'runc';
  if (merged.IpcMode === '') merged.IpcMode = 'private';
  if (merged.CgroupnsMode === '') merged.CgroupnsMode = 'private';
  if (merged.Memory > 0 && merged.MemorySwap < 0) merged.MemorySwap = -1;
  if (merged.MemorySwappiness === -1) merged.MemorySwappiness = null;
  // Nought and less are no limit, shown as none.
  if (merged.PidsLimit !== null && merged.PidsLimit <= 0) merged.PidsLimit = null;
  if (sharesNamespace(merged)) merged.SecurityOpt = [...(merged.SecurityOpt ?? []), 'label=disable'];
  if (!merged.MaskedPaths) merged.MaskedPaths = MASKED;
  if (!merged.ReadonlyPaths) merged.ReadonlyPaths = READ_ONLY;
  return merged;
}

/** Labels of SELinux make no sense then (moby daemon/create.go generateSecurityOpt). */
function sharesNamespace({ Privileged, IpcMode, PidMode }: HostConfig): boolean {
  return Privileged || IpcMode === 'host' || PidMode === 'host';
}

/** A binding may leave out either half. */
function completeBinding({ HostIp = '', HostPort = '' }: Partial<PortBinding>): PortBinding {
  return { HostIp, HostPort };
}

function withoutAbsent(given: Partial<HostConfig>): Partial<HostConfig> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null)) as Partial<HostConfig>;
}
