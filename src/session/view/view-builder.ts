/**
 * What panels draw: machines with what runs on them, and the swarm as its leader has it. Kept up with the world as it
 * changes, so that looking costs what happened and not what there is; looking leaves no mark in the world.
 *
 * [VIEW1] A row that did not change is the same object.
 * [VIEW2] `begin` and the patches after it make, one after the other, the view that `view` answers; a list of tasks that
 *         changed very much arrives over several patches.
 */
import type { ReadView } from '../../store';
import type { World } from '../../world';
import type { LabView, NetworkView, Pace, ServiceView, ViewPatch, WorldView } from '../protocol';
import { imageName } from './image-name';
import { MachineRows } from './machine-rows';
import { SwarmSource } from './swarm-source';
import { TaskRows } from './task-rows';
import { partPatch, sameValue } from './view-patches';

/** What the session itself has to show. */
export interface SessionPart {
  pace: Pace;
  terminals: WorldView['terminals'];
  lab: LabView | undefined;
}

/** Rows of tasks in one set of patches: with more the page would lose a frame over them. */
const TASK_ROWS_MAX = 1500;
/** All but the long lists. */
type ShortParts = Omit<WorldView, 'machines' | 'tasks'>;

export class ViewBuilder {
  private readonly source: SwarmSource;
  private readonly tasks: TaskRows;
  private readonly machines: MachineRows;
  private services: ServiceView[] = [];
  private networks: NetworkView[] = [];
  /** What whoever follows has been told. */
  private told: { parts: ShortParts; machines: WorldView['machines'] } | undefined;

  constructor(private readonly world: World, private readonly startMs: number) {
    this.source = new SwarmSource(world);
    this.tasks = new TaskRows(world);
    this.machines = new MachineRows(world, {
      nodeTouched: (nodeId) => this.tasks.touchAll(this.source.store?.tasksOfNode(nodeId) ?? []),
      taskTouched: (taskId) => this.tasks.touch(taskId),
    });
  }

  /** The whole view; services and their tasks in the order of their IDs. */
  view(part: SessionPart): WorldView {
    this.refresh();
    const tasks = this.tasks.rows.list().sort((a, b) => byText(a.serviceId, b.serviceId) || byText(a.id, b.id));
    return { ...this.shortParts(part), machines: [...this.machines.list], tasks };
  }

  /** The whole view, for whoever follows with `patches`. */
  begin(part: SessionPart): WorldView {
    this.refresh();
    this.told = { parts: this.shortParts(part), machines: this.machines.list };
    return { ...this.told.parts, machines: [...this.machines.list], tasks: this.tasks.rows.begin() };
  }

  /** What changed since `begin` and the last patches. When only the clock moved that is nothing, unless `clock`. */
  patches(part: SessionPart, clock = true): ViewPatch[] {
    const { told } = this;
    if (!told) return [];
    this.refresh();
    const patches: ViewPatch[] = [];
    const now = this.shortParts(part);
    for (const key of Object.keys(now) as (keyof ShortParts)[]) {
      if (sameValue(now[key], told.parts[key])) continue;
      patches.push(partPatch(key, now[key]));
    }
    if (told.machines !== this.machines.list) patches.push(machinePatch(told.machines, this.machines.list));
    const tasks = this.tasks.rows.changes(TASK_ROWS_MAX);
    if (tasks) patches.push({ rows: 'tasks', ...tasks });
    if (!clock && patches.length === 1 && patches.every((patch) => 'part' in patch && patch.part === 'nowMs')) return [];
    this.told = { parts: now, machines: this.machines.list };
    return patches;
  }

  /** No task is on its way, nothing waits to be stopped, no update runs, nothing boots. */
  settled(): boolean {
    this.refresh();
    return this.isSettled();
  }

  private isSettled(): boolean {
    const { world } = this;
    if (!this.tasks.settled) return false;
    if (this.services.some((one) => one.update?.state === 'updating' || one.update?.state === 'rollback_started')) return false;
    return !world.hostNames().some((name) => world.isChangingPower(name) || world.member(name).localState === 'pending');
  }

  private refresh(): void {
    const changes = this.source.take();
    const { store, members } = this.source;
    if (changes.all) this.tasks.reset(store);
    for (const id of changes.tasks) this.tasks.touch(id);
    for (const id of changes.nodes) this.tasks.touchAll(store?.tasksOfNode(id) ?? []);
    for (const id of changes.servicesRenewed) this.tasks.touchAll(store?.tasksOfService(id) ?? []);
    if (changes.all || changes.services) this.machines.readPorts(store);
    this.machines.refresh(store, members);
    this.tasks.refresh(store, (nodeId) => this.machines.machineOf(nodeId));
    const counted = this.tasks.takeCounted();
    if (changes.all || changes.services || counted.size > 0) this.services = this.readServices(store);
    if (changes.all || changes.networks) this.networks = readNetworks(store);
  }

  private shortParts({ pace, terminals, lab }: SessionPart): ShortParts {
    return {
      nowMs: this.world.sim.nowMs,
      startMs: this.startMs,
      pace,
      settled: this.isSettled(),
      services: this.services,
      networks: this.networks,
      quorum: !this.source.store ? 'none' : this.source.hasQuorum ? 'ok' : 'lost',
      terminals,
      ...(lab ? { lab } : {}),
    };
  }

  private readServices(store: ReadView | undefined): ServiceView[] {
    const before = new Map(this.services.map((row) => [row.id, row]));
    return (store?.list('service') ?? []).map((service) => {
      const { running, wanted, updated } = this.tasks.countsOf(service.ID);
      const { Mode: mode } = service.Spec;
      const desired = mode.Replicated ? (mode.Replicated.Replicas ?? 0) : mode.ReplicatedJob ? (mode.ReplicatedJob.TotalCompletions ?? 0) : wanted;
      const row: ServiceView = {
        id: service.ID,
        name: service.Spec.Name,
        mode: mode.Global ? 'global' : mode.ReplicatedJob ? 'replicated-job' : mode.GlobalJob ? 'global-job' : 'replicated',
        image: imageName(service.Spec.TaskTemplate.ContainerSpec?.Image ?? ''),
        desired,
        running,
        updated,
        ports: (service.Endpoint?.Ports ?? []).map((port) => ({ published: port.PublishedPort ?? 0, target: port.TargetPort, protocol: port.Protocol, mode: port.PublishMode })),
        ...(service.UpdateStatus ? { update: { state: service.UpdateStatus.State, message: service.UpdateStatus.Message } } : {}),
      };
      const known = before.get(row.id);
      return known && sameValue(known, row) ? known : row;
    });
  }
}

function readNetworks(store: ReadView | undefined): NetworkView[] {
  return (store?.list('network') ?? [])
    .filter((one) => !one.predefined)
    .map((one) => ({ id: one.ID, name: one.Spec.Name, driver: one.Spec.Driver, ...(one.ipam?.[0] ? { subnet: one.ipam[0].Subnet } : {}) }));
}

function machinePatch(before: WorldView['machines'], now: WorldView['machines']): ViewPatch {
  const at = now.flatMap((row, i) => (row === before[i] ? [] : [i]));
  return { rows: 'machines', length: now.length, at, values: at.map((i) => now[i] as WorldView['machines'][number]) };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
