/**
 * A puppet of a swarm: enough life for the miniature on the start page and for designing views without a world.
 * It knows no Docker; it only moves values of the view the way a swarm would, from its own little clock and seed.
 */
import { produce } from 'immer';
import type { MachineView, ServiceView, TaskView, ViewPatch, WorldView } from '../../session/protocol';
import { viewPatches } from '../../session/view/view-patches';

export interface ToyMachine {
  name: string;
  role?: 'manager' | 'worker';
  platform?: 'linux' | 'windows';
}

export interface ToyService {
  name: string;
  image: string;
  replicas: number | 'global';
  port?: number;
}

/** Durations in virtual milliseconds, as a patient swarm would take them. */
const STEP_MS = { pending: 350, assigned: 200, pull: 2200, starting: 700, gone: 4500, detect: 1600 } as const;

interface Life {
  /** Instant of the next step. */
  dueMs: number;
}

export class ToyCluster {
  view: WorldView;
  private readonly lives = new Map<string, Life>();
  private readonly present = new Map<string, Set<string>>();
  private readonly rolls = new Map<string, { image: string; slots: number[]; waitingFor?: string }>();
  private readonly detectAtMs = new Map<string, number>();
  private serial = 0;
  private random: number;

  constructor(machines: ToyMachine[], services: ToyService[], seed = 7) {
    this.random = seed;
    const startMs = Date.UTC(2026, 0, 5, 9);
    const leader = machines.find((machine) => machine.role === 'manager')?.name;
    this.view = {
      nowMs: startMs,
      startMs,
      pace: 1,
      settled: false,
      machines: machines.map((machine, i) => machineView(machine, i, leader)),
      services: [],
      tasks: [],
      networks: [{ id: 'ingress', name: 'ingress', driver: 'overlay', subnet: '10.0.0.0/24' }],
      quorum: leader === undefined ? 'none' : 'ok',
      terminals: [],
    };
    for (const service of services) this.create(service);
  }

  /** Runs an action on a draft and answers the patches. */
  change(action: (view: WorldView) => void): ViewPatch[] {
    const before = this.view;
    this.view = produce(before, (draft) => {
      action(draft as WorldView);
    });
    return viewPatches(before, this.view);
  }

  create(spec: ToyService): ViewPatch[] {
    return this.change((view) => {
      const desired = spec.replicas === 'global' ? view.machines.length : spec.replicas;
      const service: ServiceView = {
        id: `svc${view.services.length}${spec.name}`,
        name: spec.name,
        mode: spec.replicas === 'global' ? 'global' : 'replicated',
        image: spec.image,
        desired,
        running: 0,
        updated: 0,
        ports: spec.port === undefined ? [] : [{ published: spec.port, target: 80, protocol: 'tcp', mode: 'ingress' }],
      };
      view.services.push(service);
      for (let i = 0; i < desired; i++) {
        const pinned = spec.replicas === 'global' ? view.machines[i]?.name : undefined;
        this.addTask(view, service, spec.replicas === 'global' ? 0 : i + 1, pinned);
      }
    });
  }

  /** Begins a rolling update, one slot after the other. */
  roll(name: string, image: string): ViewPatch[] {
    return this.change((view) => {
      const service = view.services.find((s) => s.name === name);
      if (!service) return;
      service.image = image;
      service.update = { state: 'updating', message: 'update in progress' };
      const slots = view.tasks.filter((t) => t.serviceId === service.id && t.desired === 'running').map((t) => t.slot);
      this.rolls.set(service.id, { image, slots: slots.sort((a, b) => a - b) });
    });
  }

  scale(name: string, replicas: number): ViewPatch[] {
    return this.change((view) => {
      const service = view.services.find((s) => s.name === name);
      if (!service) return;
      const tasks = view.tasks.filter((t) => t.serviceId === service.id && t.desired === 'running');
      service.desired = replicas;
      for (const task of tasks) if (task.slot > replicas) this.shut(view, task);
      for (let slot = tasks.length + 1; slot <= replicas; slot++) this.addTask(view, service, slot);
    });
  }

