/**
 * What panels draw: machines with what runs on them, and the swarm as its leader has it. Built from the world's
 * read-only faces; rows of objects that did not change are the same objects, so the difference is cheap.
 */
import type { ContainerSummary } from '../host';
import type { Task } from '../model';
import { parseReference, isRefusal, TASK_STATE_ORDER } from '../model';
import type { ReadView } from '../store';
import type { World } from '../world';
import type { LabView, MachineView, Pace, ServiceView, TaskView, WorldView } from './protocol';

/** How long a task that is over stays on the map, in virtual milliseconds. */
const LINGER_MS = 15_000;

export class ViewBuilder {
  private taskRows = new WeakMap<Task, TaskView>();
  private serviceRows = new WeakMap<object, { running: number; desired: number; row: ServiceView }>();

  constructor(private readonly world: World, private readonly startMs: number) {}

  build(pace: Pace, terminals: WorldView['terminals'], lab: LabView | undefined): WorldView {
    const { world } = this;
    const names = world.hostNames();
    const store = this.store();
    const nodeNames = new Map<string, string>();
    for (const name of names) {
      const { nodeId } = world.member(name);
      if (nodeId) nodeNames.set(nodeId, name);
    }
    const quorum = !store ? 'none' : names.some((name) => world.member(name).manager?.leads && this.hasQuorum(name)) ? 'ok' : 'lost';
    return {
      nowMs: world.sim.nowMs,
      startMs: this.startMs,
      pace,
      settled: this.settled(),
      machines: names.map((name) => this.machine(name, store)),
      services: store ? this.services(store) : [],
      tasks: store ? this.tasks(store, nodeNames) : [],
      networks: store
        ? store.list('network').filter((one) => !one.predefined).map((one) => ({ id: one.ID, name: one.Spec.Name, driver: one.Spec.Driver, ...(one.ipam ? { subnet: one.ipam.Subnet } : {}) }))
        : [],
      quorum,
      terminals,
      ...(lab ? { lab } : {}),
    };
  }

  /** No task is on its way, nothing waits to be stopped, no update runs, nothing boots. */
  settled(): boolean {
    const { world } = this;
    if (world.hostNames().some((name) => world.isChangingPower(name) || world.member(name).localState === 'pending')) return false;
    const store = this.store();
    if (!store) return true;
    for (const service of store.list('service')) {
      const state = service.UpdateStatus?.State;
      if (state === 'updating' || state === 'rollback_started') return false;
      for (const task of store.tasksOfService(service.ID)) {
        const now = TASK_STATE_ORDER[task.Status.State];
        if (task.DesiredState === 'running' && now < TASK_STATE_ORDER.running && !task.Status.Err) return false;
        if (task.DesiredState === 'ready') return false;
        const node = task.NodeID ? store.get('node', task.NodeID) : undefined;
        if ((task.DesiredState === 'shutdown' || task.DesiredState === 'remove') && now <= TASK_STATE_ORDER.running && node?.Status.State === 'ready') return false;
      }
    }
    return true;
  }

  /** The replica that knows best: the leader's, else the one that heard the latest entry. */
  private store(): ReadView | undefined {
    let best: { store: ReadView; leads: boolean; index: number } | undefined;
    for (const name of this.world.hostNames()) {
      const manager = this.world.member(name).manager;
      if (!manager || !this.world.isPowered(name)) continue;
      const one = { store: manager.store, leads: manager.leads, index: manager.store.lastIndex };
      if (!best || (one.leads && !best.leads) || (one.leads === best.leads && one.index > best.index)) best = one;
    }
    return best?.store;
  }

  private hasQuorum(name: string): boolean {
    const members = this.world.member(name).manager?.members() ?? [];
    return members.filter((one) => one.reachable).length * 2 > members.length;
  }

