/**
 * What it takes to bring one task's container through its states (moby daemon/cluster/executor/container/controller.go,
 * adapter.go). Every operation may be given up at any wait and asked for again: it finds what is there already.
 */
import {
  expandTemplate,
  isRefusal,
  parseReference,
  type Config,
  type NetworkAttachment,
  type NodeDescription,
  type PortConfig,
  type Secret,
  type Task,
  type TaskStatus,
} from '../../model';
import { FileTree, type Files } from '../../os';
import { assert, sleep, wait, type Program } from '../../sim';
import type { Container, TaskPart } from '../container';
import { useSwarmNetwork, maybeDropSwarmNetwork } from '../container-network';
import { removeNow } from '../container-remove';
import type { DockerEngine } from '../docker-engine';
import type { ServiceBinding } from '../net-provider';
import { expectsHealth } from '../health';
import { taskRequest, type TaskRequest } from './task-request';

/** How an operation ended: reached, broken for good, or to be tried again. */
export type Result = { kind: 'done' } | { kind: 'fatal'; error: string; exitCode?: number } | { kind: 'retry'; error: string };

export interface ControllerWorld {
  readonly engine: DockerEngine;
  readonly nodeId: string;
  readonly node: NodeDescription;
  secret(id: string): Secret | undefined;
  config(id: string): Config | undefined;
  /** This node has its own endpoint on a network. */
  attached(networkId: string): boolean;
  /** That endpoint, while no task has brought the network. */
  nodeAddress(networkId: string): string | undefined;
  /** Bindings of a task, for a clean slate after a restart. */
  readonly bindings: Map<string, ServiceBinding[]>;
}

const DONE: Result = { kind: 'done' };
/** Connections may drain for this long before a networked task gets its stop signal. */
const DRAIN_MS = 2_000;
const ATTACHMENT_WAIT_MS = 30_000;
const ATTACHMENT_POLL_MS = 100;
const CREATION_POLL_MS = 10;

export class Controller implements TaskPart {
  private readonly name: string;
  private readonly attachments: TaskRequest['attachments'];
  private readonly networked: boolean;
  private readonly stopGraceMs: number;

  private constructor(
    private readonly world: ControllerWorld,
    private readonly task: Task,
    made: TaskRequest,
  ) {
    // The request itself is not kept: it is made again in the rare moments when it is needed.
    this.name = made.name;
    this.attachments = made.attachments;
    this.networked = made.networked;
    this.stopGraceMs = made.stopGraceMs;
  }

  /** Refuses a spec that no container can be made of. */
  static of(world: ControllerWorld, task: Task): Controller | { error: string } {
    const made = taskRequest(task, world.nodeId, world.node);
    return 'error' in made ? made : new Controller(world, task, made);
  }

  get taskId(): string {
    return this.task.ID;
  }

  get container(): Container | undefined {
    const { core } = this.world.engine;
    const id = core.names.get(this.name);
    const container = id === undefined ? undefined : core.containers.get(id);
    return container?.task?.taskId === this.task.ID ? container : undefined;
  }

  /** Networks, image, container. */
  *prepare(): Program<Result> {
    const { engine } = this.world;
    const { core } = engine;
    const untilMs = core.sim.nowMs + ATTACHMENT_WAIT_MS;
    while (!this.attachments.every(({ attachment }) => this.world.attached(attachment.Network.ID))) {
      if (core.sim.nowMs >= untilMs) return { kind: 'fatal', error: 'node is missing network attachments, ip addresses may be exhausted' };
      yield* sleep(core.sim, ATTACHMENT_POLL_MS);
    }
    this.useNetworks();
    yield* this.creationEnded();
    if (this.container) return DONE;
    const { request } = this.request();
    const image = request.Image ?? '';
    if (!pinnedHere(engine, image)) yield* engine.imagePull(image);
    // Whatever the pull said: with a local image the task goes on, without one the creation says what is missing.
    const attachments = this.attachments.map(({ attachment, address, prefixLength }) => ({
      network: attachment.Network.Spec.Name,
      networkId: attachment.Network.ID,
      address,
      prefixLength,
      gateway: '',
      aliases: [],
    }));
    const created = yield* engine.containerCreate(request, this.name, undefined, {
      task: this,
      ...(attachments.length > 0 ? { attachments } : {}),
    });
    if (!isRefusal(created)) return DONE;
    if (this.container) return DONE;
    if (created.status === 503) return { kind: 'retry', error: created.message };
    return { kind: 'fatal', error: created.message };
  }

