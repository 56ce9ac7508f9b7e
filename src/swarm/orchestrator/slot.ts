/** Tasks by slot: a slot is all tasks that have filled it, live and historic (swarmkit manager/orchestrator/slot.go). */
import type { Task } from '../../model';

/** Tasks by slot number, in ascending order of numbers. */
export function groupBySlot(tasks: readonly Task[]): Map<number, Task[]> {
  const grouped = group(tasks, (task) => task.Slot);
  return new Map([...grouped].sort(([a], [b]) => a - b));
}

/** Tasks by node ID, in the order in which the nodes first appear. */
export function groupByNode(tasks: readonly Task[]): Map<string, Task[]> {
  return group(tasks, (task) => task.NodeID);
}

function group<K>(tasks: readonly Task[], keyOf: (task: Task) => K): Map<K, Task[]> {
  const grouped = new Map<K, Task[]>();
  for (const task of tasks) {
    const key = keyOf(task);
    const members = grouped.get(key);
    if (members === undefined) grouped.set(key, [task]);
    else members.push(task);
  }
  return grouped;
}
