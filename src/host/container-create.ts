/**
 * Making a container (moby daemon/create.go, container.go): the request is completed from the image and Docker's
 * defaults, checked, and its volumes are made. Nothing runs yet.
 */
import { inventId } from './invent-id';
import { isRefusal, refuse, type HealthConfig, type Labels, type Refusal } from '../model';
import { signalNumber, type Image } from '../os';
import type { Program } from '../sim';
import { Container, type TaskPart } from './container';
import type { ContainerConfig, CreateRequest, EndpointSettings, HostConfig, PortMap } from './container-data';
import { makeMounts } from './container-mounts';
import { checkContainer, warningsOf } from './container-check';
import { completeHostConfig } from './host-config';
import { defaultNetworkOf, type Os } from './platform-networks';
import { shared } from './shared-value';
import { inventName } from './container-name';
import type { EngineCore } from './engine-core';
import { checkEndpoint, plannedEndpoint } from './endpoint-settings';

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
  const stored = core.images.find(request.Image ?? '');
  if (!stored) return (request.Image ?? '') === '' ? refuse(400, 'invalid reference format') : core.images.missing(request.Image ?? '');
  const { image } = stored;
  const config = completeConfig(core, request, image);
  if (isRefusal(config)) return config;
  const hostConfig = shared(completeHostConfig(request.HostConfig ?? {}, core.machine.platform.os));
  const invalid = checkContainer(config, hostConfig, core) ?? (extras.attachments ? undefined : checkEndpoints(core, request, hostConfig.NetworkMode));
  if (invalid) return invalid;
  // The name is taken before the work begins, so that two requests at once cannot both get it.
  const id = inventId(core.random);
  const chosen = name ? name.replace(/^\//, '') : inventName(core.random, (each) => core.names.has(each));
  const refused = checkName(core, chosen);
  if (refused) return refused;
  core.names.set(chosen, id);
  if (config.Hostname === '') config.Hostname = ownHostname(core, hostConfig, id);
  const container = new Container(core.sim, id, chosen, image, config, hostConfig);
  container.task = extras.task;
  addEndpoints(container, request, extras);
  try {
    yield* core.work(45, 105);
    const mounts = makeMounts(core, container, request);
    if (isRefusal(mounts)) return mounts;
    container.mounts = mounts;
    for (const mount of mounts) mount.volume?.users.add(id);
    core.containers.set(id, container);
  } finally {
    // Refused, or the daemon went down half-way: the name is free again.
    if (!core.containers.has(id)) core.names.delete(chosen);
  }
  core.containerEvent(container, 'create');
  return { Id: id, Warnings: warningsOf(hostConfig) };
}

/** Who shares a namespace has the name of whom it shares it with. */
function ownHostname(core: EngineCore, { NetworkMode, UTSMode }: HostConfig, id: string): string {
  if (NetworkMode === 'host' || UTSMode === 'host') return core.machine.hostname;
  const other = NetworkMode.startsWith('container:') ? core.find(NetworkMode.slice('container:'.length)) : undefined;
  return other && !isRefusal(other) ? other.config.Hostname : id.slice(0, 12);
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
  if (request.StopSignal && signalNumber(request.StopSignal) === undefined) return refuse(400, `invalid signal: ${request.StopSignal}`);
  const config: ContainerConfig = {
    Hostname: request.Hostname ?? '',
    Domainname: request.Domainname ?? '',
    User: request.User || own.User || '',
    AttachStdin: request.AttachStdin ?? false,
    AttachStdout: request.AttachStdout ?? false,
    AttachStderr: request.AttachStderr ?? false,
    ...(Object.keys(ports).length > 0 ? { ExposedPorts: shared(ports) } : {}),
    Tty: request.Tty ?? false,
    OpenStdin: request.OpenStdin ?? false,
    StdinOnce: request.StdinOnce ?? false,
    Env: shared(mergeEnv(request.Env ?? [], own.Env)),
    Cmd: finalCmd && shared(finalCmd),
    ...(healthcheck ? { Healthcheck: healthcheck } : {}),
    Image: request.Image ?? '',
    Volumes: Object.keys(volumes).length > 0 ? volumes : null,
    WorkingDir: request.WorkingDir || own.WorkingDir || '',
    Entrypoint: finalEntrypoint && shared(finalEntrypoint),
    OnBuild: null,
    // Assigned, not spread: see src/README.md on shapes.
    Labels: Object.assign({}, own.Labels, request.Labels) as Labels,
    ...(stopSignal ? { StopSignal: stopSignal } : {}),
    ...(request.StopTimeout === undefined ? {} : { StopTimeout: request.StopTimeout }),
  };
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

/** Where it will be attached at start: the networks of the request, else the one of the network mode. */
function addEndpoints(container: Container, request: CreateRequest, extras: CreateExtras): void {
  if (extras.attachments) {
    for (const each of extras.attachments) {
      const endpoint = plannedEndpoint(each.network, each.aliases.length > 0 ? { Aliases: [...each.aliases] } : {});
      endpoint.networkId = each.networkId;
      endpoint.address = each.address;
      endpoint.prefixLength = each.prefixLength;
      endpoint.gateway = each.gateway;
      endpoint.ofTask = true;
      container.endpoints.set(each.network, endpoint);
    }
    if (extras.attachments.length > 0) return;
  }
  if (container.hostConfig.NetworkMode.startsWith('container:')) return;
  for (const [name, settings] of Object.entries(wantedEndpoints(container.image.platform.os, request, container.hostConfig.NetworkMode)))
    container.endpoints.set(name, plannedEndpoint(name, settings));
}

/** Per network what a request says of it; the network mode's own is always among them. */
function wantedEndpoints(os: Os, request: CreateRequest, mode: string): Record<string, Partial<EndpointSettings> | null> {
  const usual = defaultNetworkOf(os);
  const wanted = Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {}).map(([name, settings]) => [name === 'default' ? usual : name, settings] as const);
  const named = wanted.some(([name]) => name === mode);
  return Object.fromEntries([...(named || (wanted.length > 0 && mode === usual) ? [] : [[mode, null] as const]), ...wanted]);
}

function checkEndpoints(core: EngineCore, request: CreateRequest, mode: string): Refusal | undefined {
  for (const [name, settings] of Object.entries(wantedEndpoints(core.machine.platform.os, request, mode))) {
    const invalid = checkEndpoint(core.networks, name, settings ?? {});
    if (invalid) return refuse(400, `invalid config for network ${name}: ${invalid}`);
  }
  return undefined;
}

/** Ports of the config in the order that Docker shows them, none published yet. */
export function exposedPorts(config: ContainerConfig): PortMap {
  const ports: PortMap = {};
  for (const port of Object.keys(config.ExposedPorts ?? {}).sort()) ports[port.includes('/') ? port : `${port}/tcp`] = null;
  return ports;
}
