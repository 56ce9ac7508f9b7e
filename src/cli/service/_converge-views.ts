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
export const BARS_MAX = 20;
const NUMBERED = [
  'new', 'allocated', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting', 'running', 'complete', 'shutdown', 'failed', 'rejected',
];
const STATE_WIDTH = 9;

/** From 1; 0 for `remove` and `orphaned`: tasks with such a state are passed over. */
export const stateNumber = (state: string) => NUMBERED.indexOf(state) + 1;
const RUNNING = stateNumber('running');
export const COMPLETE = stateNumber('complete');
const isTerminal = (state: string) => state !== '' && (stateNumber(state) === 0 || stateNumber(state) > RUNNING);
/** Whether the client knows the task's states at all. */
export const isNumbered = (task: ApiTask) => stateNumber(task.DesiredState) > 0 && stateNumber(task.Status.State) > 0;
/** A line that may be redrawn. */
export const line = (id: string, status: string, detail: ProgressMessage['progressDetail'] = {}): ProgressMessage => ({
  id,
  status,
  progressDetail: detail,
});

/** A task's error on one line, at most 75 columns. */
export const errorText = (text: string) => ellipsis(text.replace(/\n/g, ' '), 75);

function overall(running: number, wanted: number, rollback: boolean): ProgressMessage {
  return line('overall progress', `${rollback ? 'rolling back update: ' : ''}${running} out of ${wanted} tasks`);
}

/** A state with its bar, of which `full` states are the whole. */
export const stateLine = (id: string, state: string, full: number): ProgressMessage =>
  line(id, state.padEnd(STATE_WIDTH), { current: stateNumber(state), total: full, hidecounts: true });

function taskLine(id: string, task: ApiTask): ProgressMessage | undefined {
  if (task.Status.Err) return line(id, errorText(task.Status.Err));
  if (isTerminal(task.DesiredState) || isTerminal(task.Status.State)) return undefined;
  return stateLine(id, task.Status.State, RUNNING);
}

const isRunning = (task: ApiTask) => !isTerminal(task.DesiredState) && task.Status.State === 'running';

/** Whether `task` stands for its slot rather than `other`: the lower desired state, then the lower state. */
function precedes(task: ApiTask, other: ApiTask): boolean {
  const desired = stateNumber(task.DesiredState) - stateNumber(other.DesiredState);
  return desired !== 0 ? desired < 0 : stateNumber(task.Status.State) < stateNumber(other.Status.State);
}

/** One task per slot or node; with `activeNodes`, none of a node that is down. */
function tasksBy(tasks: readonly ApiTask[], key: (task: ApiTask) => string | number, activeNodes?: ReadonlySet<string>): ApiTask[] {
  const chosen = new Map<string | number, ApiTask>();
  for (const task of tasks) {
    if (!isNumbered(task)) continue;
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
