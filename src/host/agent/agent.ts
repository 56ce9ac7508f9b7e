/**
 * The swarm's hand on one machine (swarmkit agent/agent.go, session.go, worker.go): keeps a session with the dispatcher,
 * does what it is assigned, reports what became of it. Sessions come and go; tasks do not care.
 */
import {
  isRefusal,
  type AssignmentsMessage,
  type Config,
  type NodeDescription,
  type Secret,
  type SessionMessage,
  type Task,
  type TaskStatus,
  type TLSInfo,
} from '../../model';
import { race, Signal, sleep, spawn, timer, type Fiber, type Program, type Sim } from '../../sim';
import { dropSwarmNetwork, maybeDropSwarmNetwork, useSwarmNetwork } from '../container-network';
import type { DispatcherLink, DispatcherSession } from '../dispatcher-link';
import type { DockerEngine } from '../docker-engine';
import { VOLUME_DRIVERS } from '../info';
import { NETWORK_DRIVERS } from '../platform-networks';
import { LOG_DRIVERS } from '../log-drivers';
import type { ServiceBinding } from '../net-provider';
import { AttachmentTasks } from './attachments';
import type { ControllerWorld } from './controller';
import { Reporter } from './reporter';
import { TaskManager } from './task-manager';

export interface AgentOptions {
  engine: DockerEngine;
  link: DispatcherLink;
  /** What the node's certificate says; another value makes the agent register again. */
  tlsInfo(): TLSInfo;
  /** Engine labels (`--label` of dockerd). */
  labels?: () => Readonly<Record<string, string>>;
  /** Every session message, for the node's own part in the swarm: role, managers, certificate. */
  onSession?(message: SessionMessage): void;
  /** The manager will not have this node any more: its words. */
  onRefused?(message: string): void;
}

const BACKOFF_MS_STEP = 100;
const BACKOFF_MS_MAX = 8_000;
/** A description that changed is told within this. */
const DESCRIPTION_CHECK_MS = 20_000;

export class Agent {
  private readonly sim: Sim;
  private readonly engine: DockerEngine;
  private readonly reporter: Reporter;
  private readonly attachments: AttachmentTasks;
  private readonly managers = new Map<string, TaskManager>();
  /** What this node knows of its tasks; survives the daemon, as the worker's database does. */
  private readonly statuses = new Map<string, TaskStatus>();
  private readonly secrets = new Map<string, Secret>();
  private readonly configs = new Map<string, Config>();
  private readonly bindings = new Map<string, ServiceBinding[]>();
  private readonly attachedNetworks = new Set<string>();
  /** One for all tasks. */
  private readonly reports = { report: (taskId: string, status: TaskStatus) => this.report(taskId, status) };
  private nodeId = '';
  private loop: Fiber<void> | undefined;
  private session: DispatcherSession | undefined;
  private readonly closed = new Signal<string>();
  private node: NodeDescription | undefined;
  private world: ControllerWorld | undefined;
  private firstPeriodMs = 5_000;
  /** This node's own endpoints, by network. */
  private readonly nodeAddresses = new Map<string, string>();

  constructor(private readonly options: AgentOptions) {
    this.engine = options.engine;
    this.sim = options.engine.core.sim;
    this.reporter = new Reporter(this.sim, (reason) => this.closed.fire(reason));
    this.attachments = new AttachmentTasks(
      this.sim,
      options.link,
      () => this.nodeId,
      this.reports,
      (id) => this.engine.core.containers.get(id)?.running ?? false,
      (id) => this.nodeAddresses.get(id),
    );
    this.engine.core.listeners.add((container, what) => {
      const taskId = container.task?.taskId;
      if (taskId === undefined || what === 'started') return;
      if (what !== 'health') {
        for (const binding of this.bindings.get(taskId) ?? [])
          this.engine.core.provider.unbindService(binding.host, binding.networkId, binding.taskId);
        this.bindings.delete(taskId);
      }
      this.managers.get(taskId)?.wake();
    });
  }

  get running(): boolean {
    return this.loop !== undefined;
  }

  /** In a session now. */
  get connected(): boolean {
    return this.session !== undefined;
  }

  /** Begins: as soon as a manager answers, there is work. */
  start(nodeId: string): void {
    if (this.loop) return;
    this.nodeId = nodeId;
    const { core } = this.engine;
    core.networks.ensureGateway();
    core.cluster = this.attachments;
    // Whatever an earlier life had announced is not true any more.
    for (const bindings of this.bindings.values()) for (const each of bindings) core.provider.unbindService(each.host, each.networkId, each.taskId);
    this.bindings.clear();
    // Nor are containers that an earlier life had attached: which of them still run is looked at anew.
    this.attachments.clear();
    this.loop = spawn(this.sim, 'agent', this.run());
  }