  power(name: string, on: boolean): ViewPatch[] {
    return this.change((view) => {
      const machine = view.machines.find((m) => m.name === name);
      if (!machine) return;
      machine.power = on ? 'on' : 'off';
      machine.engine = on;
      this.detectAtMs.set(name, view.nowMs + STEP_MS.detect);
    });
  }

  /** Fails one running task of a service, with a reason. */
  fail(name: string, error: string): ViewPatch[] {
    return this.change((view) => {
      const task = view.tasks.find((t) => t.service === name && t.state === 'running' && t.desired === 'running');
      if (!task) return;
      Object.assign(task, { state: 'failed', desired: 'shutdown', error, message: 'started', sinceMs: view.nowMs });
      this.lives.set(task.id, { dueMs: view.nowMs + STEP_MS.gone });
      const service = view.services.find((s) => s.id === task.serviceId);
      if (service) this.addTask(view, service, task.slot);
    });
  }

  /** Lets time pass and answers what changed. */
  advance(ms: number): ViewPatch[] {
    return this.change((view) => {
      view.nowMs += ms;
      for (const machine of view.machines) this.watch(view, machine);
      for (const task of [...view.tasks]) this.step(view, task);
      for (const service of view.services) this.rollOn(view, service);
      let settled = true;
      for (const service of view.services) {
        const running = view.tasks.filter((t) => t.serviceId === service.id && t.state === 'running' && t.desired === 'running');
        service.running = running.length;
        service.updated = running.filter((t) => t.image === service.image).length;
        if (service.running !== service.desired || service.update?.state === 'updating') settled = false;
      }
      view.settled = settled;
      for (const machine of view.machines) {
        const pulling = view.tasks.filter((t) => t.machine === machine.name && t.pull !== undefined);
        machine.pulls = pulling.map((t) => ({ image: t.image, progress: t.pull ?? 0 }));
        const open = machine.power === 'on' && machine.role !== undefined;
        machine.ports = !open
          ? []
          : view.services.flatMap((s) =>
              s.ports.map((p) => ({ published: p.published, target: p.target, protocol: 'tcp', mode: 'ingress' as const, owner: s.name })),
            );
      }
    });
  }

  private watch(view: WorldView, machine: MachineView): void {
    const dueMs = this.detectAtMs.get(machine.name);
    if (dueMs === undefined || view.nowMs < dueMs) return;
    this.detectAtMs.delete(machine.name);
    machine.state = machine.power === 'on' ? 'ready' : 'down';
    if (machine.role === 'manager') machine.reachability = machine.power === 'on' ? 'reachable' : 'unreachable';
    if (machine.leader === true && machine.power !== 'on') {
      machine.leader = false;
      const next = view.machines.find((m) => m.role === 'manager' && m.power === 'on');
      if (next) next.leader = true;
    }
    if (machine.power === 'on') return;
    for (const task of view.tasks.filter((t) => t.machine === machine.name && t.desired === 'running')) {
      task.desired = 'shutdown';
      task.message = 'node is down';
      this.lives.set(task.id, { dueMs: view.nowMs + 6 * STEP_MS.gone });
      const service = view.services.find((s) => s.id === task.serviceId);
      if (service && service.mode === 'replicated') this.addTask(view, service, task.slot);
    }
  }

  private step(view: WorldView, task: TaskView): void {
    const life = this.lives.get(task.id);
    if (!life) return;
    if (task.pull !== undefined) task.pull = Math.min(1, 1 - (life.dueMs - view.nowMs) / STEP_MS.pull);
    if (view.nowMs < life.dueMs) return;
    const become = (state: TaskView['state'], message: string, ms: number): void => {
      task.state = state;
      task.message = message;
      task.sinceMs = view.nowMs;
      life.dueMs = view.nowMs + ms;
    };
    if (task.desired !== 'running') {
      view.tasks.splice(view.tasks.indexOf(task), 1);
      this.lives.delete(task.id);
    } else if (task.state === 'pending') {
      const machine = task.machine ?? this.place(view, task);
      if (machine === undefined) {
        task.error = 'no suitable node (max replicas per node limit exceed; insufficient resources on 2 nodes)';
        return;
      }
      Object.assign(task, { machine, nodeId: view.machines.find((m) => m.name === machine)?.nodeId });
      delete task.error;
      become('assigned', 'scheduler assigned task to node', STEP_MS.assigned);
    } else if (task.state === 'assigned') {
      const images = this.present.get(task.machine ?? '') ?? new Set<string>();
      this.present.set(task.machine ?? '', images);
      become('preparing', 'preparing', images.has(task.image) ? 200 : STEP_MS.pull);
      if (!images.has(task.image)) task.pull = 0;
      images.add(task.image);
    } else if (task.state === 'preparing') {
      delete task.pull;
      become('starting', 'starting', STEP_MS.starting + this.draw(500));
    } else if (task.state === 'starting') {
      become('running', 'started', Number.MAX_SAFE_INTEGER);
      this.lives.delete(task.id);
    }
  }

