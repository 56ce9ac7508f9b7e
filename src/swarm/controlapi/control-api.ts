/**
 * The manager's control API: the only way in which people change the cluster. It lives on the leader, one file
 * per noun beside it; this class is their contents page. Every method is a program in virtual time, since a write
 * ends only when raft has committed it, and answers a value or a refusal in SwarmKit's words.
 * `ref` is an ID, a name or an ID prefix, looked up in this order (moby daemon/cluster/helpers.go).
 */
import type { Program } from '../../sim';
import type {
  Cluster, ClusterSpec, Config, Network, NetworkSpec, Node, NodeSpec, Refusal, Secret, SecretSpec, Service, ServiceSpec, Task,
} from '../../model';
import type { ControlContext, Filters } from './context';
import * as attachments from './attachment';
import * as clusters from './cluster';
import * as configs from './config';
import * as networks from './network';
import * as nodes from './node';
import * as secrets from './secret';
import * as services from './service';
import * as tasks from './task';
import type { AttachmentRequest } from './attachment';
import type { ClusterUpdateOptions } from './cluster';
import type { FindLocalNetwork } from './service';
import type { ServiceStatus } from './service-status';

/** A service with what the API's list adds on request (`status=true`). */
export interface ListedService extends Service {
  readonly ServiceStatus?: ServiceStatus;
}

export class ControlApi {
  constructor(private readonly context: ControlContext) {}

  /** The spec is in its stored shape (see `convertServiceSpec`); networks are IDs (see `resolveNetworks`). Answers the new service. */
  createService(spec: ServiceSpec): Program<Service | Refusal> {
    return services.createService(this.context, spec);
  }

  /** The daemon's step before create and update: network names in the spec become IDs, local networks are refused. */
  resolveNetworks(spec: ServiceSpec, findLocal: FindLocalNetwork): Program<ServiceSpec | Refusal> {
    return services.resolveNetworks(this.context, spec, findLocal);
  }

  /** `insertDefaults` fills what the spec left open, as `docker service inspect` asks for. */
  getService(ref: string, options: { insertDefaults?: boolean } = {}): Program<Service | Refusal> {
    return services.getService(this.context, ref, options.insertDefaults === true);
  }

  /** Filters: name, id, label, mode, runtime. In the order of IDs. */
  listServices(filters: Filters = {}, options: { status?: boolean } = {}): Program<ListedService[] | Refusal> {
    return services.listServices(this.context, filters, options.status === true);
  }

  /** `version` is the `Version.Index` that the client read; `rollback: 'previous'` swaps the spec with the previous one. */
  updateService(ref: string, version: number, spec: ServiceSpec, options: { rollback?: 'previous' } = {}): Program<Service | Refusal> {
    return services.updateService(this.context, ref, version, spec, options.rollback === 'previous');
  }

  removeService(ref: string): Program<Service | Refusal> {
    return services.removeService(this.context, ref);
  }

  /** Running, desired and completed counts by service ID; IDs that are unknown count nothing. */
  listServiceStatuses(serviceIds: readonly string[]): Program<Map<string, ServiceStatus>> {
    return services.listServiceStatuses(this.context, serviceIds);
  }

  /** With `ManagerStatus` filled in for members of the raft group. */
  getNode(ref: string): Program<Node | Refusal> {
    return nodes.getNode(this.context, ref);
  }

  /** Filters: name, id, label (the engine's), node.label, role, membership. */
  listNodes(filters: Filters = {}): Program<Node[] | Refusal> {
    return nodes.listNodes(this.context, filters);
  }

  updateNode(ref: string, version: number, spec: NodeSpec): Program<Node | Refusal> {
    return nodes.updateNode(this.context, ref, version, spec);
  }

  removeNode(ref: string, force: boolean): Program<Node | Refusal> {
    return nodes.removeNode(this.context, ref, force);
  }

  getTask(ref: string): Program<Task | Refusal> {
    return tasks.getTask(this.context, ref);
  }

  /** Filters: name, id, label, service, node, desired-state, runtime, _up-to-date. Attachment tasks are hidden. */
  listTasks(filters: Filters = {}): Program<Task[] | Refusal> {
    return tasks.listTasks(this.context, filters);
  }

  removeTask(ref: string): Program<Task | Refusal> {
    return tasks.removeTask(this.context, ref);
  }

  createNetwork(spec: NetworkSpec): Program<Network | Refusal> {
    return networks.createNetwork(this.context, spec);
  }

  getNetwork(ref: string): Program<Network | Refusal> {
    return networks.getNetwork(this.context, ref);
  }

  /** All of them but the hidden predefined mirrors; the engine filters networks itself, local ones and these alike. */
  listNetworks(): Program<Network[]> {
    return networks.listNetworks(this.context);
  }

  removeNetwork(ref: string): Program<Network | Refusal> {
    return networks.removeNetwork(this.context, ref);
  }

  /** `docker run --network <attachable overlay>`: makes the attachment task on that node and answers its ID. */
  attachNetwork(request: AttachmentRequest): Program<string | Refusal> {
    return attachments.attachNetwork(this.context, request);
  }

  /** Only the node that asked for it may give it back. */
  detachNetwork(nodeId: string, attachmentId: string): Program<undefined | Refusal> {
    return attachments.detachNetwork(this.context, nodeId, attachmentId);
  }

  createSecret(spec: SecretSpec): Program<Secret | Refusal> {
    return secrets.createSecret(this.context, spec);
  }

  /** Without its data: secrets are never read back. */
  getSecret(ref: string): Program<Secret | Refusal> {
    return secrets.getSecret(this.context, ref);
  }

  /** Filters: name, names, id, label. */
  listSecrets(filters: Filters = {}): Program<Secret[] | Refusal> {
    return secrets.listSecrets(this.context, filters);
  }

  updateSecret(ref: string, version: number, spec: SecretSpec): Program<Secret | Refusal> {
    return secrets.updateSecret(this.context, ref, version, spec);
  }

  removeSecret(ref: string): Program<Secret | Refusal> {
    return secrets.removeSecret(this.context, ref);
  }

  createConfig(spec: SecretSpec): Program<Config | Refusal> {
    return configs.createConfig(this.context, spec);
  }

  getConfig(ref: string): Program<Config | Refusal> {
    return configs.getConfig(this.context, ref);
  }

  /** Filters: name, id, label. */
  listConfigs(filters: Filters = {}): Program<Config[] | Refusal> {
    return configs.listConfigs(this.context, filters);
  }

  updateConfig(ref: string, version: number, spec: SecretSpec): Program<Config | Refusal> {
    return configs.updateConfig(this.context, ref, version, spec);
  }

  removeConfig(ref: string): Program<Config | Refusal> {
    return configs.removeConfig(this.context, ref);
  }

  getCluster(): Program<Cluster | Refusal> {
    return clusters.getCluster(this.context);
  }

  /** A new spec, and on request new tokens or a new unlock key; raising `CAConfig.ForceRotate` rotates the root CA. */
  updateCluster(version: number, spec: ClusterSpec, options: ClusterUpdateOptions = {}): Program<Cluster | Refusal> {
    return clusters.updateCluster(this.context, version, spec, options);
  }

  /** Empty when autolock is off: the CLI then says `no unlock key is set`. */
  getUnlockKey(): Program<string> {
    return clusters.getUnlockKey(this.context);
  }
}
