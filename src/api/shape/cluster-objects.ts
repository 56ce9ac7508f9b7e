/**
 * Cluster objects as the Engine API shows them (moby daemon/cluster/convert, api/types/swarm): what Docker hides
 * is dropped, instants become text, and empty parts are left out where Go's tags say so. Keys stand in the
 * order of Docker's structs, since `inspect` prints them as they come.
 */
import type { Cluster, Config, Instant, Labels, Network, Node, Secret, SecretSpec, Service, Task, TLSInfo, UpdateStatus } from '../../model';
import { formatInstant } from '../../model';
import { encodeBase64Text } from './base64';

function meta(object: { ID: string; Version: { Index: number }; CreatedAt: Instant; UpdatedAt: Instant }) {
  return { ID: object.ID, Version: { Index: object.Version.Index }, CreatedAt: formatInstant(object.CreatedAt), UpdatedAt: formatInstant(object.UpdatedAt) };
}

/** Go sorts the keys of a map. */
export function sorted(labels: Labels | undefined | null): Record<string, string> {
  const out: Record<string, string> = {};
  for (const key of Object.keys(labels ?? {}).sort()) out[key] = (labels as Labels)[key] as string;
  return out;
}

function updateStatus(status: UpdateStatus) {
  return {
    State: status.State,
    ...(status.StartedAt === undefined ? {} : { StartedAt: formatInstant(status.StartedAt) }),
    ...(status.CompletedAt === undefined ? {} : { CompletedAt: formatInstant(status.CompletedAt) }),
    Message: status.Message,
  };
}

export function serviceJson(service: Service & { ServiceStatus?: object }): object {
  const { Endpoint, UpdateStatus: update, JobStatus: job } = service;
  return {
    ...meta(service),
    Spec: service.Spec,
    ...(service.PreviousSpec ? { PreviousSpec: service.PreviousSpec } : {}),
    Endpoint: {
      Spec: Endpoint?.Spec ?? {},
      ...(Endpoint?.Ports && Endpoint.Ports.length > 0 ? { Ports: Endpoint.Ports } : {}),
      ...(Endpoint?.VirtualIPs && Endpoint.VirtualIPs.length > 0 ? { VirtualIPs: Endpoint.VirtualIPs } : {}),
    },
    ...(update ? { UpdateStatus: updateStatus(update) } : {}),
    ...(service.ServiceStatus ? { ServiceStatus: service.ServiceStatus } : {}),
    ...(job ? { JobStatus: { JobIteration: job.JobIteration, LastExecution: formatInstant(job.LastExecution) } } : {}),
  };
}

export function taskJson(task: Task): object {
  const { Status: status } = task;
  return {
    ...meta(task),
    Labels: sorted(task.Labels),
    Spec: task.Spec,
    ...(task.ServiceID ? { ServiceID: task.ServiceID } : {}),
    ...(task.Slot !== 0 ? { Slot: task.Slot } : {}),
    ...(task.NodeID ? { NodeID: task.NodeID } : {}),
    Status: {
      Timestamp: formatInstant(status.Timestamp),
      State: status.State,
      Message: status.Message,
      ...(status.Err ? { Err: status.Err } : {}),
      ...(status.ContainerStatus ? { ContainerStatus: status.ContainerStatus } : {}),
      PortStatus: status.PortStatus?.Ports && status.PortStatus.Ports.length > 0 ? { Ports: status.PortStatus.Ports } : {},
    },
    DesiredState: task.DesiredState,
    ...(task.NetworksAttachments && task.NetworksAttachments.length > 0
      ? { NetworksAttachments: task.NetworksAttachments.map((one) => ({ Network: attachedNetwork(one.Network), ...(one.Addresses ? { Addresses: one.Addresses } : {}) })) }
      : {}),
    ...(task.GenericResources && task.GenericResources.length > 0 ? { GenericResources: task.GenericResources } : {}),
    ...(task.JobIteration ? { JobIteration: task.JobIteration.Index ? task.JobIteration : {} } : {}),
    Volumes: null,
  };
}

/** The network inside a task is SwarmKit's own object, not the API's network. */
function attachedNetwork(network: Network): object {
  const { Spec: spec } = network;
  return {
    ...meta(network),
    Spec: {
      Name: spec.Name,
      Labels: sorted(spec.Labels),
      DriverConfiguration: spec.Ingress || !spec.Driver ? {} : { Name: spec.Driver, ...(spec.Options && Object.keys(spec.Options).length > 0 ? { Options: sorted(spec.Options) } : {}) },
      ...(spec.Internal ? { Internal: true } : {}),
      ...(spec.Attachable ? { Attachable: true } : {}),
      ...(spec.Ingress ? { Ingress: true } : {}),
      ...(network.predefined ? {} : { IPAMOptions: spec.IPAM?.Config && spec.IPAM.Config.length > 0 ? { Driver: { Name: spec.IPAM.Driver }, Configs: spec.IPAM.Config } : { Driver: spec.Ingress ? {} : { Name: 'default' } } }),
      Scope: 'swarm',
    },
    DriverState: network.predefined ? { Name: spec.Driver } : network.vnis ? { Name: 'overlay', Options: driverOptions(network) } : {},
    IPAMOptions: network.ipam ? { Driver: { Name: 'default' }, Configs: network.ipam } : network.predefined ? { Driver: {} } : {},
  };
}

