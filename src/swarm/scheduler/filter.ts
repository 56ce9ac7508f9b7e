/**
 * The filters, in SwarmKit's order. Each says whether it concerns a task at all (and what the task demands then),
 * whether a node admits it, and, in Docker's words, on how many nodes it did not
 * (swarmkit manager/scheduler/filter.go). Cluster volumes have no filter: the store holds none.
 */
import type { GenericResource, Platform, Task } from '../../model';
import { constraintsOf, nodeMatches } from '../constraint';
import type { Constraint } from '../constraint';
import { hasEnough } from '../generic-resource';
import { hostPortsOf } from './node-info';
import type { NodeInfo, ServiceCounts } from './node-info';

export interface Filter<Demand> {
  /** What the task demands, in the form that `admits` wants it; undefined when the filter has nothing to say. */
  applies(task: Task, counts: ServiceCounts): Demand | undefined;
  admits(demand: Demand, node: NodeInfo): boolean;
  explains(count: number): string;
}

function nodes(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}

/** Ready and active. */
const ready: Filter<true> = {
  applies: () => true,
  admits: (_demand, node) => node.ready,
  explains: (count) => `${nodes(count)} not available for new tasks`,
};

interface ResourceDemand {
  readonly nanoCpus: number;
  readonly memoryBytes: number;
  readonly generic: readonly GenericResource[];
}

/** Reservations fit into what is free. Limits never count. */
const resources: Filter<ResourceDemand> = {
  applies(task) {
    const reservations = task.Spec.Resources?.Reservations;
    if (reservations === undefined) return undefined;
    const { NanoCPUs: nanoCpus = 0, MemoryBytes: memoryBytes = 0, GenericResources: generic = [] } = reservations;
    return nanoCpus === 0 && memoryBytes === 0 && generic.length === 0 ? undefined : { nanoCpus, memoryBytes, generic };
  },
  admits: (demand, node) =>
    demand.nanoCpus <= node.nanoCpus &&
    demand.memoryBytes <= node.memoryBytes &&
    (demand.generic.length === 0 || hasEnough(node.generic, demand.generic)),
  explains: (count) => `insufficient resources on ${nodes(count)}`,
};

interface PluginDemand {
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  readonly log: string | undefined;
}

/** Volume, network and log drivers are among the node's plugins. */
const plugins: Filter<PluginDemand> = {
  applies(task) {
    const volumes: string[] = [];
    for (const mount of task.Spec.ContainerSpec?.Mounts ?? []) {
      const driver = mount.Type === 'volume' ? mount.VolumeOptions?.DriverConfig?.Name : undefined;
      if (driver && driver !== 'local') volumes.push(driver);
    }
    const networks = (task.NetworksAttachments ?? []).map((attachment) => attachment.Network.Spec.Driver).filter((driver) => driver !== '');
    const logName = task.Spec.LogDriver?.Name;
    const log = logName && logName !== 'none' ? logName : undefined;
    return volumes.length === 0 && networks.length === 0 && log === undefined ? undefined : { volumes, networks, log };
  },
  admits(demand, { node }) {
    const engine = node.Description?.Engine;
    if (engine === undefined) return true;
    const present = engine.Plugins ?? [];
    const has = (type: string, name: string): boolean =>
      present.some((plugin) => plugin.Type === type && (plugin.Name === name || plugin.Name === `${name}:latest`));
    if (!demand.volumes.every((name) => has('Volume', name)) || !demand.networks.every((name) => has('Network', name))) return false;
    // A node that reports no log drivers at all is an old one, and is trusted.
    return demand.log === undefined || has('Log', demand.log) || !present.some((plugin) => plugin.Type === 'Log');
  },
  explains: (count) => `missing plugin on ${nodes(count)}`,
};

/** All placement constraints hold. */
const constraints: Filter<readonly Constraint[]> = {
  applies(task) {
    const parsed = constraintsOf(task.Spec.Placement);
    return parsed.length === 0 ? undefined : parsed;
  },
  admits: (demand, { node }) => nodeMatches(demand, node),
  explains: (count) => `scheduling constraints not satisfied on ${nodes(count)}`,
};

/** The image exists for the node's platform. */
const platform: Filter<readonly Platform[]> = {
  applies(task) {
    const platforms = task.Spec.Placement?.Platforms;
    return platforms === undefined || platforms.length === 0 ? undefined : platforms;
  },
  admits(demand, { node }) {
    const actual = node.Description?.Platform;
    if (actual === undefined) return false;
    const architecture = normalized(actual.Architecture);
    return demand.some(
      (wanted) => (!wanted.Architecture || normalized(wanted.Architecture) === architecture) && (!wanted.OS || wanted.OS === actual.OS),
    );
  },
  explains: (count) => `unsupported platform on ${nodes(count)}`,
};

function normalized(architecture: string | undefined): string | undefined {
  if (architecture === 'x86_64') return 'amd64';
  return architecture === 'aarch64' ? 'arm64' : architecture;
}

/** No other task holds the same host port. */
const hostPorts: Filter<readonly string[]> = {
  applies(task) {
    const keys = hostPortsOf(task);
    return keys.length === 0 ? undefined : keys;
  },
  admits: (demand, node) => node.hostPorts === undefined || !demand.some((key) => node.hostPorts?.has(key)),
  explains: (count) => `host-mode port already in use on ${nodes(count)}`,
};

interface ReplicaDemand {
  readonly limit: number;
  readonly counts: ServiceCounts;
}

/** Fewer active tasks of the service, of any spec version, than `MaxReplicas` allows on a node. */
const maxReplicas: Filter<ReplicaDemand> = {
  applies(task, counts) {
    const limit = task.Spec.Placement?.MaxReplicas ?? 0;
    return limit > 0 ? { limit, counts } : undefined;
  },
  admits: (demand, node) => (demand.counts.get(node.index) ?? 0) < demand.limit,
  // Docker's spelling, and no number.
  explains: () => 'max replicas per node limit exceed',
};

/** The order matters: a node is charged to the first filter that refuses it. */
export const FILTERS = [ready, resources, plugins, constraints, platform, hostPorts, maxReplicas] as readonly Filter<unknown>[];
