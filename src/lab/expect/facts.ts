/** What a judge may look at: the cluster as its leader has it, and the machines. Reading changes nothing. */
import type { Cluster, Config, Network, Node, Secret, Service, Task } from '../../model';

/** Objects have the shape of the Engine API's JSON. */
export interface ClusterFacts {
  cluster(): Cluster | undefined;
  services(): readonly Service[];
  secrets(): readonly Secret[];
  configs(): readonly Config[];
  networks(): readonly Network[];
  nodes(): readonly Node[];
  tasksOf(serviceId: string): readonly Task[];
}

export interface ContainerFact {
  /** Its name, then its ID. */
  names: readonly string[];
  state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'removing' | 'dead';
}

export interface MachineFacts {
  readonly name: string;
  /** Part of a swarm, locked, or neither. */
  readonly swarm: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
  containers(): readonly ContainerFact[];
  volumes(): readonly string[];
  /** Name and tag, as `docker images` shows them. */
  images(): readonly string[];
  /** Undefined when there is no such file. */
  file(path: string): string | undefined;
}

export interface Facts {
  /** Undefined while no manager is up. */
  cluster: ClusterFacts | undefined;
  machines: readonly MachineFacts[];
  /** The node's hostname that leads, and whether most managers reach each other. */
  leader: string | undefined;
  quorum: boolean;
}

/** A connection that somebody attempted, once it is over. */
export interface RequestFact {
  /** Virtual instants. */
  atMs: number;
  endMs: number;
  /** As asked for: `web:80`. */
  target: string;
  route?: { service?: string; task?: string };
  outcome: string;
  /** HTTP alone. */
  status?: number;
}
