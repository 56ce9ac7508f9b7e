/**
 * A task's spec as a request to the engine (moby daemon/cluster/executor/container/container.go): names, labels, mounts,
 * limits and host ports, with the templates filled in. Pure; what is wrong with the spec is said before anything runs.
 */
import {
  expandContainer,
  taskContainerName,
  type Mount,
  type NetworkAttachment,
  type NodeDescription,
  type Task,
} from '../../model';
import type { CreateRequest, HostConfig, PortMap } from '../container-data';

export interface TaskRequest {
  readonly name: string;
  readonly request: CreateRequest;
  /** Networks of the swarm, with the addresses allotted. */
  readonly attachments: readonly { attachment: NetworkAttachment; address: string; prefixLength: number }[];
  /** On a network other than the default bridge: stopping waits for connections to drain. */
  readonly networked: boolean;
  readonly stopGraceMs: number;
}

const STOP_GRACE_MS_DEFAULT = 10_000;

export function taskRequest(task: Task, nodeId: string, node: NodeDescription): TaskRequest | { error: string } {
  const raw = task.Spec.ContainerSpec;
  if (!raw) return { error: 'container specification is missing' };
  const refused = refusedMount(raw.Mounts ?? [], node.Platform.OS === 'windows');
  if (refused) return { error: refused };
  const spec = expandContainer(raw, { task, nodeId, node });
  if ('error' in spec) return spec;
  const attached = (task.NetworksAttachments ?? []).filter((attachment) => (attachment.Addresses?.length ?? 0) > 0);
  const first = task.NetworksAttachments?.[0]?.Network;
  const predefined = first?.predefined ? first.Spec.Name : undefined;
  const name = taskContainerName({ ...task, NodeID: task.NodeID || nodeId });
  const limits = task.Spec.Resources?.Limits;
  const logDriver = task.Spec.LogDriver ?? task.logDriver;
  const ports = hostPorts(task);
  const hostConfig: Partial<HostConfig> = {
    NetworkMode: predefined ?? 'default',
    Mounts: [...(spec.Mounts ?? [])],
    PortBindings: ports,
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    ...(limits?.MemoryBytes ? { Memory: limits.MemoryBytes } : {}),
    ...(limits?.NanoCPUs ? { NanoCpus: limits.NanoCPUs } : {}),
    // Reservations are the scheduler's: the container is told nothing of them.
    ...(limits?.Pids && limits.Pids > 0 ? { PidsLimit: limits.Pids } : {}),
    ...(spec.Init === undefined ? {} : { Init: spec.Init }),
    ...(spec.ReadOnly ? { ReadonlyRootfs: true } : {}),
    ...(spec.DNSConfig?.Nameservers ? { Dns: [...spec.DNSConfig.Nameservers] } : {}),
    ...(spec.DNSConfig?.Search ? { DnsSearch: [...spec.DNSConfig.Search] } : {}),
    ...(spec.DNSConfig?.Options ? { DnsOptions: [...spec.DNSConfig.Options] } : {}),
    ...(spec.Hosts?.length ? { ExtraHosts: spec.Hosts.flatMap(extraHosts) } : {}),
    ...(spec.CapabilityAdd ? { CapAdd: [...spec.CapabilityAdd] } : {}),
    ...(spec.CapabilityDrop ? { CapDrop: [...spec.CapabilityDrop] } : {}),
    ...(spec.Sysctls ? { Sysctls: spec.Sysctls } : {}),
    Ulimits: (spec.Ulimits ?? []).map((each) => ({ ...each })),
    ...(spec.Groups ? { GroupAdd: [...spec.Groups] } : {}),
    ...(spec.OomScoreAdj ? { OomScoreAdj: spec.OomScoreAdj } : {}),
    ...(logDriver ? { LogConfig: { Type: logDriver.Name, Config: logDriver.Options ?? {} } } : {}),
    Isolation: spec.Isolation ?? 'default',
    // Lists that the client would send empty and the swarm does not send.
    BlkioWeightDevice: null,
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    Devices: null,
  };
  const exposed = Object.fromEntries(Object.keys(ports).map((port) => [port, {}]));
  const request: CreateRequest = {
    Image: spec.Image,
    Hostname: spec.Hostname ?? '',
    Env: [...(spec.Env ?? [])],
    User: spec.User ?? '',
    Tty: spec.TTY ?? false,
    OpenStdin: spec.OpenStdin ?? false,
    WorkingDir: spec.Dir ?? '',
    ExposedPorts: exposed,
    ...(spec.Command?.length ? { Entrypoint: [...spec.Command] } : {}),
    ...(spec.Args?.length ? { Cmd: [...spec.Args] } : {}),
    ...(spec.StopSignal ? { StopSignal: spec.StopSignal } : {}),
    ...(spec.Healthcheck ? { Healthcheck: spec.Healthcheck } : {}),
    Labels: labelsOf(task, nodeId, name),
    HostConfig: hostConfig,
  };
  return {
    name,
    request,
    attachments: attached.map((attachment) => {
      const [address = '', bits = '24'] = (attachment.Addresses?.[0] ?? '').split('/');
      return { attachment, address, prefixLength: Number(bits) };
    }),
    networked: attached.length > 0,
    stopGraceMs: spec.StopGracePeriod === undefined ? STOP_GRACE_MS_DEFAULT : spec.StopGracePeriod / 1_000_000,
  };
}

/** The container's own labels, then those of the swarm, which win. */
function labelsOf(task: Task, nodeId: string, name: string): Record<string, string> {
  return {
    ...task.Spec.ContainerSpec?.Labels,
    'com.docker.swarm.node.id': task.NodeID || nodeId,
    'com.docker.swarm.service.id': task.ServiceID,
    'com.docker.swarm.service.name': task.serviceName,
    'com.docker.swarm.task': '',
    'com.docker.swarm.task.id': task.ID,
    'com.docker.swarm.task.name': name,
  };
}

/** What is wrong with the mounts, before any template in them is filled in (moby …/container/validate.go). */
function refusedMount(mounts: readonly Mount[], windows: boolean): string | undefined {
  const absolute = (path: string) => (windows ? /^([A-Za-z]:[\\/]|\\)/.test(path) : path.startsWith('/'));
  for (const { Type: type, Target: target, Source: source = '' } of mounts) {
    if (!absolute(target) && type !== 'npipe') return `invalid mount target, must be an absolute path: ${target}`;
    if (type === 'bind' && !absolute(source)) return `invalid bind mount source, must be an absolute path: ${source}`;
    if (type === 'volume' && absolute(source)) return `invalid volume mount source, must not be an absolute path: ${source}`;
    if (type === 'tmpfs' && source !== '') return 'invalid tmpfs source, source must be empty';
    if (type === 'npipe' && source === '') return 'invalid npipe source, source must not be empty';
  }
  return undefined;
}

/** Ports in host mode are published by the engine, those of the routing mesh are not; of two for one target the last counts. */
function hostPorts(task: Task): PortMap {
  const ports: PortMap = {};
  for (const port of task.endpoint?.Ports ?? task.endpointSpec?.Ports ?? []) {
    if (port.PublishMode !== 'host') continue;
    const key = `${port.TargetPort}/${port.Protocol}`;
    ports[key] = [{ HostIp: '', HostPort: port.PublishedPort ? String(port.PublishedPort) : '' }];
  }
  return ports;
}

/** `10.0.0.1 name alias` as `name:10.0.0.1`, as the engine has it; aliases are lost. */
function extraHosts(line: string): string[] {
  const [address = '', name] = line.trim().split(/\s+/);
  return name === undefined ? [] : [`${name}:${address}`];
}
