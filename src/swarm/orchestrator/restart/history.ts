/**
 * How often each slot was restarted, for MaxAttempts. Kept in the leader's memory, only where the policy has a
 * limit, and only for the newest spec version: an updated service begins anew
 * (swarmkit manager/orchestrator/restart/restart.go).
 */
import type { Instant, Service, Task } from '../../../model';
import { NS_PER_MS } from '../../../model';
import { isGlobal } from '../service';
import { restartConditionOf } from '../task';

interface SlotHistory {
  specVersion: number;
  restarts: number;
  /** When the replacements were created, oldest first; kept only where the policy has a window. */
  createdAtMs: Instant[];
}

export class RestartHistory {
  private services = new Map<string, Map<string, SlotHistory>>();

  /** A replacement was created. `nodeId` is empty for slots that are numbered. */
  record(replacement: Task, nodeId: string): void {
    const policy = replacement.Spec.RestartPolicy;
    if (!policy?.MaxAttempts) return;
    let slots = this.services.get(replacement.ServiceID);
    if (slots === undefined) this.services.set(replacement.ServiceID, (slots = new Map()));
    const key = slotHistoryKey(replacement.Slot, nodeId);
    let slot = slots.get(key);
    if (slot === undefined || slot.specVersion !== replacement.specVersion) {
      slots.set(key, (slot = { specVersion: replacement.specVersion, restarts: 0, createdAtMs: [] }));
    }
    slot.restarts++;
    if (policy.Window) {
      slot.createdAtMs.push(replacement.CreatedAt);
      // Whatever is older than the window cannot count any more.
      const oldestMs = replacement.CreatedAt - policy.Window / NS_PER_MS;
      while (slot.createdAtMs.length > 0 && (slot.createdAtMs[0] as number) <= oldestMs) slot.createdAtMs.shift();
    }
  }

  /** Replacements that count against this task: all of its spec version, or those within the window before it ended. */
  attempts(service: Service | undefined, task: Task): number {
    // A global job's history is recorded per node but looked up without it: the limit never applies there, as in SwarmKit.
    const nodeId = service !== undefined && isGlobal(service) ? task.NodeID : '';
    const slot = this.services.get(task.ServiceID)?.get(slotHistoryKey(task.Slot, nodeId));
    if (slot === undefined || slot.specVersion !== task.specVersion) return 0;
    const window = task.Spec.RestartPolicy?.Window;
    if (!window) return slot.restarts;
    const endedAtMs = task.Status.Timestamp;
    const sinceMs = endedAtMs - window / NS_PER_MS;
    return slot.createdAtMs.filter((atMs) => atMs > sinceMs && atMs < endedAtMs).length;
  }

  /** The service is gone. */
  forget(serviceId: string): void {
    this.services.delete(serviceId);
  }

  clear(): void {
    this.services.clear();
  }
}

function slotHistoryKey(slot: number, nodeId: string): string {
  return `${slot}/${nodeId}`;
}

/** Does the task's policy let it be replaced? */
export function shouldRestart(service: Service | undefined, task: Task, history: RestartHistory): boolean {
  const condition = restartConditionOf(task, service);
  if (condition === 'none') return false;
  if (condition === 'on-failure' && task.Status.State === 'complete') return false;
  const attemptsMax = task.Spec.RestartPolicy?.MaxAttempts;
  return !attemptsMax || history.attempts(service, task) < attemptsMax;
}