  private machine(name: string, store: ReadView | undefined): MachineView {
    const { world } = this;
    const host = world.host(name);
    const member = world.member(name);
    const engine = world.engine(name);
    const node = member.nodeId ? store?.get('node', member.nodeId) : undefined;
    const raft = this.leaderMembers();
    const peer = raft?.find((one) => one.nodeId === member.nodeId);
    const containers = engine ? engine.containerList({ all: true }) : [];
    const plain: ContainerSummary[] = isRefusal(containers) ? [] : containers;
    return {
      name,
      platform: host.platform.os,
      address: world.address(name),
      power: world.isPowered(name) ? (engine ? 'on' : 'booting') : 'off',
      engine: engine !== undefined,
      cable: world.links.isCut(name) ? 'cut' : 'plugged',
      swarm: member.localState,
      ...(member.nodeId ? { nodeId: member.nodeId } : {}),
      ...(node ? { role: node.Spec.Role, availability: node.Spec.Availability, state: node.Status.State } : {}),
      ...(peer ? { leader: peer.leader, reachability: peer.reachable ? ('reachable' as const) : ('unreachable' as const) } : {}),
      labels: { ...(node?.Spec.Labels ?? {}) },
      cpus: host.cpus,
      memoryBytes: host.memoryBytes,
      ports: this.ports(name, store, plain),
      containers: plain
        .filter((one) => !('com.docker.swarm.task' in one.Labels))
        .map((one) => ({ id: one.Id, name: (one.Names[0] ?? '').replace(/^\//, ''), image: one.Image, state: one.State, ...healthOf(one.Status) })),
      pulls: world.pulls(name),
    };
  }

  private leaderMembers() {
    for (const name of this.world.hostNames()) {
      const manager = this.world.member(name).manager;
      if (manager?.leads) return manager.members();
    }
    return undefined;
  }

  private ports(name: string, store: ReadView | undefined, containers: readonly ContainerSummary[]): MachineView['ports'] {
    const ports: MachineView['ports'] = [];
    if (this.world.engine(name) && store && this.world.member(name).localState === 'active') {
      for (const service of store.list('service')) {
        for (const port of service.Endpoint?.Ports ?? []) {
          if (port.PublishMode === 'ingress' && port.PublishedPort) {
            ports.push({ published: port.PublishedPort, target: port.TargetPort, protocol: port.Protocol, mode: 'ingress', owner: service.Spec.Name });
          }
        }
      }
    }
    for (const container of containers) {
      const task = container.Labels['com.docker.swarm.service.name'];
      for (const port of container.Ports) {
        if (port.PublicPort === undefined) continue;
        const mode = task === undefined ? 'container' : 'host';
        if (ports.some((one) => one.published === port.PublicPort && one.protocol === port.Type && one.mode === mode)) continue;
        ports.push({ published: port.PublicPort, target: port.PrivatePort, protocol: port.Type, mode, owner: task ?? (container.Names[0] ?? '').replace(/^\//, '') });
      }
    }
    return ports;
  }

  private services(store: ReadView): ServiceView[] {
    return store.list('service').map((service) => {
      const tasks = store.tasksOfService(service.ID);
      let running = 0;
      let wanted = 0;
      for (const task of tasks) {
        if (task.Status.State === 'running' && task.DesiredState === 'running') running++;
        if (task.DesiredState === 'running' || task.DesiredState === 'ready') wanted++;
      }
      const { Mode: mode } = service.Spec;
      const desired = mode.Replicated ? (mode.Replicated.Replicas ?? 0) : mode.ReplicatedJob ? (mode.ReplicatedJob.TotalCompletions ?? 0) : wanted;
      const cached = this.serviceRows.get(service);
      if (cached && cached.running === running && cached.desired === desired) return cached.row;
      const row: ServiceView = {
        id: service.ID,
        name: service.Spec.Name,
        mode: mode.Global ? 'global' : mode.ReplicatedJob ? 'replicated-job' : mode.GlobalJob ? 'global-job' : 'replicated',
        image: shortImage(service.Spec.TaskTemplate.ContainerSpec?.Image ?? ''),
        desired,
        running,
        ports: (service.Endpoint?.Ports ?? []).map((port) => ({ published: port.PublishedPort ?? 0, target: port.TargetPort, protocol: port.Protocol, mode: port.PublishMode })),
        ...(service.UpdateStatus ? { update: { state: service.UpdateStatus.State, message: service.UpdateStatus.Message } } : {}),
      };
      this.serviceRows.set(service, { running, desired, row });
      return row;
    });
  }

  private tasks(store: ReadView, nodeNames: ReadonlyMap<string, string>): TaskView[] {
    const rows: TaskView[] = [];
    const sinceMs = this.world.sim.nowMs - LINGER_MS;
    for (const service of store.list('service')) {
      for (const task of store.tasksOfService(service.ID)) {
        const over = TASK_STATE_ORDER[task.Status.State] > TASK_STATE_ORDER.running;
        const wanted = task.DesiredState !== 'shutdown' && task.DesiredState !== 'remove';
        if (!wanted && over && task.Status.Timestamp < sinceMs) continue;
        // A task on a lost node that nobody wants any more is a ghost: Docker keeps the row, the map lets it fade.
        if (!wanted && !over && store.get('node', task.NodeID)?.Status.State === 'down') continue;
        rows.push(this.task(task, nodeNames.get(task.NodeID)));
      }
    }
    return rows;
  }

  private task(task: Task, machine: string | undefined): TaskView {
    const health = machine === undefined ? undefined : this.world.health(machine, task.Status.ContainerStatus?.ContainerID);
    const pull = machine === undefined || task.Status.State !== 'preparing' ? undefined : this.world.pullOf(machine, task.Spec.ContainerSpec?.Image ?? '');
    const cached = this.taskRows.get(task);
    if (cached && cached.machine === machine && cached.health === health && cached.pull === pull) return cached;
    const row: TaskView = {
      id: task.ID,
      service: task.serviceName,
      serviceId: task.ServiceID,
      slot: task.Slot,
      name: `${task.serviceName}.${task.Slot !== 0 ? task.Slot : (machine ?? task.NodeID)}`,
      image: shortImage(task.Spec.ContainerSpec?.Image ?? ''),
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
    this.taskRows.set(task, row);
    return row;
  }
}

/** As `docker service ls` shows it: without digest and Docker Hub's own prefixes. */
function shortImage(image: string): string {
  const reference = parseReference(image);
  if (isRefusal(reference)) return image;
  const path = reference.domain === 'docker.io' ? reference.path.replace(/^library\//, '') : `${reference.domain}/${reference.path}`;
  return reference.tag ? `${path}:${reference.tag}` : path;
}

function healthOf(status: string): { health?: string } {
  const found = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status);
  return found ? { health: found[1] as string } : {};
}