function driverOptions(network: Network): Record<string, string> {
  return sorted({ ...(network.Spec.Options ?? {}), 'com.docker.network.driver.overlay.vxlanid_list': (network.vnis ?? []).join(',') });
}

export function nodeJson(node: Node): object {
  const { Description: description, Spec: spec } = node;
  return {
    ...meta(node),
    Spec: { ...(spec.Name ? { Name: spec.Name } : {}), Labels: sorted(spec.Labels), Role: spec.Role, Availability: spec.Availability },
    Description: description ?? { Platform: {}, Resources: {}, Engine: {}, TLSInfo: {} },
    Status: { State: node.Status.State, ...(node.Status.Message ? { Message: node.Status.Message } : {}), ...(node.Status.Addr ? { Addr: node.Status.Addr } : {}) },
    ...(node.ManagerStatus
      ? { ManagerStatus: { ...(node.ManagerStatus.Leader ? { Leader: true } : {}), Reachability: node.ManagerStatus.Reachability, Addr: node.ManagerStatus.Addr } }
      : {}),
  };
}

/**
 * A swarm network as `network inspect` and `network ls` show it; what runs on this node comes on top. One that waits for
 * its subnet has no driver yet (observed on Docker 28.5).
 */
export function networkJson(network: Network): Record<string, unknown> {
  const { Spec: spec, ipam } = network;
  const waits = ipam === undefined && spec.Driver === 'overlay';
  const ipamOptions = spec.IPAM?.Options ?? {};
  return {
    Name: spec.Name,
    Id: network.ID,
    Created: formatInstant(network.CreatedAt),
    Scope: 'swarm',
    Driver: waits ? '' : spec.Driver,
    EnableIPv4: true,
    EnableIPv6: spec.EnableIPv6,
    IPAM: { Driver: ipam ? 'default' : '', Options: ipam && Object.keys(ipamOptions).length > 0 ? ipamOptions : null, Config: ipam ?? null },
    Internal: spec.Internal,
    Attachable: spec.Attachable,
    Ingress: spec.Ingress,
    ConfigFrom: { Network: spec.ConfigFrom ?? '' },
    ConfigOnly: false,
    Containers: null,
    Options: network.vnis ? driverOptions(network) : waits ? null : (spec.Options ?? null),
    Labels: Object.keys(spec.Labels).length === 0 ? null : sorted(spec.Labels),
  };
}

export function secretJson(secret: Secret): object {
  return { ...meta(secret), Spec: secretSpec(secret.Spec, false) };
}

export function configJson(config: Config): object {
  return { ...meta(config), Spec: secretSpec(config.Spec, true) };
}

function secretSpec(spec: SecretSpec, withData: boolean): object {
  return {
    Name: spec.Name,
    Labels: sorted(spec.Labels),
    ...(withData && spec.data !== undefined ? { Data: encodeBase64Text(spec.data) } : {}),
    ...(spec.Driver ? { Driver: spec.Driver } : {}),
    ...(spec.Templating ? { Templating: spec.Templating } : {}),
  };
}

/** `GET /swarm`, and without the tokens the Cluster part of `GET /info`. */
export function clusterJson(cluster: Cluster, tlsInfo: TLSInfo, withTokens: boolean): object {
  const { Spec: spec } = cluster;
  return {
    ...meta(cluster),
    Spec: {
      Name: spec.Name,
      Labels: sorted(spec.Labels),
      Orchestration: spec.Orchestration,
      Raft: spec.Raft,
      Dispatcher: spec.Dispatcher,
      CAConfig: spec.CAConfig,
      TaskDefaults: spec.TaskDefaults,
      EncryptionConfig: spec.EncryptionConfig,
    },
    TLSInfo: tlsInfo,
    RootRotationInProgress: cluster.RootRotationInProgress,
    DefaultAddrPool: cluster.DefaultAddrPool.length > 0 ? cluster.DefaultAddrPool : null,
    SubnetSize: cluster.SubnetSize,
    DataPathPort: cluster.DataPathPort,
    ...(withTokens ? { JoinTokens: cluster.JoinTokens } : {}),
  };
}