  private rollOn(view: WorldView, service: ServiceView): void {
    const roll = this.rolls.get(service.id);
    if (!roll) return;
    if (roll.waitingFor !== undefined) {
      const waited = view.tasks.find((t) => t.id === roll.waitingFor);
      if (waited && waited.state !== 'running') return;
      delete roll.waitingFor;
    }
    const slot = roll.slots.shift();
    if (slot === undefined) {
      service.update = { state: 'completed', message: 'update completed' };
      this.rolls.delete(service.id);
      return;
    }
    const old = view.tasks.find((t) => t.serviceId === service.id && t.slot === slot && t.desired === 'running');
    if (old) this.shut(view, old);
    roll.waitingFor = this.addTask(view, service, slot).id;
  }

  private shut(view: WorldView, task: TaskView): void {
    Object.assign(task, { state: 'shutdown', desired: 'shutdown', message: 'shutdown', sinceMs: view.nowMs });
    delete task.pull;
    this.lives.set(task.id, { dueMs: view.nowMs + STEP_MS.gone });
  }

  private addTask(view: WorldView, service: ServiceView, slot: number, machine?: string): TaskView {
    const id = `task${String(this.serial++).padStart(6, '0')}${service.name}`;
    const task: TaskView = {
      id,
      service: service.name,
      serviceId: service.id,
      slot,
      name: slot === 0 ? `${service.name}.${machine ?? ''}` : `${service.name}.${slot}`,
      image: service.image,
      state: 'pending',
      desired: 'running',
      message: 'pending task scheduling',
      sinceMs: view.nowMs,
      ...(machine === undefined ? {} : { machine }),
    };
    view.tasks.push(task);
    this.lives.set(id, { dueMs: view.nowMs + STEP_MS.pending + this.draw(300) });
    return task;
  }

  /** The emptiest machine that takes tasks. */
  private place(view: WorldView, task: TaskView): string | undefined {
    const loads = new Map<string, number>();
    for (const { machine, desired, serviceId } of view.tasks) {
      if (machine !== undefined && desired === 'running') loads.set(machine, (loads.get(machine) ?? 0) + (serviceId === task.serviceId ? 10 : 1));
    }
    const able = view.machines.filter((m) => m.power === 'on' && m.state === 'ready' && m.availability === 'active' && m.platform === 'linux');
    const best = able.map((m) => ({ name: m.name, load: loads.get(m.name) ?? 0 })).sort((a, b) => a.load - b.load)[0];
    return best?.name;
  }

  private draw(below: number): number {
    this.random = (Math.imul(this.random, 1103515245) + 12345) & 0x7fffffff;
    return this.random % below;
  }
}

function machineView(machine: ToyMachine, i: number, leader: string | undefined): MachineView {
  const member: Partial<MachineView> =
    machine.role === undefined
      ? {}
      : {
          nodeId: `node${i}`,
          role: machine.role,
          availability: 'active',
          state: 'ready',
          ...(machine.role === 'manager' ? { leader: machine.name === leader, reachability: 'reachable' as const } : {}),
        };
  return {
    name: machine.name,
    platform: machine.platform ?? 'linux',
    kind: 'server',
    address: `192.168.0.${11 + i}`,
    power: 'on',
    engine: true,
    cable: 'plugged',
    swarm: machine.role === undefined ? 'inactive' : 'active',
    labels: {},
    cpus: 2,
    memoryBytes: 4 * 1024 ** 3,
    ports: [],
    containers: [],
    pulls: [],
    ...member,
  };
}
