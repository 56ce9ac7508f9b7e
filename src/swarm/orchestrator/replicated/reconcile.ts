/**
 * The plan for one replicated service: compare the live slots with the number of replicas
 * (swarmkit manager/orchestrator/replicated/services.go). Pure: tested without a store.
 */
import type { Service, Task } from '../../../model';
import { groupBySlot } from '../slot';
import { replicasOf } from '../service';

export interface ReplicatedPlan {
  /** Slot numbers that get a new task. */
  readonly createSlots: readonly number[];
  /** Tasks of slots that are too many: desired state `remove`. */
  readonly removeTaskIds: readonly string[];
  /** Tasks of dead slots: deleted at once. */
  readonly deleteTaskIds: readonly string[];
  /** Live slots that stay: what the updater looks at. */
  readonly keptSlots: readonly (readonly Task[])[];
  /** The kept slots come in the order of scale-down and are to be updated in it; otherwise in any order. */
  readonly ordered: boolean;
}

/** `updatable` answers by which tasks a slot counts as live; none means the slot is dead. */
export function reconcileReplicated(service: Service, tasks: readonly Task[], updatable: (slot: readonly Task[]) => Task[]): ReplicatedPlan {
  const live = new Map<number, Task[]>();
  const dead = new Map<number, Task[]>();
  for (const [number, slot] of groupBySlot(tasks)) {
    const members = updatable(slot);
    if (members.length > 0) live.set(number, members);
    else dead.set(number, slot);
  }
  const wanted = replicasOf(service);
  const createSlots: number[] = [];
  for (let number = 1; live.size + createSlots.length < wanted; number++) {
    if (live.has(number)) continue;
    createSlots.push(number);
    // A slot that is used again keeps its history.
    dead.delete(number);
  }
  const tooMany = live.size > wanted;
  const slots = tooMany ? inOrderOfKeeping([...live.values()]) : [...live.values()];
  return {
    createSlots,
    removeTaskIds: slots.slice(wanted).flatMap((slot) => slot.map((task) => task.ID)),
    deleteTaskIds: [...dead.values()].flatMap((slot) => slot.map((task) => task.ID)),
    keptSlots: slots.slice(0, wanted),
    ordered: tooMany,
  };
}

/**
 * Who stays longest comes first. Running slots before others and lower numbers before higher ones; walking so,
 * each slot gets its rank as the nth copy on its node; low ranks stay. Slots that have no node yet, or more
 * than one live task, go first. SwarmKit's second sort is not stable; ours is, so slot order decides ties.
 */
function inOrderOfKeeping(slots: Task[][]): Task[][] {
  const running = (slot: Task[]): boolean => slot.some((task) => task.Status.State === 'running');
  slots.sort((a, b) => Number(running(b)) - Number(running(a)) || (a[0] as Task).Slot - (b[0] as Task).Slot);
  const copies = new Map<string, number>();
  const ranked = slots.map((slot) => {
    const nodeId = (slot[0] as Task).NodeID;
    if (slot.length > 1 || nodeId === '') return { slot, rank: Infinity };
    const rank = (copies.get(nodeId) ?? 0) + 1;
    copies.set(nodeId, rank);
    return { slot, rank };
  });
  ranked.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank));
  return ranked.map(({ slot }) => slot);
}
