/** One machine's Docker as its API sees it: the engine, its part in the swarm, and the logs of tasks elsewhere. */
import type { ContainerLogs, Engine, LogsOptions } from '../host';
import type { Refusal } from '../model';
import type { Machine } from '../os';
import type { Program } from '../sim';
import type { SwarmMember } from './member';

export interface Daemon {
  readonly machine: Machine;
  readonly engine: Engine;
  readonly swarm: SwarmMember;
  /** A container's output, wherever it lies; refused when its node cannot be asked (swarmkit manager/logbroker). */
  taskLogs(nodeId: string, containerId: string, options: LogsOptions): Program<ContainerLogs | Refusal>;
}
