/**
 * At most one running task a slot, except start-first. A task is let run only when those it replaces are over, or
 * cannot be waited for: their node is down or gone, they have had their minute, or a new leader has taken over (who
 * starts waiting replacements without looking back, as SwarmKit's does). Who was told to stop by an earlier
 * replacement, which was replaced itself, is not looked at any more, nor who was told before another that is waited for
 * instead: SwarmKit waits for the newest alone. And where one replaces several (they were side by side when the order
 * was start-first) it waits for one of them.
 */
import type { Service, Task } from '../../../src/model';
import type { SwarmRecord } from '../watch/swarm-record';
import type { Checker, Sight } from '../watch/checker';
import { isGlobal, isOver, isReplicated, isWanted, nameOf } from './task';

const OLD_TASK_PATIENCE_MS = 60_000;

interface Known {
  readonly slot: string;
  readonly term: number;
  /** The number of the entry that made it: several may come in one millisecond. */
  readonly madeIn: number;
  /** When it was told to stop, and in which entry. */
  toldAtMs?: number;
  toldIn?: number;
  /** Its node was down then: nobody waits for it, even if the node is back before its replacement starts. */
  onDeadNode?: boolean;
}

export function oneTaskASlot({ sim, complain }: Sight): Checker {
  const known = new Map<string, Known>();
  /** Slots that start-first filled twice. Each of the two is replaced by itself, also when the service has another order since. */
  const doubled = new Set<string>();
  let entries = 0;

  function maySideBySide(task: Task, other: Task, service: Service, swarm: SwarmRecord, isNew: boolean): boolean {
    if (isOver(other) || other.NodeID === '') return true;
    if (isDead(other, swarm) || known.get(other.ID)?.onDeadNode === true) return true;
    // Surplus of start-first is stopped while its slot goes on.
    if (isStartFirst(service) || doubled.has(known.get(task.ID)?.slot ?? '')) return true;
    if (isWanted(other)) return other.DesiredState === 'ready';
    // A slot whose tasks were all removed is free at once; so is a node that a global service comes back to.
    if (other.DesiredState === 'remove' || (isNew && isGlobal(service))) return true;
    const now = known.get(task.ID);
    if (now !== undefined && now.term !== swarm.terms) return true;
    const { toldAtMs = 0, toldIn = 0 } = known.get(other.ID) ?? {};
    // The minute begins with the write, and the word is out once that is agreed.
    if (toldIn < (now?.madeIn ?? 0) || sim.nowMs - Math.min(toldAtMs, task.CreatedAt) >= OLD_TASK_PATIENCE_MS) return true;
    return [...known].some(([id, one]) => id !== other.ID && (one.toldIn ?? -1) >= toldIn && one.slot === known.get(other.ID)?.slot && mayBeOver(swarm.view.get('task', id), swarm));
  }

  function mayBeOver(task: Task | undefined, swarm: SwarmRecord): boolean {
    return task === undefined || isOver(task) || isDead(task, swarm);
  }

  function remember(service: Service, task: Task, others: readonly Task[]): void {
    const slot = known.get(task.ID)?.slot;
    if (slot === undefined) return;
    const wanted = others.filter(isWanted).length;
    if (wanted < 2) doubled.delete(slot);
    else if (isStartFirst(service)) doubled.add(slot);
  }

  return {
    name: 'one-task-a-slot',
    changed(change, swarm) {
      if (change.table !== 'task' || change.after === undefined) return;
      const { before, after, id } = change;
      if (before === undefined) known.set(id, { slot: `${after.ServiceID} ${after.Slot || after.NodeID}`, term: swarm.terms, madeIn: entries });
      const own = known.get(id);
      if (!own || own.toldAtMs !== undefined || isWanted(after)) return;
      own.toldAtMs = sim.nowMs;
      own.toldIn = entries;
      own.onDeadNode = isDead(after, swarm);
    },
    committed(swarm, { changes }) {
      entries++;
      for (const change of changes) {
        if (change.table !== 'task' || change.after === undefined) continue;
        const task = change.after;
        const service = swarm.view.get('service', task.ServiceID);
        if (service === undefined) continue;
        const slot = slotOf(swarm, service, task);
        remember(service, task, slot);
        if (isOver(task) || task.DesiredState !== 'running' || change.before?.DesiredState === 'running') continue;
        const rival = slot.find((other) => other.ID !== task.ID && !maySideBySide(task, other, service, swarm, change.before === undefined));
        if (rival) complain(`${nameOf(task)} is let run beside ${nameOf(rival)}, ${rival.Status.State} and wanted ${rival.DesiredState}`);
      }
    },
  };
}

function slotOf({ view }: SwarmRecord, service: Service, { Slot, NodeID }: Task): Task[] {
  if (isReplicated(service)) return view.tasksOfSlot(service.ID, Slot);
  return isGlobal(service) ? view.tasksOfNode(NodeID).filter((one) => one.ServiceID === service.ID) : [];
}

function isDead(task: Task, { view }: SwarmRecord): boolean {
  const node = view.get('node', task.NodeID);
  return node === undefined || node.Status.State === 'down';
}

/** By the configuration of now, or of the spec before: a run under way may still go by that. */
function isStartFirst(service: Service | undefined): boolean {
  return [service?.Spec, service?.PreviousSpec].some((spec) => spec?.UpdateConfig?.Order === 'start-first' || spec?.RollbackConfig?.Order === 'start-first');
}