  /**
   * `stop`: the daemon shuts down, tasks are closed and their containers removed without a word to the manager. `crash`:
   * everything ends where it stands. `leave`: as `stop`, and everything that came from the swarm is forgotten.
   */
  *stop(how: 'leave' | 'stop' | 'crash'): Program {
    const { core } = this.engine;
    if (!this.loop && this.managers.size === 0 && how !== 'leave') return;
    this.endSession();
    this.loop?.cancel('agent stopped');
    this.loop = undefined;
    core.cluster = undefined;
    const managers = [...this.managers.values()];
    this.managers.clear();
    this.reporter.clear();
    if (how === 'crash') {
      for (const manager of managers) manager.abandon();
      return;
    }
    if (core.running) {
      const closing = managers.map((manager) => spawn(this.sim, 'task.close', manager.close()));
      for (const fiber of closing) yield* fiber.join();
    }
    for (const manager of managers) manager.discard();
    if (how === 'leave') this.forget();
    // Ingress comes with a session, and a daemon that starts again may have to wait for one: locked, or without a leader.
    else for (const network of core.networks.all()) if (network.ingress) dropSwarmNetwork(core, network);
  }

  private forget(): void {
    const { core } = this.engine;
    this.statuses.clear();
    this.secrets.clear();
    this.configs.clear();
    this.attachments.clear();
    this.attachedNetworks.clear();
    this.node = undefined;
    for (const network of core.networks.all()) {
      if (network.scope === 'swarm') dropSwarmNetwork(core, network);
    }
  }

  // --- The session -------------------------------------------------------------------------------------------

