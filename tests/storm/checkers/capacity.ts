/** Reservations on a node never exceed what it has. */
import type { ReadView } from '../../../src/store';
import type { Checker, Sight } from '../watch/checker';
import { holdsNode } from './task';
import { filledNodes } from './filled-nodes';

export function capacity({ complain }: Sight): Checker {
  return {
    name: 'capacity',
    committed({ view }, commit) {
      for (const nodeId of filledNodes(commit)) {
        const there = view.get('node', nodeId)?.Description?.Resources;
        if (!there) continue;
        const { cpus, memory } = reservedOn(view, nodeId);
        if (cpus > (there.NanoCPUs ?? 0)) complain(`${cpus / 1e9} CPUs are reserved on ${nodeId}, which has ${(there.NanoCPUs ?? 0) / 1e9}`);
        if (memory > (there.MemoryBytes ?? 0)) complain(`${memory} bytes are reserved on ${nodeId}, which has ${there.MemoryBytes}`);
      }
    },
  };
}

export function reservedOn(view: ReadView, nodeId: string): { cpus: number; memory: number } {
  let [cpus, memory] = [0, 0];
  for (const task of view.tasksOfNode(nodeId)) {
    if (!holdsNode(task)) continue;
    cpus += task.Spec.Resources?.Reservations?.NanoCPUs ?? 0;
    memory += task.Spec.Resources?.Reservations?.MemoryBytes ?? 0;
  }
  return { cpus, memory };
}
