/**
 * The tasks of a view, kept as the replica changes. A task is looked at again when it, its service or its node changed,
 * when its container's health did, while its image is pulled, and when it has been over for a while.
 */
import type { Service, Task } from '../../model';
import { TASK_STATE_ORDER } from '../../model';
import type { ReadView } from '../../store';
import type { World } from '../../world';
import { imageName } from './image-name';
import type { TaskView } from '../protocol';
import { RowList } from './row-list';
import { sameValue } from './view-patches';

/** How long a task that is over stays on the map, in virtual milliseconds. */
const LINGER_MS = 15_000;

/** What one task adds to the sums. */
interface Entry {
  serviceId: string;
  running: boolean;
  /** It runs what its service asks for now. */
  updated: boolean;
  wanted: boolean;
  /** On its way somewhere: the swarm has not settled. */
  restless: boolean;
}

export interface ServiceCounts {
  running: number;
  updated: number;
  wanted: number;
}

const NO_TASKS: Readonly<ServiceCounts> = { running: 0, updated: 0, wanted: 0 };

export class TaskRows {
  readonly rows = new RowList<TaskView>();
  private readonly entries = new Map<string, Entry>();
  private readonly counts = new Map<string, ServiceCounts>();
  private restless = 0;
  private due = new Set<string>();
  /** Tasks that are over, in the order in which they leave the map. */
  private lingering: { untilMs: number; id: string }[] = [];
  /** Services whose sums changed since the last `takeCounted`. */
  private counted = new Set<string>();

  constructor(private readonly world: World) {}

  get settled(): boolean {
    return this.restless === 0;
  }

  countsOf(serviceId: string): ServiceCounts {
    return this.counts.get(serviceId) ?? NO_TASKS;
  }

  takeCounted(): ReadonlySet<string> {
    const { counted } = this;
    if (counted.size > 0) this.counted = new Set();
    return counted;
  }

  /** This task is to be looked at with the next refresh. */
  touch(id: string): void {
    this.due.add(id);
  }

  touchAll(ids: Iterable<Task>): void {
    for (const task of ids) this.due.add(task.ID);
  }

  /** Another replica: every task of the old and the new one. */
  reset(store: ReadView | undefined): void {
    for (const id of this.entries.keys()) this.due.add(id);
    if (store) this.touchAll(store.list('task'));
  }

  /** `machineOf`: the machine that is a node. */
  refresh(store: ReadView | undefined, machineOf: (nodeId: string) => string | undefined): void {
    const { nowMs } = this.world.sim;
    const over = this.lingering.findIndex((one) => one.untilMs >= nowMs);
    for (const { id } of this.lingering.splice(0, over < 0 ? this.lingering.length : over)) this.due.add(id);
    if (this.due.size === 0) return;
    const { due } = this;
    this.due = new Set();
    for (const id of due) this.look(store, id, machineOf, nowMs);
  }

  private look(store: ReadView | undefined, id: string, machineOf: (nodeId: string) => string | undefined, nowMs: number): void {
    const task = store?.get('task', id);
    const service = task && store?.get('service', task.ServiceID);
    if (!store || !task || !service) {
      this.count(id, undefined);
      this.rows.remove(id);
      return;
    }
    const nodeState = task.NodeID ? store.get('node', task.NodeID)?.Status.State : undefined;
    this.count(id, entryOf(service, task, nodeState === 'ready'));
    const over = TASK_STATE_ORDER[task.Status.State] > TASK_STATE_ORDER.running;
    const wanted = task.DesiredState !== 'shutdown' && task.DesiredState !== 'remove';
    const untilMs = task.Status.Timestamp + LINGER_MS;
    // A task on a lost node that nobody wants any more is a ghost: Docker keeps the row, the map lets it fade.
    const gone = !wanted && (over ? untilMs < nowMs : nodeState === 'down');
    if (gone) {
      this.rows.remove(id);
      return;
    }
    if (!wanted && over) this.linger(id, untilMs);
    const row = this.rowOf(task, machineOf(task.NodeID));
    if (!sameValue(row, this.rows.get(id))) this.rows.put(id, row);
  }

  private linger(id: string, untilMs: number): void {
    // Tasks end about in the order in which they are heard of: the place is near the end.
    let place = this.lingering.length;
    while (place > 0 && (this.lingering[place - 1] as { untilMs: number }).untilMs > untilMs) place--;
    this.lingering.splice(place, 0, { untilMs, id });
  }

  private count(id: string, entry: Entry | undefined): void {
    const before = this.entries.get(id);
    if (before && entry && before.serviceId === entry.serviceId && before.running === entry.running && before.updated === entry.updated && before.wanted === entry.wanted && before.restless === entry.restless) return;
    if (before) this.add(before, -1);
    if (entry) {
      this.add(entry, 1);
      this.entries.set(id, entry);
    } else this.entries.delete(id);
  }

  private add(entry: Entry, step: 1 | -1): void {
    let counts = this.counts.get(entry.serviceId);
    if (!counts) this.counts.set(entry.serviceId, (counts = { ...NO_TASKS }));
    if (entry.running) counts.running += step;
    if (entry.updated) counts.updated += step;
    if (entry.wanted) counts.wanted += step;
    if (entry.restless) this.restless += step;
    this.counted.add(entry.serviceId);
  }

  private rowOf(task: Task, machine: string | undefined): TaskView {
    const health = machine === undefined ? undefined : this.world.health(machine, task.Status.ContainerStatus?.ContainerID);
    const pull = machine === undefined || task.Status.State !== 'preparing' ? undefined : this.world.pullOf(machine, task.Spec.ContainerSpec?.Image ?? '');
    return {
      id: task.ID,
      service: task.serviceName,
      serviceId: task.ServiceID,
      slot: task.Slot,
      name: `${task.serviceName}.${task.Slot !== 0 ? task.Slot : (machine ?? task.NodeID)}`,
      image: imageName(task.Spec.ContainerSpec?.Image ?? ''),
      ...(machine === undefined ? {} : { machine }),
      ...(task.NodeID ? { nodeId: task.NodeID } : {}),
      state: task.Status.State,
      desired: task.DesiredState,
      ...(health === undefined ? {} : { health }),
      message: task.Status.Message,
      ...(task.Status.Err ? { error: task.Status.Err } : {}),
      sinceMs: task.Status.Timestamp,
      ...(pull === undefined ? {} : { pull }),
    };
  }
}

function entryOf(service: Service, task: Task, nodeReady: boolean): Entry {
  const now = TASK_STATE_ORDER[task.Status.State];
  const { DesiredState: desired } = task;
  const running = task.Status.State === 'running' && desired === 'running';
  return {
    serviceId: service.ID,
    running,
    updated: running && isCurrent(service, task),
    wanted: desired === 'running' || desired === 'ready',
    restless:
      (desired === 'running' && now < TASK_STATE_ORDER.running && !task.Status.Err) ||
      desired === 'ready' ||
      ((desired === 'shutdown' || desired === 'remove') && now <= TASK_STATE_ORDER.running && nodeReady),
  };
}

/** By template: a service that was only scaled asks for the same tasks as before. Tasks of one spec share it, so it is compared once. */
const compared = new WeakMap<object, WeakMap<object, boolean>>();

function isCurrent(service: Service, task: Task): boolean {
  const template = service.Spec.TaskTemplate;
  if (task.Spec === template) return true;
  let known = compared.get(template);
  if (!known) compared.set(template, (known = new WeakMap()));
  let same = known.get(task.Spec);
  if (same === undefined) known.set(task.Spec, (same = sameValue(template, task.Spec)));
  return same;
}
