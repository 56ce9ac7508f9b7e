/** What agents and the dispatcher say to each other (swarmkit api/dispatcher.proto). */
import type { NodeDescription } from './node';
import type { Config, Secret } from './network';
import type { Network } from './network';
import type { Task, TaskStatus } from './task';
import type { NodeRole } from './node';

/** Everything a node is to have, or what changed since the last message. */
export interface AssignmentsMessage {
  readonly kind: 'complete' | 'incremental';
  readonly sessionId: string;
  readonly updateTasks: readonly Task[];
  readonly removeTaskIds: readonly string[];
  readonly updateSecrets: readonly Secret[];
  readonly removeSecretIds: readonly string[];
  readonly updateConfigs: readonly Config[];
  readonly removeConfigIds: readonly string[];
}

/** What a session tells its agent besides assignments: its managers, its role, the node's networks. */
export interface SessionMessage {
  readonly sessionId: string;
  readonly nodeId: string;
  readonly role: NodeRole;
  /** Addresses of the managers, `ip:2377`. */
  readonly managers: readonly string[];
  /** This node's endpoint on each network it needs (ingress at least). */
  readonly attachments: readonly { readonly network: Network; readonly address: string }[];
  readonly heartbeatPeriodMs: number;
  /** The node is to renew its certificate now (a root rotation). */
  readonly rotateCertificate?: boolean;
}

export interface TaskStatusUpdate {
  readonly taskId: string;
  readonly status: TaskStatus;
}

export interface SessionRequest {
  readonly nodeId: string;
  readonly description: NodeDescription;
  readonly address: string;
}
