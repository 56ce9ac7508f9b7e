/** What is drawn for jobs, and when they are done (service/progress/progress.go): only tasks of the present iteration count. */
import type { Program } from '../../sim';
import type { ApiService, ApiTask } from '../_client/shapes';
import type { ProgressMessage } from '../_format/progress';
import { BARS_MAX, COMPLETE, errorText, isNumbered, line, stateLine, stateNumber, type View } from './_converge-views';

const iterationOf = (service: ApiService) => service.JobStatus?.JobIteration.Index ?? 0;
const isOf = (iteration: number) => (task: ApiTask) => task.JobIteration !== undefined && (task.JobIteration.Index ?? 0) === iteration;

function jobProgress(complete: number, total: number): ProgressMessage {
  const text = `${String(complete).padStart(String(total).length)} out of ${total} complete`;
  return line('job progress', text, { current: complete, total, hidecounts: true });
}

function taskLine(id: string, task: ApiTask): ProgressMessage {
  return task.Status.Err ? line(id, errorText(task.Status.Err)) : stateLine(id, task.Status.State, COMPLETE);
}

/** One task for each key: of several, the one in the lowest state. */
function lowest<K>(tasks: readonly ApiTask[], key: (task: ApiTask) => K): Map<K, ApiTask> {
  const chosen = new Map<K, ApiTask>();
  for (const task of tasks) {
    const other = chosen.get(key(task));
    if (!other || stateNumber(other.Status.State) > stateNumber(task.Status.State)) chosen.set(key(task), task);
  }
  return chosen;
}

export function replicatedJobView(service: ApiService): View {
  const total = service.Spec.Mode.ReplicatedJob?.TotalCompletions ?? 1;
  const concurrent = service.Spec.Mode.ReplicatedJob?.MaxConcurrent ?? total;
  const ofThis = isOf(iterationOf(service));
  const padded = (count: number) => String(count).padStart(String(concurrent).length);
  let begun = false;
  return function* (_service, tasks, _activeNodes, _rollback, show) {
    const counts = function* (complete: number, active: number): Program {
      yield* show(jobProgress(complete, total));
      yield* show(line('active tasks', `${padded(active)} out of ${padded(Math.min(concurrent, total - complete))} tasks`));
    };
    if (!begun) {
      yield* counts(0, 0);
      if (total <= BARS_MAX) for (let i = 1; i <= total; i++) yield* show(line(`${i}/${total}`, ' '));
      begun = true;
    }
    let complete = 0;
    let active = 0;
    const slots = lowest(tasks.filter((task) => ofThis(task) && isNumbered(task)), (task) => task.Slot ?? 0);
    for (const task of [...slots.values()].sort((a, b) => (a.Slot ?? 0) - (b.Slot ?? 0))) {
      if (total <= BARS_MAX) yield* show(taskLine(`${(task.Slot ?? 0) + 1}/${total}`, task));
      if (stateNumber(task.Status.State) < COMPLETE) active++;
      if (task.Status.State === 'complete') complete++;
    }
    yield* counts(complete, active);
    return complete === total;
  };
}

export function globalJobView(): View {
  /** Those that had a task at the first look; nodes that come later do not count. */
  let nodes: Set<string> | undefined;
  return function* (service, tasks, activeNodes, _rollback, show) {
    const current = tasks.filter(isOf(iterationOf(service)));
    if (!nodes) {
      if (tasks.length === 0 && activeNodes.size > 0) {
        yield* show(line('job progress', 'waiting for tasks'));
        return false;
      }
      nodes = new Set(current.map((task) => task.NodeID ?? ''));
      yield* show(jobProgress(0, nodes.size));
    }
    const { size: total } = nodes;
    const known = nodes;
    let complete = 0;
    for (const [node, task] of lowest(current.filter((one) => known.has(one.NodeID ?? '')), (one) => one.NodeID ?? '')) {
      if (total <= BARS_MAX) yield* show(taskLine(node, task));
      if (task.Status.State === 'complete') complete++;
    }
    yield* show(jobProgress(complete, total));
    return complete === total;
  };
}
