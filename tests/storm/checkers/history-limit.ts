/**
 * A slot keeps no more tasks than the history limit. The reaper comes when a task is created in the slot, and can
 * take what was over by then; so that is looked at, a while later. With limited attempts that many tasks and one more
 * stay instead. Not when a new leader came in between: it has not heard of the creation, as in SwarmKit.
 */
import type { ReadView } from '../../../src/store';
import type { SwarmRecord } from '../watch/swarm-record';
import type { Checker, Sight } from '../watch/checker';
import { isGlobal, isOver, isReplicated } from './task';

/** The reaper waits until 250 ms pass without a task event. */
const REAPED_WITHIN_MS = 20_000;

interface Look {
  readonly swarm: SwarmRecord;
  readonly serviceId: string;
  readonly slot: number;
  readonly nodeId: string;
  readonly term: number;
  readonly limit: number;
  readonly createdAtMs: number;
}

export function historyLimit({ sim, complain }: Sight): Checker {
  const looks = new Map<string, Look>();

  function look({ swarm, serviceId, slot, nodeId, term, limit, createdAtMs }: Look): void {
    const { view } = swarm;
    const service = view.get('service', serviceId);
    if (service === undefined || swarm.terms !== term || limitOf(view, serviceId) !== limit || limit < 0) return;
    // A leader that has lost its majority reaps nothing.
    if ((swarm.entries.at(-1)?.atMs ?? 0) < createdAtMs + REAPED_WITHIN_MS / 2) return;
    const tasks = isReplicated(service) ? view.tasksOfSlot(serviceId, slot) : view.tasksOfNode(nodeId).filter((task) => task.ServiceID === serviceId);
    const old = tasks.filter((task) => isOver(task) && task.UpdatedAt < createdAtMs).length;
    if (tasks.length > limit && old > 0) complain(`slot ${slot || nodeId} of ${service.Spec.Name} keeps ${tasks.length} tasks (${old} long over) with a limit of ${limit}`);
  }

  return {
    name: 'history-limit',
    changed(change, swarm) {
      if (change.table !== 'task' || change.before || !change.after || change.after.ServiceID === '') return;
      const { ServiceID: serviceId, Slot: slot, NodeID: nodeId } = change.after;
      const service = swarm.view.get('service', serviceId);
      if (!isReplicated(service) && !isGlobal(service)) return;
      const key = `${swarm.id} ${serviceId} ${isReplicated(service) ? slot : nodeId}`;
      looks.set(key, { swarm, serviceId, slot, nodeId, term: swarm.terms, limit: limitOf(swarm.view, serviceId), createdAtMs: sim.nowMs });
    },
    looked() {
      for (const [key, one] of looks) {
        if (one.createdAtMs + REAPED_WITHIN_MS > sim.nowMs) continue;
        looks.delete(key);
        look(one);
      }
    },
  };
}

function limitOf(view: ReadView, serviceId: string): number {
  const attempts = view.get('service', serviceId)?.Spec.TaskTemplate.RestartPolicy?.MaxAttempts ?? 0;
  return attempts > 0 ? attempts + 1 : (view.cluster()?.Spec.Orchestration.TaskHistoryRetentionLimit ?? 5);
}
