/** [SWARM4] States and desired states of a task only grow; a task never changes its node, its service or its spec. */
import { compareStates, TASK_STATE_ORDER } from '../../../src/model';
import type { Checker, Sight } from '../watch/checker';

export function taskLife({ complain }: Sight): Checker {
  return {
    name: 'task-life',
    changed(change) {
      if (change.table !== 'task' || !change.before || !change.after) return;
      const { before, after, id } = change;
      const name = `${after.serviceName}.${after.Slot} ${id}`;
      if (compareStates(after.Status.State, before.Status.State) < 0) complain(`${name} went from ${before.Status.State} back to ${after.Status.State}`);
      if (TASK_STATE_ORDER[after.DesiredState] < TASK_STATE_ORDER[before.DesiredState]) complain(`${name} is wanted ${after.DesiredState} after it was wanted ${before.DesiredState}`);
      if (before.NodeID !== '' && after.NodeID !== before.NodeID) complain(`${name} moved from node ${before.NodeID} to ${after.NodeID}`);
      if (after.Spec !== before.Spec && JSON.stringify(after.Spec) !== JSON.stringify(before.Spec)) complain(`${name} has another spec than it was made with`);
      if (after.ServiceID !== before.ServiceID || after.Slot !== before.Slot) complain(`${name} changed its slot`);
    },
  };
}