  /** Start, and with a health check wait for the first good answer; then the world may know. */
  *start(): Program<Result> {
    const { engine } = this.world;
    const missing = this.missingFile();
    if (missing) return { kind: 'fatal', error: `starting container failed: ${missing}`, exitCode: 128 };
    const before = this.container;
    if (!before) return { kind: 'fatal', error: `No such container: ${this.name}` };
    if (!before.running && !before.hasRun) {
      // What another task's shutdown took away meanwhile is made again.
      this.useNetworks();
      const failed = yield* engine.containerStart(before.id);
      if (isRefusal(failed)) {
        if (failed.status === 503) return { kind: 'retry', error: failed.message };
        return { kind: 'fatal', error: `starting container failed: ${failed.message}`, exitCode: before.exitCode };
      }
    }
    const container = this.container ?? before;
    if (expectsHealth(container.config.Healthcheck)) {
      while (container.running && (container.health?.status ?? 'starting') === 'starting') yield* wait(container.changed.wait);
      if (container.running && container.health?.status === 'unhealthy') {
        yield* this.stop();
        return exitResult(container, true);
      }
      // An exit with 0 counts as a start; the wait that follows finds the task complete.
      if (!container.running && container.exitCode !== 0) return exitResult(container, false);
    }
    if (container.running) this.bind(container);
    return DONE;
  }

  /** How a running task's container is: over, sick, or undefined while all is well. */
  check(): Result | 'unhealthy' | undefined {
    const { container } = this;
    if (!container) return { kind: 'fatal', error: `No such container: ${this.name}` };
    if (container.running || container.starting) {
      if (container.health?.status === 'unhealthy') return 'unhealthy';
      if (!this.world.bindings.has(this.task.ID)) this.bind(container);
      return undefined;
    }
    this.unbind();
    return exitResult(container, false);
  }

  /** A sick container is stopped in order; the task fails unless it ended with 0. */
  *endUnhealthy(): Program<Result> {
    const { container } = this;
    yield* this.stop();
    return container ? exitResult(container, true) : DONE;
  }

  /** Binding off, time to drain, stop signal, patience, SIGKILL. */
  *shutdown(): Program<Result> {
    yield* this.stop();
    return DONE;
  }

  /** The daemon brings a creation to its end even if other wishes came meanwhile; whatever follows waits for it. */
  private *creationEnded(): Program {
    const { core } = this.world.engine;
    for (let id = core.names.get(this.name); id !== undefined && !core.containers.has(id); id = core.names.get(this.name)) {
      yield* sleep(core.sim, CREATION_POLL_MS);
    }
  }

  private request(): TaskRequest {
    const made = taskRequest(this.task, this.world.nodeId, this.world.node);
    assert(!('error' in made), 'what could be made once can be made again');
    return made;
  }

  private *stop(): Program {
    const { engine } = this.world;
    this.unbind();
    yield* this.creationEnded();
    const { container } = this;
    if (!container) return;
    if (this.networked) yield* sleep(engine.core.sim, DRAIN_MS);
    yield* engine.containerStop(container.id, { timeoutSeconds: this.stopGraceMs / 1000 });
    this.dropNetworks();
  }

