/** An update's status goes only where Docker's does, and ends: completed, paused, or held by a task that finds no place. */
import { isDeepStrictEqual } from 'node:util';
import { TASK_STATE_ORDER } from '../../../src/model';
import type { Service, ServiceSpec, UpdateState } from '../../../src/model';
import type { ReadView } from '../../../src/store';
import type { Checker, Sight } from '../watch/checker';
import { isGlobal, isOver, isWanted } from './task';

type State = UpdateState | 'none';

/** Any update call clears the status, any rollback begins one; besides those: */
const NEXT: Readonly<Record<State, readonly State[]>> = {
  none: ['updating'],
  updating: ['paused', 'completed', 'rollback_started'],
  paused: [],
  completed: [],
  rollback_started: ['rollback_paused', 'rollback_completed'],
  // A rollback whose own action is rollback says paused, and yet the run ends (swarmkit updater.go).
  rollback_paused: ['completed'],
  rollback_completed: [],
};

/**
 * A slot that ended for good and is out of date, or that start-first filled twice, is put in order whenever its service
 * is looked at again, also after the end of the update, by a run that begins without a word and ends as any other
 * (swarmkit updater.go `Run`).
 */
const LATE: Readonly<Partial<Record<State, readonly State[]>>> = {
  completed: ['paused', 'rollback_started'],
  rollback_completed: ['completed', 'paused', 'rollback_started'],
};

export function updates({ complain }: Sight): Checker {
  /** Global services of which no node had a live task when their rollback began: nobody looks, so nobody ends it (swarmkit global.go). */
  const unseen = new Set<string>();
  /** Services whose update lost a task that had not run yet, by term of leadership: nobody tells the updater, which waits on (swarmkit updater.go). */
  const bereft = new Map<string, number>();
  return {
    name: 'updates',
    changed(change, { view, terms }) {
      if (change.table === 'task' && change.before && !change.after && TASK_STATE_ORDER[change.before.Status.State] < TASK_STATE_ORDER.running) bereft.set(change.before.ServiceID, terms);
      if (change.table !== 'service' || !change.after) return;
      const { before, after } = change;
      if (before?.UpdateStatus === after.UpdateStatus) return;
      bereft.delete(change.id);
      if (isGlobal(after) && !view.tasksOfService(after.ID).some((task) => isWanted(task) && !isOver(task))) unseen.add(after.ID);
      else unseen.delete(after.ID);
      const [from, to] = [before?.UpdateStatus?.State ?? 'none', after.UpdateStatus?.State ?? 'none'] as [State, State];
      const asked = before === undefined || before.specVersion !== after.specVersion || !isDeepStrictEqual(before.Spec, after.Spec);
      if (LATE[from]?.includes(to) && [after.Spec, after.PreviousSpec, before?.PreviousSpec].some(mayRunLate)) return;
      if (from === to || to === 'none' || NEXT[from].includes(to) || (to === 'rollback_started' && asked)) return;
      complain(`the update of ${after.Spec.Name} went from ${from} to ${to}: ${after.UpdateStatus?.Message}`);
    },
    unsettled({ view, terms }) {
      return view.list('service').flatMap((service) => {
        const state = service.UpdateStatus?.State;
        // A job has no updater: a rollback of one only says that it began (swarmkit manager/controlapi/service.go).
        if (service.JobStatus) return [];
        if ((state !== 'updating' && state !== 'rollback_started') || isHeld(service, view) || bereft.get(service.ID) === terms || unseen.has(service.ID)) return [];
        return [`${service.Spec.Name} is still ${state}`];
      });
    },
  };
}

/** Its tasks may end for good, or its slots may be filled twice. */
function mayRunLate(spec: ServiceSpec | undefined): boolean {
  const { Condition = 'any', MaxAttempts = 0 } = spec?.TaskTemplate.RestartPolicy ?? {};
  return Condition !== 'any' || MaxAttempts > 0 || [spec?.UpdateConfig, spec?.RollbackConfig].some((config) => config?.Order === 'start-first');
}

/** A new task that is pending, or went down with its node, holds the update; it counts as no failure. */
function isHeld(service: Service, view: ReadView): boolean {
  return view.tasksOfService(service.ID).some((task) => {
    if (isOver(task) || task.Status.State === 'running') return false;
    if (task.Status.State === 'new' || task.Status.State === 'pending') return true;
    const node = view.get('node', task.NodeID);
    return node === undefined || node.Status.State === 'down';
  });
}
