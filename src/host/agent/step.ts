/**
 * What an agent does next with a task, by its state and the wanted one (swarmkit agent/exec/controller.go Do). A pure
 * table: one step at a time, and a restart of the daemon simply asks again.
 */
import { TASK_STATE_ORDER, type DesiredState, type TaskState } from '../../model';

export type Step = 'accept' | 'begin' | 'prepare' | 'launch' | 'start' | 'wait' | 'shutdown';

const ORDER = TASK_STATE_ORDER;

/** The next step, or undefined when there is nothing to do but wait for other wishes. */
export function nextStep(state: TaskState, desired: DesiredState): Step | undefined {
  const now = ORDER[state];
  if (ORDER[desired] >= ORDER.shutdown) return now >= ORDER.complete ? undefined : 'shutdown';
  if (now > ORDER[desired]) return undefined;
  switch (state) {
    // Operations in flight are brought to their end.
    case 'preparing':
      return 'prepare';
    case 'starting':
      return 'start';
    case 'running':
      return 'wait';
    default:
  }
  if (now >= ORDER[desired]) return undefined;
  switch (state) {
    case 'new':
    case 'pending':
    case 'assigned':
      return 'accept';
    case 'accepted':
      return 'begin';
    case 'ready':
      return 'launch';
    default:
      return undefined;
  }
}

/** Where a step leads when it succeeds, and the words that go with it. */
export const REACHES: Readonly<Record<Step, { state: TaskState; message: string }>> = {
  accept: { state: 'accepted', message: 'accepted' },
  begin: { state: 'preparing', message: 'preparing' },
  prepare: { state: 'ready', message: 'prepared' },
  launch: { state: 'starting', message: 'starting' },
  start: { state: 'running', message: 'started' },
  wait: { state: 'complete', message: 'finished' },
  shutdown: { state: 'shutdown', message: 'shutdown' },
};

/** A broken task is rejected before it was starting, and failed after. */
export function failureState(state: TaskState): TaskState {
  return ORDER[state] < ORDER.starting ? 'rejected' : 'failed';
}
