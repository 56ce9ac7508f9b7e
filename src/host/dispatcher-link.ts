/**
 * The agent's line to its managers (swarmkit api/dispatcher.proto, resource.proto). The composition implements
 * it over the wire: connecting finds a manager among those known, and messages take the time the wire takes.
 */
import type { AssignmentsMessage, Refusal, SessionMessage, SessionRequest, TaskStatusUpdate } from '../model';
import type { Program } from '../sim';

/** What comes down an open session. */
export interface SessionEvents {
  onSession(message: SessionMessage): void;
  onAssignments(message: AssignmentsMessage): void;
  /** The stream broke: manager gone, wire cut, leadership lost. `reason` is for the engine's log. */
  onClosed(reason: string): void;
}

export interface DispatcherSession {
  readonly sessionId: string;
  /** Answers the period until the next beat, or a refusal (`session invalid`, node removed). */
  heartbeat(): Program<{ periodMs: number } | Refusal>;
  /** Statuses are acknowledged; a refusal means they are to be sent again on the next session. */
  sendStatus(updates: readonly TaskStatusUpdate[]): Program<undefined | Refusal>;
  close(): void;
}

export interface DispatcherLink {
  /** One try, at most 5 s; a refusal is retried with backoff by the agent. */
  connect(request: SessionRequest, events: SessionEvents): Program<DispatcherSession | Refusal>;
  /** `docker run --network <attachable>`: asks for an attachment task on this node; answers its ID. */
  attachNetwork(nodeId: string, network: string, containerId: string, addresses: readonly string[]): Program<{ attachmentId: string } | Refusal>;
  detachNetwork(nodeId: string, attachmentId: string): Program<undefined | Refusal>;
}
