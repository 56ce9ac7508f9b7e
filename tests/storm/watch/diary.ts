/** Not a law but a diary: a line for each change of a task, a service, a node or a network, to find out what led to a violation. */
import type { Change } from '../../../src/store';
import { nameOf } from '../checkers/task';
import type { MakeChecker } from './checker';

export function diary(write: (line: string) => void): MakeChecker {
  return ({ sim }) => {
    const startMs = sim.nowMs;
    const at = () => ((sim.nowMs - startMs) / 1000).toFixed(3).padStart(9);
    return {
    name: 'diary',
    changed(change, { terms }) {
      const words = wordsOf(change);
      if (words !== undefined) write(`${at()}   term ${terms} ${words}`);
    },
    container(machine, container, what) {
      write(`${at()}   ${machine}: container ${container.name} ${what}`);
    },
    };
  };
}

function wordsOf(change: Change): string | undefined {
  switch (change.table) {
    case 'task': {
      const task = change.after ?? change.before;
      if (!task) return undefined;
      const of = (one: typeof task | undefined) => (one ? `${one.Status.State}/${one.DesiredState}${one.NodeID ? ` on ${one.NodeID.slice(0, 8)}` : ''}` : 'none');
      const [before, after] = [of(change.before), of(change.after)];
      return before === after ? undefined : `task ${nameOf(task)}: ${before} -> ${after} ${change.after?.Status.Err ?? ''} v${task.specVersion}`;
    }
    case 'service': {
      const of = (one: typeof change.after) => (one ? `v${one.specVersion} was ${one.previousSpecVersion ?? '-'} ${one.UpdateStatus?.State ?? 'no update'}` : 'none');
      return `service ${(change.after ?? change.before)?.Spec.Name}: ${of(change.before)} -> ${of(change.after)}`;
    }
    case 'node': {
      const of = (one: typeof change.after) => (one ? `${one.Status.State} ${one.Spec.Availability} ${one.Spec.Role}` : 'none');
      return of(change.before) === of(change.after) ? undefined : `node ${change.id.slice(0, 8)} ${(change.after ?? change.before)?.Description?.Hostname}: ${of(change.before)} -> ${of(change.after)}`;
    }
    case 'network':
      return change.before && change.after ? undefined : `network ${(change.after ?? change.before)?.Spec.Name} ${change.after ? 'made' : 'gone'}`;
    default:
      return undefined;
  }
}