  /** The record is gone: stop as above, then nothing stays but named volumes. */
  *remove(): Program {
    const { engine } = this.world;
    yield* this.stop();
    const { container } = this;
    if (container) yield* engine.containerRemove(container.id, { force: true, volumes: true });
    this.dropNetworks();
  }

  /** At once, without waiting: the daemon is down or the swarm left. */
  discard(): void {
    this.unbind();
    const { container } = this;
    const { core } = this.world.engine;
    if (container && !container.running) removeNow(core, container, true);
    this.dropNetworks();
  }

  unbind(): void {
    const { engine, bindings } = this.world;
    for (const binding of bindings.get(this.task.ID) ?? []) engine.core.provider.unbindService(binding.host, binding.networkId, binding.taskId);
    bindings.delete(this.task.ID);
  }

  /** What the status says of the container. */
  status(): Pick<TaskStatus, 'ContainerStatus' | 'PortStatus'> {
    const { container } = this;
    if (!container) return {};
    const ports = portStatus(container);
    return {
      ContainerStatus: {
        ContainerID: container.id,
        PID: container.running ? container.pid : 0,
        ExitCode: container.running ? 0 : container.exitCode,
      },
      PortStatus: ports.length > 0 ? { Ports: ports } : {},
    };
  }

  private bind(container: Container): void {
    const { engine, bindings } = this.world;
    const { task } = this;
    if (task.ServiceID === '') return;
    const vips = task.endpoint?.VirtualIPs ?? [];
    const host = engine.core.machine.id;
    const made: ServiceBinding[] = this.attachments.map(({ attachment, address }) => {
      const network = attachment.Network;
      const vip = vips.find((each) => each.NetworkID === network.ID)?.Addr?.split('/')[0];
      return {
        host,
        containerId: container.id,
        taskId: task.ID,
        taskName: this.name,
        endpointId: container.endpoints.get(network.Spec.Name)?.endpointId ?? '',
        serviceId: task.ServiceID,
        serviceName: task.serviceName,
        networkId: network.ID,
        networkName: network.Spec.Name,
        address,
        vip,
        aliases: aliasesOf(attachment),
        ingress: network.Spec.Ingress,
        ports: network.Spec.Ingress ? (task.endpoint?.Ports ?? []).filter((port) => port.PublishMode === 'ingress') : [],
      };
    });
    bindings.set(task.ID, made);
    for (const binding of made) engine.core.provider.bindService(binding);
  }

  private useNetworks(): void {
    const { core } = this.world.engine;
    for (const { attachment } of this.attachments) useSwarmNetwork(core, attachment.Network, this.world.nodeAddress(attachment.Network.ID));
  }

  private dropNetworks(): void {
    const { core } = this.world.engine;
    for (const { attachment } of this.attachments) {
      const network = core.networks.get(attachment.Network.ID);
      if (network) maybeDropSwarmNetwork(core, network);
    }
  }

  /** Why a secret or config cannot be put into the container; undefined when all can. */
  private missingFile(): string | undefined {
    const spec = this.task.Spec.ContainerSpec;
    for (const { SecretID } of spec?.Secrets ?? []) {
      const failed = this.fileFailure('secret', SecretID, this.world.secret(SecretID));
      if (failed) return failed;
    }
    for (const { ConfigID } of spec?.Configs ?? []) {
      const failed = this.fileFailure('config', ConfigID, this.world.config(ConfigID));
      if (failed) return failed;
    }
    return undefined;
  }

  private fileFailure(noun: 'secret' | 'config', id: string, object: Secret | Config | undefined): string | undefined {
    const failed = `unable to get ${noun} from ${noun} store`;
    if (!object) return `${failed}: ${noun} ${id} not found`;
    const content = this.content(object);
    return typeof content === 'string' ? undefined : `${failed}: failed to expand templated ${noun} ${id}: ${content.error}`;
  }

