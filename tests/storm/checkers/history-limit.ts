/**
 * A slot keeps no more tasks than the history limit. The reaper comes when a task is created in the slot, and can
 * take what was over by then; so that is looked at, a while after the reaper had its turn: it waits until 250 ms pass
 * without a task event, which services that crash in turn can put off for minutes, as in SwarmKit. With limited attempts
 * that many tasks and one more stay instead. Not when a new leader came in between: it has not heard of the creation.
 */
import type { ReadView } from '../../../src/store';
import type { SwarmRecord } from '../watch/swarm-record';
import type { Checker, Sight } from '../watch/checker';
import { isGlobal, isOver, isReplicated } from './task';

/** So long nothing happens to any task or to the cluster: the reaper has had its turn. */
const QUIET_MS = 300;
/** From its turn on. */
const REAPED_WITHIN_MS = 20_000;
/** Its write waits for those before it, and each takes seconds where the way to the other managers is slow. */
const WRITES_BEFORE = 40;
const REAPED_WITHIN_MS_SLOW = 60_000;

interface Look {
  readonly swarm: SwarmRecord;
  readonly serviceId: string;
  readonly slot: number;
  readonly nodeId: string;
  readonly term: number;
  readonly limit: number;
  readonly createdAtMs: number;
  /** When the reaper's turn was over; undefined until then. */
  reapedAtMs: number | undefined;
}

export function historyLimit({ sim, complain }: Sight): Checker {
  const looks = new Map<string, Look>();
  /** By swarm: the last event that the reaper waits out. */
  const stirredAtMs = new Map<string, number>();

  /** Everything that waited for a quiet moment before now, if there was one. */
  function quiet(swarm: SwarmRecord): void {
    const lastMs = stirredAtMs.get(swarm.id);
    if (lastMs === undefined || sim.nowMs - lastMs < QUIET_MS) return;
    for (const one of looks.values()) if (one.swarm === swarm && one.createdAtMs <= lastMs) one.reapedAtMs ??= lastMs + QUIET_MS;
  }

  function look({ swarm, serviceId, slot, nodeId, term, limit, createdAtMs, reapedAtMs = 0 }: Look): void {
    const { view } = swarm;
    const service = view.get('service', serviceId);
    if (service === undefined || swarm.terms !== term || limitOf(view, serviceId) !== limit || limit < 0) return;
    // A leader that has lost its majority reaps nothing.
    if ((swarm.entries.at(-1)?.atMs ?? 0) < reapedAtMs + REAPED_WITHIN_MS / 2) return;
    const tasks = isReplicated(service) ? view.tasksOfSlot(serviceId, slot) : view.tasksOfNode(nodeId).filter((task) => task.ServiceID === serviceId);
    const old = tasks.filter((task) => isOver(task) && task.UpdatedAt < createdAtMs).length;
    if (tasks.length > limit && old > 0) complain(`slot ${slot || nodeId} of ${service.Spec.Name} keeps ${tasks.length} tasks (${old} long over) with a limit of ${limit}`);
  }

  const sinceLastWriteMs = ({ entries }: SwarmRecord): number => sim.nowMs - (entries.at(-1)?.atMs ?? 0);

  return {
    name: 'history-limit',
    changed(change, swarm) {
      if (change.table !== 'task' || change.before || !change.after || change.after.ServiceID === '') return;
      const { ServiceID: serviceId, Slot: slot, NodeID: nodeId } = change.after;
      const service = swarm.view.get('service', serviceId);
      if (!isReplicated(service) && !isGlobal(service)) return;
      const key = `${swarm.id} ${serviceId} ${isReplicated(service) ? slot : nodeId}`;
      looks.set(key, { swarm, serviceId, slot, nodeId, term: swarm.terms, limit: limitOf(swarm.view, serviceId), createdAtMs: sim.nowMs, reapedAtMs: undefined });
    },
    committed(swarm, { changes }) {
      if (!changes.some((change) => change.table === 'cluster' || (change.table === 'task' && change.after))) return;
      quiet(swarm);
      stirredAtMs.set(swarm.id, sim.nowMs);
    },
    looked() {
      for (const { swarm } of looks.values()) quiet(swarm);
      for (const [key, one] of looks) {
        const { swarm, reapedAtMs } = one;
        if (reapedAtMs === undefined || reapedAtMs + REAPED_WITHIN_MS > sim.nowMs) continue;
        const isSlow = writesSince(swarm, reapedAtMs) < WRITES_BEFORE && sinceLastWriteMs(swarm) < REAPED_WITHIN_MS / 2;
        if (isSlow && reapedAtMs + REAPED_WITHIN_MS_SLOW > sim.nowMs) continue;
        looks.delete(key);
        look(one);
      }
    },
  };
}

function writesSince({ entries }: SwarmRecord, atMs: number): number {
  let count = 0;
  while (count < entries.length && (entries[entries.length - 1 - count]?.atMs ?? 0) > atMs) count++;
  return count;
}

function limitOf(view: ReadView, serviceId: string): number {
  const attempts = view.get('service', serviceId)?.Spec.TaskTemplate.RestartPolicy?.MaxAttempts ?? 0;
  return attempts > 0 ? attempts + 1 : (view.cluster()?.Spec.Orchestration.TaskHistoryRetentionLimit ?? 5);
}