  private *run(): Program {
    const random = this.sim.random(`agent ${this.engine.core.machine.id}`);
    let backoffMs = 0;
    for (;;) {
      if (backoffMs > 0) yield* sleep(this.sim, random.fraction() * backoffMs);
      const reason = yield* this.connect();
      if (reason !== undefined) {
        backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_STEP + 2 * backoffMs);
        if (reason.includes('was removed from swarm')) this.options.onRefused?.(reason);
        continue;
      }
      yield* this.keepAlive();
      this.endSession();
      backoffMs = BACKOFF_MS_STEP;
    }
  }

  /** Opens a session; answers why not. */
  private *connect(): Program<string | undefined> {
    const { core } = this.engine;
    this.node = this.describe();
    const early: (() => void)[] = [];
    let open = false;
    const whenOpen = (act: () => void) => {
      if (open) act();
      else early.push(act);
    };
    const life: { session: DispatcherSession | undefined } = { session: undefined };
    const current = () => this.session !== undefined && this.session === life.session;
    const answer = yield* this.options.link.connect(
      { nodeId: this.nodeId, description: this.node, address: core.machine.address },
      {
        onSession: (message) => whenOpen(() => current() && this.onSession(message)),
        onAssignments: (message) => whenOpen(() => current() && this.onAssignments(message)),
        onClosed: (reason) => whenOpen(() => current() && this.closed.fire(reason)),
      },
    );
    if (isRefusal(answer)) return answer.message;
    life.session = answer;
    this.session = answer;
    open = true;
    for (const act of early) act();
    this.reporter.use(answer);
    return undefined;
  }

  /** Beats until the session ends for whatever reason. */
  private *keepAlive(): Program {
    const { session } = this;
    if (!session) return;
    const tls = this.options.tlsInfo();
    const told = JSON.stringify(this.node);
    let periodMs = this.firstPeriodMs;
    let checkedMs = this.sim.nowMs;
    for (;;) {
      const ended = yield* race<unknown>(this.closed.wait, timer<unknown>(this.sim, periodMs));
      if (ended.index === 0) return;
      const beat = spawn(this.sim, 'agent.heartbeat', session.heartbeat());
      const answered = yield* race<unknown>(beat.ended, this.closed.wait);
      if (answered.index !== 0 || beat.outcome?.kind !== 'returned') {
        beat.cancel('session closed');
        return;
      }
      if (isRefusal(beat.outcome.value)) {
        if (beat.outcome.value.message.includes('was removed from swarm')) this.options.onRefused?.(beat.outcome.value.message);
        return;
      }
      periodMs = beat.outcome.value.periodMs;
      if (this.sim.nowMs - checkedMs >= DESCRIPTION_CHECK_MS) {
        checkedMs = this.sim.nowMs;
        if (this.options.tlsInfo() !== tls || JSON.stringify(this.describe()) !== told) return;
      }
    }
  }

  private endSession(): void {
    this.reporter.use(undefined);
    this.session?.close();
    this.session = undefined;
  }

  private onSession(message: SessionMessage): void {
    const { core } = this.engine;
    this.firstPeriodMs = message.heartbeatPeriodMs;
    const now = new Set(message.attachments.map((each) => each.network.ID));
    for (const { network, address } of message.attachments) {
      this.attachedNetworks.add(network.ID);
      // Ingress is here from the first moment; others when a task brings them, but their endpoint is known already.
      this.nodeAddresses.set(network.ID, address);
      if (network.Spec.Ingress || core.networks.get(network.ID)) useSwarmNetwork(core, network, address);
    }
    for (const id of [...this.attachedNetworks]) {
      if (now.has(id)) continue;
      this.attachedNetworks.delete(id);
      this.nodeAddresses.delete(id);
      const network = core.networks.get(id);
      if (network?.ingress) dropSwarmNetwork(core, network);
      else if (network) maybeDropSwarmNetwork(core, network);
    }
    this.options.onSession?.(message);
  }

  // --- Assignments -------------------------------------------------------------------------------------------

  private onAssignments(message: AssignmentsMessage): void {
    if (message.kind === 'complete') {
      this.secrets.clear();
      this.configs.clear();
    }
    for (const secret of message.updateSecrets) this.secrets.set(secret.ID, secret);
    for (const config of message.updateConfigs) this.configs.set(config.ID, config);
    for (const id of message.removeSecretIds) this.secrets.delete(id);
    for (const id of message.removeConfigIds) this.configs.delete(id);
    for (const task of message.updateTasks) this.put(task);
    for (const id of message.removeTaskIds) this.removeTask(id);
    if (message.kind !== 'complete') return;
    const assigned = new Map(message.updateTasks.map((task) => [task.ID, task]));
    for (const id of [...this.managers.keys()]) if (!assigned.has(id)) this.removeTask(id);
    for (const id of [...this.statuses.keys()]) if (!assigned.has(id) && !this.managers.has(id)) this.statuses.delete(id);
    this.removeOrphans(assigned);
    // What happened while nobody listened is told now.
    for (const [id, manager] of this.managers) if (manager.status !== assigned.get(id)?.Status) this.report(id, manager.status);
  }

  /** Containers of tasks that were deleted while this daemon was away, and networks that only those had brought. */
  private removeOrphans(assigned: ReadonlyMap<string, Task>): void {
    const { core } = this.engine;
    for (const container of [...core.containers.values()]) {
      const taskId = container.task?.taskId;
      if (taskId !== undefined && !assigned.has(taskId) && !this.managers.has(taskId)) core.spawn('task.orphan', this.removeOrphan(container.id));
    }
    this.dropUnusedNetworks();
  }

  private *removeOrphan(containerId: string): Program {
    yield* this.engine.containerRemove(containerId, { force: true, volumes: true });
    this.dropUnusedNetworks();
  }

  private dropUnusedNetworks(): void {
    const { core } = this.engine;
    for (const network of core.networks.all()) if (network.scope === 'swarm' && !network.ingress) maybeDropSwarmNetwork(core, network);
  }

  private put(task: Task): void {
    if (task.Spec.NetworkAttachmentSpec) {
      this.attachments.update(task);
      return;
    }
    const known = this.managers.get(task.ID);
    if (known) {
      known.update(task);
      return;
    }
    const manager = new TaskManager(
      this.sim,
      this.controllerWorld(),
      this.reports,
      task,
      this.statuses.get(task.ID),
    );
    this.managers.set(task.ID, manager);
  }

  private removeTask(id: string): void {
    if (this.attachments.remove(id)) return;
    this.reporter.forget(id);
    this.statuses.delete(id);
    this.managers.get(id)?.remove(() => this.managers.delete(id));
  }

  private report(taskId: string, status: TaskStatus): void {
    this.statuses.set(taskId, status);
    this.reporter.report(taskId, status);
  }

  private controllerWorld(): ControllerWorld {
    if (this.world?.nodeId === this.nodeId) return this.world;
    this.world = {
      engine: this.engine,
      nodeId: this.nodeId,
      node: this.node ?? this.describe(),
      secret: (id) => this.secrets.get(id),
      config: (id) => this.configs.get(id),
      attached: (id) => this.attachedNetworks.has(id),
      bindings: this.bindings,
      nodeAddress: (id) => this.nodeAddresses.get(id),
    };
    return this.world;
  }

  /** What the node tells about itself (moby daemon/cluster/executor Describe). */
  private describe(): NodeDescription {
    const { machine, version } = this.engine.core;
    const plugins = [
      ...LOG_DRIVERS.map((Name) => ({ Type: 'Log', Name })),
      ...NETWORK_DRIVERS[machine.platform.os].map((Name) => ({ Type: 'Network', Name })),
      ...VOLUME_DRIVERS.map((Name) => ({ Type: 'Volume', Name })),
    ];
    const labels = this.options.labels?.();
    return {
      Hostname: machine.hostname,
      Platform: { Architecture: machine.platform.architecture, OS: machine.platform.os },
      Resources: { NanoCPUs: machine.cpus * 1_000_000_000, MemoryBytes: machine.memoryBytes },
      Engine: { EngineVersion: version, ...(labels && Object.keys(labels).length > 0 ? { Labels: labels } : {}), Plugins: plugins },
      TLSInfo: this.options.tlsInfo(),
    };
  }
}