  /** Secrets below /run/secrets, configs from the root, each file mounted read-only. */
  mountFiles(files: Files): void {
    const spec = this.task.Spec.ContainerSpec;
    if (!spec?.Secrets?.length && !spec?.Configs?.length) return;
    const { sim, machine } = this.world.engine.core;
    const windows = machine.platform.os === 'windows';
    const placed = (name: string, folder: string, windowsFolder: string) => (windows ? (/^[A-Za-z]:[\\/]/.test(name) ? name : `${windowsFolder}\\${name}`) : name.startsWith('/') ? name : `${folder}/${name}`);
    const tree = new FileTree({ now: () => sim.nowMs });
    const add = (id: string, object: Secret | Config, target: string, file: { UID: string; GID: string; Mode: number }) => {
      const content = this.content(object);
      if (typeof content !== 'string') return;
      tree.put(`/${id}`, { content, mode: file.Mode & 0o7777, uid: Number(file.UID) || 0, gid: Number(file.GID) || 0 });
      files.mount(target, tree, `/${id}`, { readOnly: true, label: 'tmpfs' });
    };
    for (const { SecretID, SecretName, File: file } of spec.Secrets ?? []) {
      const secret = this.world.secret(SecretID);
      const name = file?.Name ?? SecretName;
      if (secret) add(SecretID, secret, placed(name, '/run/secrets', 'C:\\ProgramData\\Docker\\secrets'), file ?? { UID: '0', GID: '0', Mode: 0o444 });
    }
    for (const { ConfigID, ConfigName, File: file, Runtime } of spec.Configs ?? []) {
      const config = this.world.config(ConfigID);
      if (!config || Runtime) continue;
      const name = file?.Name ?? ConfigName;
      add(ConfigID, config, placed(name, '', 'C:'), file ?? { UID: '0', GID: '0', Mode: 0o444 });
    }
  }

  /** What stands in a secret or config, its template filled in. */
  private content(object: Secret | Config): string | { error: string } {
    const { data = '', Templating: driver } = object.Spec;
    if (!driver) return data;
    if (driver.Name !== 'golang') return { error: 'unrecognized template type' };
    const spec = this.task.Spec.ContainerSpec;
    return expandTemplate(
      data,
      { task: this.task, nodeId: this.world.nodeId },
      {
        env: (name) => (this.request().request.Env ?? []).find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1),
        secret: (target) => {
          const reference = spec?.Secrets?.find((each) => each.File?.Name === target);
          return reference && this.world.secret(reference.SecretID)?.Spec.data;
        },
        config: (target) => {
          const reference = spec?.Configs?.find((each) => each.File?.Name === target);
          return reference && this.world.config(reference.ConfigID)?.Spec.data;
        },
      },
    );
  }
}

/** A reference with a digest that is on this machine needs no registry. */
function pinnedHere(engine: DockerEngine, image: string): boolean {
  const reference = parseReference(image);
  if (isRefusal(reference)) return false;
  return reference.digest !== undefined && engine.core.images.find(image) !== undefined;
}

function aliasesOf(attachment: NetworkAttachment): string[] {
  return [...(attachment.aliases ?? [])];
}

/** What an exit means to the swarm: 0 unasked is done, anything else broke. */
function exitResult(container: Container, unhealthy: boolean): Result {
  if (container.exitCode === 0) return DONE;
  const cause = unhealthy ? ': dockerexec: unhealthy container' : '';
  return { kind: 'fatal', error: `task: non-zero exit (${container.exitCode})${cause}`, exitCode: container.exitCode };
}

function portStatus(container: Container): PortConfig[] {
  const out: PortConfig[] = [];
  for (const [port, bindings] of Object.entries(container.ports)) {
    const [target = '', protocol = 'tcp'] = port.split('/');
    for (const binding of bindings ?? []) {
      out.push({
        Protocol: protocol as PortConfig['Protocol'],
        TargetPort: Number(target),
        PublishedPort: Number(binding.HostPort),
        PublishMode: 'host',
      });
    }
  }
  return out;
}
