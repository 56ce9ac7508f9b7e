/** The task: one container's worth of desired and observed state (swarmkit api/types.proto, objects.proto). */
import type { Instant, Labels, Meta } from './meta';
import type { Endpoint, EndpointSpec, GenericResource, PortConfig, TaskSpec } from './service';
import type { Network } from './network';

export type TaskState =
  | 'new'
  | 'pending'
  | 'assigned'
  | 'accepted'
  | 'preparing'
  | 'ready'
  | 'starting'
  | 'running'
  | 'complete'
  | 'shutdown'
  | 'failed'
  | 'rejected'
  | 'remove'
  | 'orphaned';

/** SwarmKit's numbers: states only ever grow. */
export const TASK_STATE_ORDER: Readonly<Record<TaskState, number>> = {
  new: 0,
  pending: 64,
  assigned: 192,
  accepted: 256,
  preparing: 320,
  ready: 384,
  starting: 448,
  running: 512,
  complete: 576,
  shutdown: 640,
  failed: 704,
  rejected: 768,
  remove: 800,
  orphaned: 832,
};

/** Negative, zero or positive as a is before, at or after b. */
export function compareStates(a: TaskState, b: TaskState): number {
  return TASK_STATE_ORDER[a] - TASK_STATE_ORDER[b];
}

/** Past running: the container is over, whatever the reason. */
export function isTerminal(state: TaskState): boolean {
  return TASK_STATE_ORDER[state] > TASK_STATE_ORDER.running;
}

export type DesiredState = 'ready' | 'running' | 'complete' | 'shutdown' | 'remove';

export interface TaskStatus {
  readonly Timestamp: Instant;
  readonly State: TaskState;
  readonly Message: string;
  readonly Err?: string;
  readonly ContainerStatus?: { readonly ContainerID: string; readonly PID: number; readonly ExitCode: number };
  readonly PortStatus?: { readonly Ports?: readonly PortConfig[] };
}

export interface NetworkAttachment {
  /** The network as it was when attached. */
  readonly Network: Network;
  /** With prefix length. */
  readonly Addresses?: readonly string[];
  readonly aliases?: readonly string[];
}

export interface Task extends Meta {
  readonly Labels: Labels;
  readonly Spec: TaskSpec;
  /** Empty for attachment tasks. */
  readonly ServiceID: string;
  /** 1.. for replicated services, 0 for global ones; replicated jobs start at 0. */
  readonly Slot: number;
  /** Empty until assigned. */
  readonly NodeID: string;
  readonly Status: TaskStatus;
  readonly DesiredState: DesiredState;
  readonly NetworksAttachments?: readonly NetworkAttachment[];
  readonly GenericResources?: readonly GenericResource[];
  readonly JobIteration?: { readonly Index: number };
  /** The service's name and labels at creation, and the spec version it was made from. */
  readonly serviceName: string;
  readonly serviceLabels: Labels;
  readonly specVersion: number;
  /** The endpoint as the service had it; part of what makes a task dirty, and of what host ports it holds. */
  readonly endpointSpec?: EndpointSpec;
  /** The service's endpoint when the task got its addresses: VIPs for load balancing, ports as allocated. */
  readonly endpoint?: Endpoint;
  /** The service's log driver, else the cluster's default. */
  readonly logDriver?: TaskSpec['LogDriver'];
}

/** `web.3.<id>` or `web.<nodeID>.<id>`: a task's container name (swarmkit api/naming/naming.go). */
export function taskContainerName(task: Pick<Task, 'serviceName' | 'Slot' | 'NodeID' | 'ID'>): string {
  return `${task.serviceName}.${task.Slot !== 0 ? task.Slot : task.NodeID}.${task.ID}`;
}
