/** Once faults have ended, services have the tasks that they ask for, as far as there is room. */
import { constraintsOf, nodeMatches } from '../../../src/swarm/constraint';
import type { Service, Task } from '../../../src/model';
import type { Change, ReadView } from '../../../src/store';
import type { Checker } from '../watch/checker';
import { cannotWork, excuseFor, neverEnds } from './excuse';
import { isGlobal, isOver, isReplicated, isWanted, nameOf } from './task';

/** What the past of a service excuses. */
interface Past {
  /** It was start-first at some time: slots of then may keep two tasks until the service changes again. */
  doubles: boolean;
  /** Slots taken away whose tasks nothing may follow: SwarmKit counts them once more as long as their records stand. */
  readonly removedSpent: Set<string>;
}

export function desired(): Checker {
  const pasts = new Map<string, Past>();

  function remember(change: Change, view: ReadView): void {
    if (change.table === 'service' && change.after) {
      const past = pasts.get(change.id) ?? { doubles: false, removedSpent: new Set() };
      pasts.set(change.id, past);
      past.doubles ||= [change.after.Spec.UpdateConfig, change.after.Spec.RollbackConfig].some((config) => config?.Order === 'start-first');
      // A reconciliation without such records counts rightly again.
      if (![...past.removedSpent].some((id) => view.get('task', id))) past.removedSpent.clear();
    } else if (change.table === 'task' && change.after?.DesiredState === 'remove' && change.before?.DesiredState !== 'remove' && isSpent([change.after])) {
      pasts.get(change.after.ServiceID)?.removedSpent.add(change.id);
    }
  }

  return {
    name: 'desired',
    changed: (change, { view }) => remember(change, view),
    unsettled({ view }) {
      return view.list('service').flatMap((service) => {
        const tasks = view.tasksOfService(service.ID);
        const broken = cannotWork(view, service.Spec) || cannotWork(view, service.PreviousSpec);
        const { doubles = false, removedSpent } = pasts.get(service.ID) ?? {};
        if (isReplicated(service)) return replicated(view, service, tasks, { broken, doubles, short: removedSpent?.size ?? 0 });
        if (isGlobal(service)) return global(view, service, tasks, { broken, doubles });
        return broken || neverEnds(service.Spec) ? [] : job(view, service, tasks);
      });
    },
  };
}

interface Excuses {
  /** Its tasks end again and again. */
  readonly broken: boolean;
  /** Two may run side by side. */
  readonly doubles: boolean;
}

function replicated(view: ReadView, service: Service, tasks: readonly Task[], excuses: Excuses & { readonly short: number }): string[] {
  const wanted = service.Spec.Mode.Replicated?.Replicas ?? 1;
  const slots = new Map<number, Task[]>();
  for (const task of tasks) slots.set(task.Slot, [...(slots.get(task.Slot) ?? []), task]);
  const live = [...slots.values()].filter((slot) => slot.some(isWanted));
  const spent = [...slots.values()].filter((slot) => !slot.some(isWanted) && isSpent(slot));
  const out: string[] = [];
  // Spent slots may count or not: whether they do turns on what the leader remembers of their restarts.
  if (live.length > wanted || live.length + spent.length + excuses.short < wanted) out.push(`${service.Spec.Name} has ${live.length} live slots (and ${spent.length} spent) of ${wanted}`);
  for (const slot of live) out.push(...oneRuns(view, slot, excuses));
  return out;
}

function global(view: ReadView, service: Service, tasks: readonly Task[], excuses: Excuses): string[] {
  const constraints = constraintsOf(service.Spec.TaskTemplate.Placement);
  const out: string[] = [];
  for (const node of view.list('node')) {
    const slot = tasks.filter((task) => task.NodeID === node.ID);
    const name = `${service.Spec.Name} on ${node.Description?.Hostname ?? node.ID}`;
    if (node.Status.State === 'down' || node.Spec.Availability === 'drain') {
      // A start-first update makes its task there without a look at the node, which then holds it (swarmkit updater.go).
      const held = (task: Task) => isUpdating(service) && excuses.doubles && task.Status.State === 'pending';
      if (slot.some((task) => isWanted(task) && !held(task))) out.push(`${name}: wanted on a node that is ${node.Status.State} and ${node.Spec.Availability}`);
    } else if (node.Spec.Availability === 'active' && nodeMatches(constraints, node)) {
      if (slot.some(isWanted)) out.push(...oneRuns(view, slot, excuses));
      else if (!isSpent(slot)) out.push(`${name}: no task`);
    }
  }
  return out;
}

function isUpdating({ UpdateStatus }: Service): boolean {
  return UpdateStatus?.State === 'updating' || UpdateStatus?.State === 'rollback_started';
}

/** One wanted task, and it runs; or it has an excuse. */
function oneRuns(view: ReadView, slot: readonly Task[], { broken, doubles }: Excuses): string[] {
  const wanted = slot.filter(isWanted);
  const running = wanted.filter((task) => task.DesiredState === 'running' && task.Status.State === 'running');
  if (running.length === wanted.length && (wanted.length === 1 || doubles)) return [];
  if (broken || wanted.some((task) => excuseFor(view, task) !== undefined)) return [];
  return [`${wanted.map((task) => `${nameOf(task)} is ${task.Status.State}, wanted ${task.DesiredState}${task.Status.Err ? `: ${task.Status.Err}` : ''}`).join(' and ')}`];
}

/** Its policy lets nothing follow: no restarts at all, none after success, or no more of them. */
function isSpent(slot: readonly Task[]): boolean {
  return slot.length > 0 && slot.some(({ Spec: { RestartPolicy }, Status }) => {
    const condition = RestartPolicy?.Condition;
    return condition === 'none' || (condition === 'on-failure' && Status.State === 'complete') || (RestartPolicy?.MaxAttempts ?? 0) > 0;
  });
}

/** Every task of this run is over, or has an excuse; and as many are complete as were asked for, unless the policy gave up. */
function job(view: ReadView, service: Service, tasks: readonly Task[]): string[] {
  const iteration = service.JobStatus?.JobIteration.Index ?? 0;
  const current = tasks.filter((task) => (task.JobIteration?.Index ?? 0) === iteration);
  const open = current.filter((task) => !isOver(task) && task.DesiredState === 'complete' && view.get('node', task.NodeID)?.Status.State !== 'down' && excuseFor(view, task) === undefined);
  if (open.length > 0) return open.map((task) => `job task ${nameOf(task)} is ${task.Status.State}`);
  const mode = service.Spec.Mode.ReplicatedJob;
  const held = current.some((task) => !isOver(task)) || isSpent(current);
  if (!mode || held) return [];
  const complete = current.filter((task) => task.Status.State === 'complete').length;
  const total = mode.TotalCompletions ?? mode.MaxConcurrent ?? 1;
  return complete >= total ? [] : [`${service.Spec.Name} has completed ${complete} of ${total}`];
}
