/**
 * Making a container (moby daemon/create.go, container.go): the request is completed from the image and Docker's
 * defaults, checked, and its volumes are made. Nothing runs yet.
 */
import { isRefusal, refuse, type HealthConfig, type Labels, type Mount, type Refusal } from '../model';
import { FileTree, isFileError, signalByName, type Files, type Image } from '../os';
import type { Program } from '../sim';
import { Container, type ContainerMount, type TaskPart } from './container';
import type { ContainerConfig, CreateRequest, HostConfig, MountPoint, PortMap } from './container-data';
import { inventName } from './container-name';
import type { EngineCore } from './engine-core';
import { mountpointOf, type Volume } from './volume-store';
import { parseAddress } from './address-pool';

const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

const MASKED = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** Everything a task of the swarm adds to a plain request. */
export interface CreateExtras {
  task?: TaskPart;
  /** Per network name: ID and the address that the swarm allotted. */
  attachments?: readonly { network: string; networkId: string; address: string; prefixLength: number; gateway: string; aliases: readonly string[] }[];
}

export function* createContainer(
  core: EngineCore,
  request: CreateRequest,
  name: string | undefined,
  extras: CreateExtras = {},
): Program<{ Id: string; Warnings: string[] } | Refusal> {
  const checked = checkName(core, name);
  if (checked) return checked;
  const stored = core.images.find(request.Image ?? '');
  if (!stored) return (request.Image ?? '') === '' ? refuse(400, 'invalid reference format') : core.images.missing(request.Image ?? '');
  const { image } = stored;
  const config = completeConfig(core, request, image);
  if (isRefusal(config)) return config;
  const hostConfig = completeHostConfig(request.HostConfig ?? {});
  const invalid = checkConfig(config, hostConfig, core);
  if (invalid) return invalid;
  // The name is taken before the work begins, so that two requests at once cannot both get it.
  const id = core.random.hex(64);
  const chosen = name ? name.replace(/^\//, '') : inventName(core.random, (each) => core.names.has(each));
  const again = checkName(core, chosen);
  if (again) return again;
  core.names.set(chosen, id);
  if (config.Hostname === '') config.Hostname = hostConfig.NetworkMode === 'host' ? core.machine.hostname : id.slice(0, 12);
  const container = new Container(core.sim, id, chosen, image, config, hostConfig);
  container.task = extras.task;
  addEndpoints(container, request, extras);
  yield* core.work(45, 105);
  const mounts = makeMounts(core, container, request);
  if (isRefusal(mounts)) {
    core.names.delete(chosen);
    return mounts;
  }
  container.mounts = mounts;
  for (const mount of mounts) mount.volume?.users.add(id);
  core.containers.set(id, container);
  core.containerEvent(container, 'create');
  const warnings: string[] = [];
  if (hostConfig.Memory > 0 && hostConfig.MemorySwap < 0) hostConfig.MemorySwap = -1;
  return { Id: id, Warnings: warnings };
}

export function checkName(core: EngineCore, name: string | undefined): Refusal | undefined {
  if (name === undefined || name === '') return undefined;
  if (!NAME.test(name)) return refuse(400, `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  const bare = name.replace(/^\//, '');
  const owner = core.names.get(bare);
  if (owner === undefined) return undefined;
  return refuse(
    409,
    `Conflict. The container name "/${bare}" is already in use by container "${owner}". You have to remove (or rename) ` +
      `that container to be able to reuse that name.`,
  );
}

function completeConfig(core: EngineCore, request: CreateRequest, image: Image): ContainerConfig | Refusal {
  const own = image.config;
  const given = (words: readonly string[] | null | undefined) => (words && words.length > 0 ? [...words] : undefined);
  const entrypoint = given(request.Entrypoint);
  const reset = entrypoint?.length === 1 && entrypoint[0] === '';
  const finalEntrypoint = entrypoint ? (reset ? null : entrypoint) : own.Entrypoint ? [...own.Entrypoint] : null;
  const finalCmd = given(request.Cmd) ?? (entrypoint ? null : own.Cmd ? [...own.Cmd] : null);
  if (!finalEntrypoint && !finalCmd) return refuse(400, 'no command specified');
  const ports: Record<string, object> = {};
  for (const port of [
    ...(own.ExposedPorts ?? []),
    ...Object.keys(request.ExposedPorts ?? {}),
    ...Object.keys(request.HostConfig?.PortBindings ?? {}),
  ])
    ports[port] = {};
  const volumes: Record<string, object> = {};
  for (const path of [...(own.Volumes ?? []), ...Object.keys(request.Volumes ?? {})]) volumes[path] = {};
  const healthcheck = mergeHealth(request.Healthcheck, own.Healthcheck);
  const stopSignal = request.StopSignal || own.StopSignal;
  if (request.StopSignal && !signalByName(request.StopSignal)) return refuse(400, `invalid signal: ${request.StopSignal}`);
  const config: ContainerConfig = {
    Hostname: request.Hostname ?? '',
    Domainname: request.Domainname ?? '',
    User: request.User || own.User || '',
    AttachStdin: request.AttachStdin ?? false,
    AttachStdout: request.AttachStdout ?? false,
    AttachStderr: request.AttachStderr ?? false,
    Tty: request.Tty ?? false,
    OpenStdin: request.OpenStdin ?? false,
    StdinOnce: request.StdinOnce ?? false,
    Env: mergeEnv(request.Env ?? [], own.Env),
    Cmd: finalCmd,
    Image: request.Image ?? '',
    Volumes: Object.keys(volumes).length > 0 ? volumes : null,
    WorkingDir: request.WorkingDir || own.WorkingDir || '',
    Entrypoint: finalEntrypoint,
    OnBuild: null,
    Labels: { ...own.Labels, ...request.Labels },
  };
  if (Object.keys(ports).length > 0) config.ExposedPorts = ports;
  if (healthcheck) config.Healthcheck = healthcheck;
  if (stopSignal) config.StopSignal = stopSignal;
  if (!(request.StopTimeout === undefined)) config.StopTimeout = request.StopTimeout;
  if (config.WorkingDir !== '' && !config.WorkingDir.startsWith('/') && core.machine.platform.os === 'linux') {
    return refuse(400, `the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`);
  }
  return config;
}

/** Later settings win per field; a test given at creation replaces the image's. */
function mergeHealth(own: HealthConfig | undefined, image: HealthConfig | undefined): HealthConfig | undefined {
  if (!own) return image;
  if (!image) return own;
  const test = own.Test && own.Test.length > 0 ? own.Test : image.Test;
  return {
    ...(test ? { Test: test } : {}),
    ...pick(own, image, 'Interval'),
    ...pick(own, image, 'Timeout'),
    ...pick(own, image, 'StartPeriod'),
    ...pick(own, image, 'StartInterval'),
    ...pick(own, image, 'Retries'),
  };
}

function pick<K extends 'Interval' | 'Timeout' | 'StartPeriod' | 'StartInterval' | 'Retries'>(
  own: HealthConfig,
  image: HealthConfig,
  key: K,
): Partial<HealthConfig> {
  const value = own[key] || image[key];
  return value ? { [key]: value } : {};
}

/** The request's first, then what only the image sets (moby daemon/config merge). */
function mergeEnv(own: readonly string[], image: readonly string[]): string[] {
  const names = new Set(own.map((each) => each.split('=')[0]));
  const set = own.filter((each) => each.includes('='));
  return [...set, ...image.filter((each) => !names.has(each.split('=')[0]))];
}

/** Shared by all containers and never changed. */
const NO_LIST: never[] = [];
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
    Dns: NO_LIST,
    DnsOptions: NO_LIST,
    DnsSearch: NO_LIST,
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
    BlkioWeightDevice: NO_LIST,
    BlkioDeviceReadBps: NO_LIST,
    BlkioDeviceWriteBps: NO_LIST,
    BlkioDeviceReadIOps: NO_LIST,
    BlkioDeviceWriteIOps: NO_LIST,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: '',
    CpusetMems: '',
    Devices: NO_LIST,
    DeviceCgroupRules: null,
    DeviceRequests: null,
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: null,
    Ulimits: NO_LIST,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    MaskedPaths: MASKED,
    ReadonlyPaths: READ_ONLY,
  };
}

export function completeHostConfig(given: Partial<HostConfig>): HostConfig {
  const mode = !given.NetworkMode || given.NetworkMode === 'default' ? 'bridge' : given.NetworkMode;
  const merged = Object.assign(hostConfigDefaults(), withoutAbsent(given), { NetworkMode: mode });
  if (merged.RestartPolicy.Name === '') merged.RestartPolicy = { Name: 'no', MaximumRetryCount: 0 };
  if (merged.LogConfig.Type === '') merged.LogConfig = { Type: 'json-file', Config: merged.LogConfig.Config ?? {} };
  if (merged.Memory > 0 && merged.MemorySwap === 0) merged.MemorySwap = merged.Memory * 2;
  if (merged.ShmSize === 0) merged.ShmSize = 67_108_864;
  if (merged.Runtime === '') merged.Runtime = 'runc';
  if (merged.IpcMode === '') merged.IpcMode = 'private';
  if (merged.CgroupnsMode === '') merged.CgroupnsMode = 'private';
  if (!merged.MaskedPaths) merged.MaskedPaths = MASKED;
  if (!merged.ReadonlyPaths) merged.ReadonlyPaths = READ_ONLY;
  return merged;
}

function withoutAbsent(given: Partial<HostConfig>): Partial<HostConfig> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null)) as Partial<HostConfig>;
}

/** What the daemon refuses before it makes anything (moby daemon/daemon_unix.go verifyPlatformContainerSettings). */
function checkConfig(config: ContainerConfig, hostConfig: HostConfig, core: EngineCore): Refusal | undefined {
  const { Memory, NanoCpus, RestartPolicy, NetworkMode } = hostConfig;
  if (Memory > 0 && Memory < 6 * 1024 * 1024) return refuse(400, 'Minimum memory limit allowed is 6MB');
  if (Memory > 0 && hostConfig.MemorySwap > 0 && hostConfig.MemorySwap < Memory)
    return refuse(400, 'Minimum memoryswap limit should be larger than memory limit, see usage');
  if (hostConfig.MemoryReservation > 0 && Memory > 0 && Memory < hostConfig.MemoryReservation)
    return refuse(400, 'Minimum memory limit can not be less than memory reservation limit, see usage');
  if (NanoCpus < 0 || NanoCpus > core.machine.cpus * 1e9) {
    const cpus = core.machine.cpus;
    return refuse(400, `range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`);
  }
  if (!['no', 'always', 'on-failure', 'unless-stopped'].includes(RestartPolicy.Name)) {
    return refuse(
      400,
      `invalid restart policy: unknown policy '${RestartPolicy.Name}'; use one of 'no', 'always', 'on-failure', or ` + `'unless-stopped'`,
    );
  }
  if (RestartPolicy.Name !== 'on-failure' && RestartPolicy.MaximumRetryCount > 0)
    return refuse(400, `invalid restart policy: maximum retry count can only be used with 'on-failure'`);
  if (hostConfig.AutoRemove && RestartPolicy.Name !== 'no') return refuse(400, `can't create 'AutoRemove' container with restart policy`);
  if (NetworkMode.startsWith('container:') && config.Hostname !== '' && Object.keys(hostConfig.PortBindings).length === 0)
    return refuse(400, 'conflicting options: hostname and the network mode');
  if (NetworkMode.startsWith('container:') && Object.keys(hostConfig.PortBindings).length > 0)
    return refuse(400, 'conflicting options: port publishing and the container type network mode');
  for (const [port, bindings] of Object.entries(hostConfig.PortBindings)) {
    const [number, protocol] = port.split('/');
    if (!/^\d+$/.test(number ?? '') || Number(number) < 1 || Number(number) > 65_535) return refuse(400, `invalid port specification: "${port}"`);
    if (protocol !== undefined && !['tcp', 'udp', 'sctp'].includes(protocol)) return refuse(400, `invalid proto: ${protocol}`);
    for (const binding of bindings ?? [])
      if (binding.HostPort !== '' && !/^\d+(-\d+)?$/.test(binding.HostPort)) return refuse(400, `invalid port specification: "${binding.HostPort}"`);
  }
  if (hostConfig.ReadonlyRootfs && core.machine.platform.os === 'windows')
    return refuse(400, 'invalid option: Windows does not support root filesystem in read-only mode');
  const health = config.Healthcheck;
  if (health) {
    if ((health.Interval ?? 0) !== 0 && (health.Interval ?? 0) < 1_000_000) return refuse(400, 'Interval in Healthcheck cannot be less than 1ms');
    if ((health.Timeout ?? 0) !== 0 && (health.Timeout ?? 0) < 1_000_000) return refuse(400, 'Timeout in Healthcheck cannot be less than 1ms');
    if ((health.Retries ?? 0) < 0) return refuse(400, 'Retries in Healthcheck cannot be negative');
  }
  return undefined;
}

/** Where it will be attached at start: the networks of the request, else the one of the network mode. */
function addEndpoints(container: Container, request: CreateRequest, extras: CreateExtras): void {
  if (extras.attachments) {
    for (const each of extras.attachments) {
      container.endpoints.set(each.network, {
        network: each.network,
        networkId: each.networkId,
        aliases: [...each.aliases],
        driverOpts: null,
        wantedAddress: undefined,
        links: null,
        endpointId: '',
        address: each.address,
        prefixLength: each.prefixLength,
        gateway: each.gateway,
        mac: '',
        ofTask: true,
      });
    }
    if (extras.attachments.length > 0) return;
  }
  const { NetworkMode } = container.hostConfig;
  if (NetworkMode.startsWith('container:')) return;
  const wanted = request.NetworkingConfig?.EndpointsConfig ?? {};
  const names = Object.keys(wanted);
  const resolved = names.length > 0 ? names : [NetworkMode];
  if (names.length > 0 && !names.includes(NetworkMode) && NetworkMode !== 'bridge') resolved.unshift(NetworkMode);
  for (const name of resolved) {
    const settings = wanted[name];
    const network = name === 'default' ? 'bridge' : name;
    container.endpoints.set(network, {
      network,
      networkId: '',
      aliases: [...(settings?.Aliases ?? [])],
      driverOpts: settings?.DriverOpts ?? null,
      wantedAddress: settings?.IPAMConfig?.IPv4Address || undefined,
      links: settings?.Links ?? null,
      endpointId: '',
      address: '',
      prefixLength: 0,
      gateway: '',
      mac: '',
    });
  }
  for (const endpoint of container.endpoints.values())
    if (endpoint.wantedAddress !== undefined && parseAddress(endpoint.wantedAddress) === undefined) endpoint.wantedAddress = undefined;
}

interface Wanted {
  type: MountPoint['Type'];
  source: string;
  target: string;
  readOnly: boolean;
  mode: string;
  /** From `-v`: a missing source is made. */
  short: boolean;
  noCopy: boolean;
  labels?: Labels;
  driver?: string;
  options?: Labels;
}

/** Volumes are made, binds are looked up; what the image has at a new volume's place is copied into it. */
function makeMounts(core: EngineCore, container: Container, request: CreateRequest): ContainerMount[] | Refusal {
  const wanted = collectMounts(core, container, request);
  if (isRefusal(wanted)) return wanted;
  const mounts: ContainerMount[] = [];
  for (const each of wanted) {
    const mount = makeMount(core, container, each);
    if (isRefusal(mount)) return mount;
    mounts.push(mount);
  }
  return mounts;
}

function collectMounts(core: EngineCore, container: Container, request: CreateRequest): Wanted[] | Refusal {
  const wanted = new Map<string, Wanted>();
  const { hostConfig, config } = container;
  for (const from of hostConfig.VolumesFrom ?? []) {
    const [ref = '', mode = ''] = from.split(':');
    const other = core.find(ref);
    if (isRefusal(other)) return other;
    for (const { point, readOnly } of other.mounts) {
      wanted.set(point.Destination, {
        type: point.Type,
        source: point.Type === 'volume' ? (point.Name ?? '') : point.Source,
        target: point.Destination,
        readOnly: readOnly || mode === 'ro',
        mode: point.Mode,
        short: true,
        noCopy: true,
      });
    }
  }
  const add = (mount: Wanted): Refusal | undefined => {
    if (wanted.has(mount.target) && !request.HostConfig?.VolumesFrom?.length) return refuse(400, `Duplicate mount point: ${mount.target}`);
    wanted.set(mount.target, mount);
    return undefined;
  };
  for (const bind of hostConfig.Binds ?? []) {
    const parsed = parseBind(bind);
    const refused = isRefusal(parsed) ? parsed : add(parsed);
    if (refused) return refused;
  }
  for (const mount of hostConfig.Mounts ?? []) {
    const parsed = fromMount(core, mount);
    const refused = isRefusal(parsed) ? parsed : add(parsed);
    if (refused) return refused;
  }
  for (const [target, mode] of Object.entries(hostConfig.Tmpfs ?? {})) {
    const refused = add({ type: 'tmpfs', source: '', target, readOnly: /(^|,)ro(,|$)/.test(mode), mode, short: true, noCopy: true });
    if (refused) return refused;
  }
  for (const target of Object.keys(config.Volumes ?? {})) {
    const path = target.replace(/\/+$/, '') || '/';
    if (!wanted.has(path)) wanted.set(path, { type: 'volume', source: '', target: path, readOnly: false, mode: '', short: true, noCopy: false });
  }
  return [...wanted.values()];
}

const BIND_MODES = new Set('ro rw z Z nocopy rshared rslave rprivate shared slave private cached delegated consistent U'.split(' '));

/** `source:target[:options]` of `-v`. */
function parseBind(text: string): Wanted | Refusal {
  const invalid = (why?: string) => refuse(400, `invalid volume specification: '${text}'${why ? `: ${why}` : ''}`);
  const parts = text.split(':');
  if (parts.length < 2 || parts.length > 3 || parts[0] === '' || parts[1] === '') return invalid();
  const [source = '', rawTarget = '', options = ''] = parts;
  const target = rawTarget.replace(/(.)\/+$/, '$1');
  const words = options === '' ? [] : options.split(',');
  if (words.some((word) => !BIND_MODES.has(word))) return refuse(400, `invalid mode: ${options}`);
  const bind = source.startsWith('/');
  if (!target.startsWith('/'))
    return invalid(`invalid mount config for type "${bind ? 'bind' : 'volume'}": invalid mount path: '${target}' mount path must be ` + `absolute`);
  if (target === '/') return invalid("invalid specification: destination can't be '/'");
  return {
    type: bind ? 'bind' : 'volume',
    source: bind ? source.replace(/(.)\/+$/, '$1') : source,
    target,
    readOnly: words.includes('ro'),
    mode: options,
    short: true,
    noCopy: words.includes('nocopy'),
  };
}

function fromMount(core: EngineCore, mount: Mount): Wanted | Refusal {
  const target = mount.Target.replace(/(.)\/+$/, '$1');
  const config = (why: string) => refuse(400, `invalid mount config for type "${mount.Type}": ${why}`);
  if (target === '') return config('field Target must not be empty');
  if (!target.startsWith('/') && core.machine.platform.os === 'linux') return config(`invalid mount path: '${target}' mount path must be absolute`);
  if (mount.Type === 'bind') {
    const source = mount.Source ?? '';
    if (source === '') return config('field Source must not be empty');
    if (!source.startsWith('/') && core.machine.platform.os === 'linux') return config(`invalid mount path: '${source}' mount path must be absolute`);
    if (isFileError(core.machine.files.stat(source)) && !mount.BindOptions?.CreateMountpoint)
      return config(`bind source path does not exist: ${source}`);
  } else if (mount.Type === 'tmpfs') {
    if (mount.Source) return config('field Source must not be specified');
  } else if (mount.Type !== 'volume') return refuse(400, `mount type unknown: "${mount.Type}"`);
  const driver = mount.VolumeOptions?.DriverConfig;
  return {
    type: mount.Type,
    source: mount.Source ?? '',
    target,
    readOnly: mount.ReadOnly ?? false,
    mode: mount.Type === 'bind' || mount.Type === 'tmpfs' ? '' : 'z',
    short: mount.BindOptions?.CreateMountpoint ?? false,
    noCopy: mount.VolumeOptions?.NoCopy ?? false,
    ...(mount.VolumeOptions?.Labels ? { labels: mount.VolumeOptions.Labels } : {}),
    ...(driver?.Name ? { driver: driver.Name } : {}),
    ...(driver?.Options ? { options: driver.Options } : {}),
  };
}

function makeMount(core: EngineCore, container: Container, wanted: Wanted): ContainerMount | Refusal {
  const { target, readOnly } = wanted;
  if (wanted.type === 'tmpfs') {
    const point: MountPoint = { Type: 'tmpfs', Source: '', Destination: target, Mode: '', RW: !readOnly, Propagation: '' };
    return { point, files: new FileTree({ now: () => core.sim.nowMs }), sourcePath: '/', readOnly };
  }
  if (wanted.type === 'bind') {
    const { files } = core.machine;
    const stat = files.stat(wanted.source);
    if (isFileError(stat)) files.mkdir(wanted.source, { parents: true });
    const point: MountPoint = {
      Type: 'bind',
      Source: wanted.source,
      Destination: target,
      Mode: wanted.short ? wanted.mode : '',
      RW: !readOnly,
      Propagation: 'rprivate',
    };
    return { point, files, sourcePath: wanted.source, readOnly, socket: !isFileError(stat) && stat.kind === 'socket' };
  }
  const made = core.volumes.create({
    ...(wanted.source ? { Name: wanted.source } : {}),
    ...(wanted.driver ? { Driver: wanted.driver } : {}),
    ...(wanted.labels ? { Labels: wanted.labels } : {}),
    ...(wanted.options ? { DriverOpts: wanted.options } : {}),
  });
  if (isRefusal(made)) return made;
  const { volume } = made;
  if (made.created) core.events.emit('volume', 'create', volume.name, { driver: volume.driver });
  if (!wanted.noCopy) copyUp(container, target, volume);
  const point: MountPoint = {
    Type: 'volume',
    Name: volume.name,
    Source: mountpointOf(volume),
    Destination: target,
    Driver: 'local',
    Mode: wanted.mode === '' && wanted.source ? 'z' : wanted.mode,
    RW: !readOnly,
    Propagation: '',
  };
  return { point, volume, files: volume.files, sourcePath: '/', readOnly };
}

/** What the image has there goes into an empty volume, once. */
function copyUp(container: Container, target: string, volume: Volume): void {
  const inVolume = volume.files.list('/');
  if (isFileError(inVolume) || inVolume.length > 0) return;
  const source = new FileTree({ base: container.image.rootfs() });
  copyTree(source, target, volume.files, '/');
}

export function copyTree(from: Files, fromPath: string, to: Files, toPath: string): void {
  const names = from.list(fromPath);
  if (isFileError(names)) return;
  for (const name of names) {
    const source = `${fromPath === '/' ? '' : fromPath}/${name}`;
    const target = `${toPath === '/' ? '' : toPath}/${name}`;
    const stat = from.stat(source, false);
    if (isFileError(stat)) continue;
    if (stat.kind === 'directory') {
      to.mkdir(target, { parents: true, mode: stat.mode });
      copyTree(from, source, to, target);
    } else if (stat.kind === 'symlink') to.symlink(stat.target ?? '', target);
    else {
      const content = from.read(source);
      to.put(target, {
        content: isFileError(content) ? '' : content,
        mode: stat.mode,
        uid: stat.uid,
        gid: stat.gid,
        ...(stat.program === undefined ? {} : { program: stat.program }),
      });
    }
  }
}

/** Ports of the config in the order that Docker shows them, none published yet. */
export function exposedPorts(config: ContainerConfig): PortMap {
  const ports: PortMap = {};
  for (const port of Object.keys(config.ExposedPorts ?? {}).sort()) ports[port.includes('/') ? port : `${port}/tcp`] = null;
  return ports;
}
