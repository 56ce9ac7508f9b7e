/** `docker info` without its swarm part (moby daemon/info.go). */
import { formatInstant } from '../model';
import { isFileError, type Machine } from '../os';
import type { EngineInfo } from './engine';
import type { EngineCore } from './engine-core';
import { LOG_DRIVERS } from './log-drivers';
import { NETWORK_DRIVERS } from './platform-networks';

export const VOLUME_DRIVERS = ['local'];

export const KERNEL_VERSION = '6.8.0-48-generic';

export function engineInfo(core: EngineCore): EngineInfo {
  const containers = [...core.containers.values()];
  const count = (...statuses: string[]) => containers.filter((container) => statuses.includes(container.status)).length;
  const { machine } = core;
  const windows = machine.platform.os === 'windows';
  return {
    ID: core.id,
    Containers: containers.length,
    ContainersRunning: count('running', 'restarting'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('created', 'exited', 'dead', 'removing'),
    Images: core.images.count,
    Driver: windows ? 'windowsfilter' : 'overlay2',
    DriverStatus: windows
      ? [['Windows', '']]
      : [
          ['Backing Filesystem', 'extfs'],
          ['Supports d_type', 'true'],
          ['Using metacopy', 'false'],
          ['Native Overlay Diff', 'true'],
          ['userxattr', 'false'],
        ],
    Plugins: {
      Volume: VOLUME_DRIVERS,
      Network: [...NETWORK_DRIVERS[machine.platform.os]],
      Authorization: null,
      Log: LOG_DRIVERS,
    },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    NFd: 24 + containers.length * 8,
    OomKillDisable: false,
    NGoroutines: 40 + containers.length * 6,
    SystemTime: formatInstant(core.sim.nowMs),
    LoggingDriver: 'json-file',
    CgroupDriver: 'systemd',
    CgroupVersion: '2',
    NEventsListener: 0,
    KernelVersion: windows ? '10.0 20348 (20348.1.amd64fre.fe_release.210507-1500)' : KERNEL_VERSION,
    OperatingSystem: windows ? 'Microsoft Windows Server Version 21H2 (OS Build 20348.2849)' : (ownSystem(machine) ?? 'Ubuntu 22.04.5 LTS'),
    OSVersion: windows ? '10.0.20348' : '22.04',
    OSType: machine.platform.os,
    Architecture: machine.platform.architecture,
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      IndexConfigs: { 'docker.io': { Mirrors: [], Name: 'docker.io', Official: true, Secure: true } },
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
      Mirrors: null,
    },
    NCPU: machine.cpus,
    MemTotal: machine.memoryBytes,
    GenericResources: null,
    DockerRootDir: windows ? 'C:\\ProgramData\\docker' : '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: machine.hostname,
    Labels: [...core.labels],
    ExperimentalBuild: false,
    ServerVersion: core.version,
    Runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    LiveRestoreEnabled: false,
    Isolation: windows ? 'process' : '',
    InitBinary: 'docker-init',
    ContainerdCommit: { ID: '7f707b5e7970105723257d483394454049eabe47' },
    RuncCommit: { ID: 'v1.3.3-0-gd842d771' },
    InitCommit: { ID: 'de40ad0' },
    SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
    ...(windows ? {} : { FirewallBackend: { Driver: 'iptables' } }),
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Containerd: { Address: '/run/containerd/containerd.sock', Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' } },
    Warnings: null,
  };
}

/** Of machines that do not run the usual system: its name, as its own files have it. */
function ownSystem({ files }: Pick<Machine, 'files'>): string | undefined {
  const text = files.read('/etc/os-release');
  return isFileError(text) || !/^ID=boot2docker$/m.test(text) ? undefined : /^PRETTY_NAME="(.*)"$/m.exec(text)?.[1];
}
