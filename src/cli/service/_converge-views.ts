/** What is drawn for each kind of service, and when it counts as converged (service/progress/progress.go). */
import type { Program } from '../../sim';
import type { ApiService, ApiTask } from '../_client/shapes';
import type { ProgressMessage } from '../_format/progress';
import { ellipsis } from '../_format/human';

/** Draws one look; answers whether the service has converged. */
export type View = (
  service: ApiService,
  tasks: ApiTask[],
  activeNodes: ReadonlySet<string>,
  rollback: boolean,
  show: (message: ProgressMessage) => Program,
) => Program<boolean>;

/** More lines than this are not drawn. */
const BARS_MAX = 20;
const STATES = ['new', 'allocated', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting', 'running', 'complete'];
const TERMINAL = ['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'];
const RUNNING = STATES.indexOf('running') + 1;
const STATE_WIDTH = 9;

const stateNumber = (state: string) => STATES.indexOf(state) + 1;
const isTerminal = (state: string) => TERMINAL.includes(state);
/** A line that may be redrawn. */
export const line = (id: string, status: string, detail: ProgressMessage['progressDetail'] = {}): ProgressMessage => ({
  id,
  status,
  progressDetail: detail,
});

/** A task's error on one line, at most 75 columns. */
const errorText = (text: string) => ellipsis(text.replace(/\n/g, ' '), 75);

function overall(running: number, wanted: number, rollback: boolean): ProgressMessage {
  return line('overall progress', `${rollback ? 'rolling back update: ' : ''}${running} out of ${wanted} tasks`);
}

function taskLine(id: string, task: ApiTask): ProgressMessage | undefined {
  if (task.Status.Err) return line(id, errorText(task.Status.Err));
  if (isTerminal(task.DesiredState) || isTerminal(task.Status.State)) return undefined;
  const number = stateNumber(task.Status.State);
  return line(id, task.Status.State.padEnd(STATE_WIDTH), { current: number, total: RUNNING, hidecounts: true });
}

const isRunning = (task: ApiTask) => !isTerminal(task.DesiredState) && task.Status.State === 'running';

/** Whether `task` stands for its slot rather than `other`: the lower desired state, then the lower state. */
function precedes(task: ApiTask, other: ApiTask): boolean {
  const desired = stateOrder(task.DesiredState) - stateOrder(other.DesiredState);
  return desired !== 0 ? desired < 0 : stateOrder(task.Status.State) < stateOrder(other.Status.State);
}

const stateOrder = (state: string) => (STATES.includes(state) ? stateNumber(state) : STATES.length + 1 + TERMINAL.indexOf(state));

/** One task per slot or node; with `activeNodes`, none of a node that is down. */
function tasksBy(tasks: readonly ApiTask[], key: (task: ApiTask) => string | number, activeNodes?: ReadonlySet<string>): ApiTask[] {
  const chosen = new Map<string | number, ApiTask>();
  for (const task of tasks) {
    const other = chosen.get(key(task));
    if (other && !precedes(task, other)) continue;
    if (activeNodes && task.NodeID && !activeNodes.has(task.NodeID)) continue;
    chosen.set(key(task), task);
  }
  return [...chosen.values()];
}

export function replicatedView(): View {
  const slots = new Map<number, number>();
  let begun = false;
  let done = false;
  return function* (service, tasks, activeNodes, rollback, show) {
    const replicas = service.Spec.Mode.Replicated?.Replicas ?? 1;
    if (!begun) {
      yield* show(overall(0, replicas, rollback));
      if (replicas <= BARS_MAX) for (let i = 1; i <= replicas; i++) yield* show(line(`${i}/${replicas}`, ' '));
      begun = true;
    }
    const current = tasksBy(tasks, (task) => task.Slot ?? 0, activeNodes);
    if (done && current.some((task) => task.Status.State !== 'running')) done = false;
    let running = 0;
    for (const task of current) {
      const slot = task.Slot ?? 0;
      if (!slots.has(slot)) slots.set(slot, slots.size + 1);
      const place = slots.get(slot) as number;
      if (isRunning(task)) running++;
      const drawn = done || replicas > BARS_MAX || place > replicas ? undefined : taskLine(`${place}/${replicas}`, task);
      if (drawn) yield* show(drawn);
    }
    if (!done) {
      yield* show(overall(running, replicas, rollback));
      if (running === replicas) done = true;
    }
    return running === replicas;
  };
}

export function globalView(): View {
  let begun = false;
  let done = false;
  return function* (_service, tasks, activeNodes, rollback, show) {
    // All nodes count here, those that are down too: the tasks tell which nodes the service wants.
    const current = tasksBy(tasks, (task) => task.NodeID ?? '');
    const wanted = current.length;
    if (!begun) {
      if (wanted === 0) {
        yield* show(line('overall progress', 'waiting for new tasks'));
        return false;
      }
      yield* show(overall(0, wanted, rollback));
      begun = true;
    }
    if (done && current.some((task) => task.Status.State !== 'running')) done = false;
    let running = 0;
    for (const task of current) {
      if (!task.NodeID || !activeNodes.has(task.NodeID)) continue;
      if (isRunning(task)) running++;
      const drawn = done || wanted > BARS_MAX ? undefined : taskLine(task.NodeID.slice(0, 12), task);
      if (drawn) yield* show(drawn);
    }
    if (!done) {
      yield* show(overall(running, wanted, rollback));
      if (running === wanted) done = true;
    }
    return running === wanted;
  };
}

export function replicatedJobView(service: ApiService): View {
  const total = service.Spec.Mode.ReplicatedJob?.TotalCompletions ?? 1;
  const concurrent = service.Spec.Mode.ReplicatedJob?.MaxConcurrent ?? total;
  let begun = false;
  return function* (_service, tasks, _activeNodes, _rollback, show) {
    const counts = function* (complete: number, active: number): Program {
      yield* show(jobProgress(complete, total));
      yield* show(line('active tasks', `${active} out of ${Math.min(concurrent, total - complete)} tasks`));
    };
    if (!begun) {
      yield* counts(0, 0);
      if (total <= BARS_MAX) for (let i = 1; i <= total; i++) yield* show(line(`${i}/${total}`, ' '));
      begun = true;
    }
    let complete = 0;
    let active = 0;
    // The newest task of a slot is the one that counts.
    const newest = new Map<number, ApiTask>();
    for (const task of tasks) {
      const other = newest.get(task.Slot ?? 0);
      if (!other || task.CreatedAt > other.CreatedAt) newest.set(task.Slot ?? 0, task);
    }
    for (const task of newest.values()) {
      if (task.Status.State === 'complete') complete++;
      else if (!isTerminal(task.Status.State)) active++;
      if (total <= BARS_MAX) yield* show(jobTaskLine(`${(task.Slot ?? 0) + 1}/${total}`, task));
    }
    yield* counts(complete, active);
    return complete === total;
  };
}

function jobProgress(complete: number, total: number): ProgressMessage {
  return line('job progress', `${String(complete).padStart(String(total).length)} out of ${total} complete`, {
    current: complete,
    total,
    hidecounts: true,
  });
}

function jobTaskLine(id: string, task: ApiTask): ProgressMessage {
  if (task.Status.State !== 'complete' && isTerminal(task.Status.State) && task.Status.Err) return line(id, errorText(task.Status.Err));
  return line(id, task.Status.State.padEnd(STATE_WIDTH), { current: stateNumber(task.Status.State), total: STATES.length, hidecounts: true });
}

export function globalJobView(): View {
  let begun = false;
  return function* (service, tasks, _activeNodes, _rollback, show) {
    const iteration = service.JobStatus?.JobIteration.Index ?? 0;
    const current = tasksBy(
      tasks.filter((task) => (task.JobIteration?.Index ?? 0) === iteration),
      (task) => task.NodeID ?? '',
    ).filter((task) => task.NodeID);
    const total = current.length;
    if (!begun) {
      if (total === 0) {
        yield* show(line('job progress', 'waiting for tasks'));
        return false;
      }
      yield* show(jobProgress(0, total));
      begun = true;
    }
    let complete = 0;
    for (const task of current) {
      if (task.Status.State === 'complete') complete++;
      if (total <= BARS_MAX) yield* show(jobTaskLine(task.NodeID as string, task));
    }
    yield* show(jobProgress(complete, total));
    return complete === total;
  };
}
