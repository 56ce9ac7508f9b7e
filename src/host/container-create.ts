/**
 * Making a container (moby daemon/create.go, container.go): the request is completed from the image and Docker's
 * defaults, checked, and its volumes are made. Nothing runs yet.
 */
import { isRefusal, refuse, type HealthConfig, type Refusal } from '../model';
import { signalByName, type Image } from '../os';
import type { Program } from '../sim';
import { Container, type TaskPart } from './container';
import type { ContainerConfig, CreateRequest, HostConfig, PortMap } from './container-data';
import { makeMounts } from './container-mounts';
import { completeHostConfig } from './host-config';
import { inventName } from './container-name';
import type { EngineCore } from './engine-core';
import { parseAddress } from './address-pool';

const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

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
  if (Math.abs(hostConfig.OomScoreAdj) > 1000)
    return refuse(400, `Invalid value ${hostConfig.OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
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

/** Ports of the config in the order that Docker shows them, none published yet. */
export function exposedPorts(config: ContainerConfig): PortMap {
  const ports: PortMap = {};
  for (const port of Object.keys(config.ExposedPorts ?? {}).sort()) ports[port.includes('/') ? port : `${port}/tcp`] = null;
  return ports;
}
