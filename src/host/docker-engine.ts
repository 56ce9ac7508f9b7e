/**
 * The engine: every request of its clients handed to the part that knows, and its own coming and going (moby daemon).
 * What is on disk - images, containers, volumes, networks - survives the daemon; processes may or may not.
 *
 * One method for each of the many requests of `engine.ts`, most of them one line: longer than other files, but flat.
 */
import { isRefusal, refuse, type Refusal } from '../model';
import type { Files } from '../os';
import type { Program } from '../sim';
import { wait } from '../sim';
import type { Container } from './container';
import { checkName, createContainer, type CreateExtras } from './container-create';
import type {
  ContainerInspect,
  ContainerSummary,
  CreateRequest,
  EndpointSettings,
  ExecConfig,
  ExecInspect,
  HostConfig,
  PathChange,
  StatsSample,
  TopResult,
  WaitResult,
} from './container-data';
import { inspectContainer, listContainers, statsOf, topOf } from './container-json';
import { toLocalNetwork } from './container-network';
import { removeContainer } from './container-remove';
import { checkChange, checkUpdate } from './container-check';
import { parsePlatform } from './platform';
import { platformMismatch } from './pull';
import { concludeLost, environmentOf, resolveUser, shouldRestart, startContainer } from './container-start';
import { checkSignal, killContainer, pauseContainer, stopContainer, unpauseContainer, waitStopped } from './container-stop';
import type {
  Attachment,
  AttachOptions,
  Engine,
  EngineInfo,
  Filters,
  ListContainersOptions,
  LogsOptions,
  PruneResult,
  WaitCondition,
  ContainerLogs,
} from './engine';
import { EngineCore, type EngineOptions } from './engine-core';
import type { EventBus } from './events';
import { areKeys, ExecSession, execText } from './exec';
import { checkFilters, lacksLabels, matchesLabels, pruneMoment } from './filters';
import type {
  DistributionInspect,
  ImageDeleteItem,
  ImageHistoryItem,
  ImageInspect,
  ImageSummary,
  NetworkCreateRequest,
  NetworkData,
  PullProgress,
  VolumeData,
} from './image-data';
import { importImage, loadImages, saveImages } from './image-archive';
import { ImageOperations } from './image-operations';
import { engineInfo } from './info';
import { logAttributes } from './log-attributes';
import { Builder, type BuildFailure, type BuildOptions } from './build/builder';
import { connectNetwork, createNetwork, disconnectNetwork, inspectNetwork, pruneNetworks, removeNetwork } from './network-operations';

const SHUTDOWN_SECONDS = 15;
/** How a life ended that the daemon did not see the end of. */
const EXIT_POWER_LOSS = 255;
const EXIT_KILLED = 137;

export class DockerEngine implements Engine {
  /** For the agent and the composition, which know the engine from inside. */
  readonly core: EngineCore;
  private readonly images: ImageOperations;
  private lostBy: 'power' | 'crash' | undefined;

  constructor(options: EngineOptions) {
    this.core = new EngineCore(options);
    this.images = new ImageOperations(this.core);
  }

  get events(): EventBus {
    return this.core.events;
  }

  get running(): boolean {
    return this.core.running;
  }

  get version(): string {
    return this.core.version;
  }

  // --- The daemon's life -------------------------------------------------------------------------------------

  /** The daemon comes up: what it had is put in order, and what shall always run is started. */
  up(): void {
    const { core } = this;
    if (core.running) return;
    core.running = true;
    core.stopping = false;
    for (const network of core.networks.all()) if (network.scope === 'local') core.provider.networkCreated(core.machine.id, toLocalNetwork(network));
    const lost = [...core.containers.values()].filter((container) => container.running || container.status === 'restarting');
    for (const container of lost) concludeLost(core, container, this.lostBy === 'power' ? EXIT_POWER_LOSS : EXIT_KILLED);
    this.lostBy = undefined;
    for (const container of core.containers.values()) {
      const policy = container.hostConfig.RestartPolicy.Name;
      const stoppedByHand = container.manuallyStopped;
      if (policy === 'always') container.manuallyStopped = false;
      if (container.hasRun && (shouldRestart(core, container) || (policy === 'always' && stoppedByHand))) {
        container.restartCount = 0;
        core.spawn('container.autostart', startContainer(core, container));
      } else if (container.hostConfig.AutoRemove && container.hasRun)
        core.spawn('container.autoremove', removeContainer(core, container, { force: true, volumes: true }));
    }
  }

  /** `systemctl stop docker`: containers are stopped, then the daemon ends. */
  *shutdown(): Program {
    const { core } = this;
    if (!core.running) return;
    core.stopping = true;
    const stops = [...core.containers.values()]
      .filter((container) => container.running || container.status === 'restarting')
      .map((container) => {
        const byHand = container.manuallyStopped;
        return core.spawn(
          'container.shutdown',
          (function* stop(): Program {
            yield* stopContainer(core, container, { timeoutSeconds: Math.min(container.config.StopTimeout ?? 10, SHUTDOWN_SECONDS) });
            // Stopped by the daemon, not by a person: restart policies apply when it is back.
            container.manuallyStopped = byHand;
          })(),
        );
      });
    for (const fiber of stops) yield* fiber.join();
    core.cancelAll();
    core.running = false;
    core.stopping = false;
  }

  /**
   * It ends at once. `power`: with the machine, all processes gone; `crash`: the daemon alone, containers run on until
   * it is back and ends them (there is no live-restore in swarm mode).
   */
  crash(how: 'power' | 'crash'): void {
    const { core } = this;
    core.cancelAll();
    core.running = false;
    core.stopping = false;
    if (this.lostBy !== 'power') this.lostBy = how;
    for (const container of core.containers.values()) {
      container.starting = false;
      container.stopRestart?.();
      container.stopRestart = undefined;
      if (how === 'crash') continue;
      const { run } = container;
      container.run = undefined;
      container.health?.stop();
      run?.killAll();
      run?.end();
    }
    if (how === 'power') for (const network of core.networks.all()) if (network.scope === 'swarm') core.networks.drop(network.id);
  }

  /** Pulls under way, each with how far it should be by now, 0..1. */
  pulling(): { image: string; progress: number }[] {
    return this.images.pulling();
  }

  // --- Containers --------------------------------------------------------------------------------------------

  *containerCreate(
    request: CreateRequest,
    name?: string,
    platform?: string,
    extras: CreateExtras = {},
  ): Program<{ Id: string; Warnings: string[] } | Refusal> {
    const wanted = parsePlatform(platform);
    if (isRefusal(wanted)) return wanted;
    const stored = wanted && this.core.images.find(request.Image ?? '');
    const mismatch = wanted && stored && platformMismatch(request.Image ?? '', stored.image, wanted);
    if (mismatch) return refuse(404, mismatch);
    return yield* this.core.detached('container.create', createContainer(this.core, request, name, extras));
  }

  *containerStart(ref: string): Program<undefined | Refusal> {
    const { core } = this;
    return yield* this.withContainer(ref, (container) => core.detached('container.start', startContainer(core, container)));
  }

  *containerStop(ref: string, options: { timeoutSeconds?: number; signal?: string } = {}): Program<undefined | Refusal> {
    const { core } = this;
    return yield* this.withContainer(ref, (container) => core.detached('container.stop', stopContainer(core, container, options)));
  }

  *containerKill(ref: string, signal?: string): Program<undefined | Refusal> {
    const { core } = this;
    // The signal is looked at first: one that is none is refused whoever it was meant for.
    const odd = checkSignal(signal || 'SIGKILL');
    const container = odd ?? core.find(ref);
    const failed = isRefusal(container) ? container : yield* core.detached('container.kill', killContainer(core, container, signal));
    return isRefusal(failed) ? refuse(failed.status, `cannot kill container: ${ref}: ${failed.message}`) : undefined;
  }

  *containerRestart(ref: string, options: { timeoutSeconds?: number; signal?: string } = {}): Program<undefined | Refusal> {
    const { core } = this;
    const restart = function* (container: Container): Program<undefined | Refusal> {
      const failed = (yield* stopContainer(core, container, options)) ?? (yield* startContainer(core, container));
      if (failed) return refuse(failed.status, `Cannot restart container ${ref}: ${failed.message}`);
      core.containerEvent(container, 'restart');
      return undefined;
    };
    return yield* this.withContainer(ref, (container) => core.detached('container.restart', restart(container)));
  }

  *containerPause(ref: string): Program<undefined | Refusal> {
    return yield* this.withContainer(ref, (container) => pauseContainer(this.core, container));
  }

  *containerUnpause(ref: string): Program<undefined | Refusal> {
    return yield* this.withContainer(ref, (container) => unpauseContainer(this.core, container));
  }

  *containerRename(ref: string, name: string): Program<undefined | Refusal> {
    const { core } = this;
    const container = core.find(ref);
    if (isRefusal(container)) return container;
    const bare = name.replace(/^\//, '');
    if (bare === '') return refuse(400, 'Neither old nor new names may be empty');
    if (bare === container.name) return refuse(400, 'Renaming a container with the same name as its current name');
    const refused = checkName(core, `/${bare}`);
    if (refused) return refuse(refused.status, `Error when allocating new name: ${refused.message}`);
    core.names.delete(container.name);
    core.names.set(bare, container.id);
    const oldName = `/${container.name}`;
    container.name = bare;
    for (const endpoint of container.endpoints.values()) {
      const held = core.networks.get(endpoint.networkId)?.endpoints.get(container.id);
      if (held) held.name = bare;
      container.run?.sandbox?.rename(endpoint.networkId, container.dnsNames(endpoint));
    }
    yield* core.work(5, 20);
    core.containerEvent(container, 'rename', { oldName });
    return undefined;
  }

  *containerRemove(ref: string, options: { force?: boolean; volumes?: boolean; link?: boolean } = {}): Program<undefined | Refusal> {
    const { core } = this;
    return yield* this.withContainer(ref, (container) => core.detached('container.remove', removeContainer(core, container, options)));
  }

  *containerUpdate(ref: string, change: Partial<HostConfig>): Program<{ Warnings: string[] | null } | Refusal> {
    const { core } = this;
    const wrong = checkChange(change, core.machine.cpus);
    if (wrong) return wrong;
    const container = core.find(ref);
    if (isRefusal(container)) return container;
    if (container.removing || container.status === 'dead')
      return refuse(409, `Cannot update container ${container.id}: Container is marked for removal and cannot be "update".`);
    const refused = checkUpdate(container, change);
    if (refused) return refused;
    const { RestartPolicy: policy, ...rest } = change;
    yield* core.work(10, 30);
    const hostConfig: HostConfig = { ...container.hostConfig };
    for (const [key, value] of Object.entries(rest))
      if (value !== undefined && value !== 0 && value !== null && value !== '') Object.assign(hostConfig, { [key]: key === 'PidsLimit' && Number(value) < 0 ? 0 : value });
    if (policy && policy.Name !== '') hostConfig.RestartPolicy = policy;
    container.hostConfig = hostConfig;
    core.containerEvent(container, 'update');
    return { Warnings: null };
  }

  *containerWait(ref: string, condition: WaitCondition = 'not-running'): Program<WaitResult | Refusal> {
    const { core } = this;
    const container = core.find(ref);
    if (isRefusal(container)) return container;
    const result = (): WaitResult => ({ StatusCode: container.exitCode });
    const since = container.finishedMs;
    for (;;) {
      const over = !container.running && !container.starting && container.status !== 'restarting';
      if (condition === 'not-running' && over) return result();
      if (condition === 'next-exit' && over && container.finishedMs !== since) return result();
      if (!core.containers.has(container.id)) return result();
      yield* wait(container.changed.wait);
    }
  }

  containerAttach(ref: string, options: AttachOptions): Attachment | Refusal {
    const container = this.core.find(ref);
    if (isRefusal(container)) return container;
    if (container.status === 'paused') return refuse(409, `container ${container.id} is paused, unpause the container before attach`);
    if (container.status === 'restarting') return refuse(409, `container ${container.id} is restarting, wait until the container is running`);
    const output = container.log.attach(
      { stdout: options.stdout ?? false, stderr: options.stderr ?? false },
      options.logs ?? false,
      options.stream ?? false,
    );
    this.core.containerEvent(container, 'attach');
    let early = '';
    return {
      tty: container.config.Tty,
      output,
      *write(text): Program<boolean> {
        if (!options.stdin) return true;
        // Typed before the start: kept until there is somebody to read it.
        if (!container.run && container.status === 'created') {
          early += text;
          while (!container.run && (container.status === 'created' || container.starting)) yield* wait(container.changed.wait);
          const held = early;
          early = '';
          if (held === '') return container.run !== undefined;
          return yield* send(container, held);
        }
        return yield* send(container, text);
      },
      closeInput: () => {
        if (!options.stdin || !container.config.OpenStdin || !container.config.StdinOnce || container.config.Tty) return;
        if (container.run) container.run.input?.close();
        else {
          const stop = container.changed.wait(() => container.run?.input?.close());
          if (container.status !== 'created') stop();
        }
      },
    };
  }

  containerResize(ref: string, columns: number, rows: number): undefined | Refusal {
    const container = this.core.find(ref);
    if (isRefusal(container)) return container;
    if (!container.running) return refuse(409, `container ${container.id} is not running`);
    container.run?.terminal?.resize(columns, rows);
    this.core.containerEvent(container, 'resize', { height: String(rows), width: String(columns) });
    return undefined;
  }

  containerLogs(ref: string, options: LogsOptions): ContainerLogs | Refusal {
    const container = this.core.find(ref);
    if (isRefusal(container)) return container;
    // Whatever another driver sends away, the daemon keeps a copy of to read from.
    if (container.hostConfig.LogConfig.Type === 'none') return refuse(501, 'configured logging driver does not support reading');
    const output = container.log.read(options, container.running || container.starting);
    return { tty: container.config.Tty, attributes: logAttributes(container), output };
  }

  containerInspect(ref: string, options: { size?: boolean } = {}): ContainerInspect | Refusal {
    const container = this.core.find(ref);
    return isRefusal(container) ? container : inspectContainer(container, options.size ?? false);
  }

  containerList(options: ListContainersOptions = {}): ContainerSummary[] | Refusal {
    return listContainers(this.core, options);
  }

  containerTop(ref: string): TopResult | Refusal {
    const container = this.core.find(ref);
    return isRefusal(container) ? container : topOf(this.core, container);
  }

  containerStats(ref: string): StatsSample | Refusal {
    const container = this.core.find(ref);
    return isRefusal(container) ? container : statsOf(this.core, container);
  }

  containerChanges(ref: string): PathChange[] | Refusal {
    const container = this.core.find(ref);
    if (isRefusal(container)) return container;
    const kinds = { C: 0, A: 1, D: 2 } as const;
    const hidden = new Set(container.mounts.map((mount) => mount.point.Destination));
    return container.files
      .changes()
      .filter((change) => !hidden.has(change.path))
      .map((change) => ({ Path: change.path, Kind: kinds[change.kind] }));
  }

  containerFiles(ref: string): Files | Refusal {
    const container = this.core.find(ref);
    if (isRefusal(container)) return container;
    return container.run ? container.run.files : container.files;
  }

  containerTouched(ref: string, action: 'archive-path' | 'extract-to-dir'): void {
    const container = this.core.find(ref);
    if (!isRefusal(container)) this.core.containerEvent(container, action);
  }

  *containerPrune(filters?: Filters): Program<PruneResult | Refusal> {
    const { core } = this;
    const refused = checkFilters(filters, ['label', 'label!', 'until']);
    if (refused) return refused;
    const before = pruneMoment(filters, core.sim.nowMs);
    if (isRefusal(before)) return before;
    const result: PruneResult = { deleted: [], spaceReclaimed: 0 };
    for (const container of [...core.containers.values()]) {
      if (container.running || container.status === 'restarting' || container.removing || container.starting) continue;
      if (before !== undefined && container.createdMs >= before) continue;
      if (!matchesLabels(filters, container.config.Labels) || !lacksLabels(filters, container.config.Labels)) continue;
      const bytes = container.touched ? container.files.usage().usedBytes : 0;
      if (yield* removeContainer(core, container, {})) continue;
      result.deleted.push(container.id);
      result.spaceReclaimed += bytes;
    }
    core.events.emit('container', 'prune', '', { reclaimed: String(result.spaceReclaimed) });
    return result;
  }

  *containerCommit(
    ref: string,
    repository: string,
    tag: string,
    options: { comment?: string; author?: string; changes?: readonly string[] } = {},
  ): Program<{ Id: string } | Refusal> {
    const full = { comment: '', author: '', changes: [], ...options };
    return yield* this.withContainer(ref, (container) => this.images.commit(container, repository, tag, full));
  }

  // --- Exec --------------------------------------------------------------------------------------------------

  execCreate(ref: string, config: ExecConfig): { Id: string } | Refusal {
    const { core } = this;
    const container = core.find(ref);
    if (isRefusal(container)) return container;
    if (container.status === 'paused') return refuse(409, `Container ${container.name} is paused, unpause the container before exec`);
    if (container.status === 'restarting') return refuse(409, `Container ${container.id} is restarting, wait until the container is running`);
    if (!container.running) return refuse(409, `container ${container.id} is not running`);
    if (config.Cmd.length === 0) return refuse(400, 'No exec command specified');
    if (config.DetachKeys && !areKeys(config.DetachKeys)) return refuse(400, `Invalid escape keys (${config.DetachKeys}) provided`);
    const user = container.run ? resolveUser(container.run.files, config.User || container.config.User, container.hostConfig.GroupAdd) : undefined;
    if (isRefusal(user)) return user;
    const session = new ExecSession(core.random.hex(64), container, config);
    core.execs.set(session.id, session);
    (container.execs ??= new Map()).set(session.id, session);
    core.containerEvent(container, `exec_create: ${execText(config.Cmd)}`, { execID: session.id });
    return { Id: session.id };
  }

  *execStart(id: string, options: { detach: boolean; tty: boolean; columns?: number; rows?: number }): Program<Attachment | undefined | Refusal> {
    const { core } = this;
    const session = core.execs.get(id);
    if (!session) return refuse(404, `No such exec instance: ${id}`);
    const { container, config } = session;
    yield* core.work(15, 45);
    const { run } = container;
    if (!run) return refuse(409, `container ${container.id} is not running`);
    if (session.started) return session.again(run, options.detach);
    const user = resolveUser(run.files, config.User || container.config.User, container.hostConfig.GroupAdd);
    if (isRefusal(user)) return user;
    const env = environmentOf(container, user, config.Env ?? []);
    if (config.Tty) env.set('TERM', 'xterm');
    const attachment = session.start(run, env, user, options);
    const name = `exec_start: ${execText(config.Cmd)}`;
    if (session.running) {
      core.containerEvent(container, name, { execID: id });
      session.ended.wait(() => core.containerEvent(container, 'exec_die', { execID: id, exitCode: String(session.exitCode ?? 0) }));
    }
    return attachment;
  }

  execResize(id: string, columns: number, rows: number): undefined | Refusal {
    const session = this.core.execs.get(id);
    if (!session) return refuse(404, `No such exec instance: ${id}`);
    session.terminal?.resize(columns, rows);
    return undefined;
  }

  execInspect(id: string): ExecInspect | Refusal {
    const session = this.core.execs.get(id);
    return session ? session.json() : refuse(404, `No such exec instance: ${id}`);
  }

  // --- Images ------------------------------------------------------------------------------------------------

  imagePull(reference: string, progress?: (line: PullProgress) => void, platform?: string): Program<undefined | Refusal> {
    return this.images.pull(reference, progress, platform);
  }

  imagePush(reference: string, progress?: (line: PullProgress) => void): Program<undefined | Refusal> {
    return this.images.push(reference, progress);
  }

  imageList(options: { all?: boolean; filters?: Filters; sharedSize?: boolean } = {}): ImageSummary[] | Refusal {
    return this.images.list(options);
  }

  imageInspect(ref: string, platform?: string): ImageInspect | Refusal {
    return this.images.inspect(ref, platform);
  }

  imageSave(names: readonly string[]): string | Refusal {
    return saveImages(this.core, names);
  }

  imageLoad(archive: string, tell: (line: PullProgress) => void): undefined | Refusal {
    return loadImages(this.core, archive, tell);
  }

  imageImport(archive: string, options: { repository: string; tag: string; message: string; changes: readonly string[] }): { Id: string } | Refusal {
    return importImage(this.core, archive, options);
  }

  imageHistory(ref: string): ImageHistoryItem[] | Refusal {
    return this.images.history(ref);
  }

  imageTag(ref: string, repository: string, tag?: string): undefined | Refusal {
    return this.images.tag(ref, repository, tag);
  }

  imageRemove(ref: string, options: { force?: boolean; noPrune?: boolean } = {}): Program<ImageDeleteItem[] | Refusal> {
    return this.images.remove(ref, options.force ?? false);
  }

  imagePrune(filters?: Filters): Program<{ ImagesDeleted: ImageDeleteItem[]; SpaceReclaimed: number } | Refusal> {
    return this.images.prune(filters);
  }

  imageBuild(context: Files, options: BuildOptions): Refusal | { run(say: (text: string) => void): Program<string | BuildFailure> } {
    const plan = new Builder(this, this.core, context, options, () => {}).plan();
    return isRefusal(plan) ? plan : { run: (say) => new Builder(this, this.core, context, options, say).build(plan) };
  }

  buildPrune(): { CachesDeleted: string[] | null; SpaceReclaimed: number } {
    this.core.buildCache.clear();
    this.core.events.emit('builder', 'prune', '', { reclaimed: '0' });
    return { CachesDeleted: null, SpaceReclaimed: 0 };
  }

  distributionInspect(reference: string): Program<DistributionInspect | Refusal> {
    return this.images.distribution(reference);
  }

  // --- Volumes -----------------------------------------------------------------------------------------------

  volumeCreate(options: {
    Name?: string;
    Driver?: string;
    Labels?: Record<string, string>;
    DriverOpts?: Record<string, string>;
  }): VolumeData | Refusal {
    const { core } = this;
    const made = core.volumes.create(options);
    if (isRefusal(made)) return made;
    if (made.created) core.events.emit('volume', 'create', made.volume.name, { driver: made.volume.driver });
    return core.volumes.json(made.volume);
  }

  volumeList(filters?: Filters): VolumeData[] | Refusal {
    const volumes = this.core.volumes.list(filters);
    return isRefusal(volumes) ? volumes : volumes.map((volume) => this.core.volumes.json(volume));
  }

  volumeInspect(name: string): VolumeData | Refusal {
    const volume = this.core.volumes.get(name);
    return volume ? this.core.volumes.json(volume) : refuse(404, `get ${name}: no such volume`);
  }

  volumeRemove(name: string, force = false): undefined | Refusal {
    const removed = this.core.volumes.remove(name, force);
    if (isRefusal(removed)) return removed;
    if (removed) this.core.events.emit('volume', 'destroy', name, { driver: removed.driver });
    return undefined;
  }

  volumePrune(filters?: Filters): PruneResult | Refusal {
    const gone = this.core.volumes.prune(filters);
    if (isRefusal(gone)) return gone;
    for (const volume of gone) this.core.events.emit('volume', 'destroy', volume.name, { driver: volume.driver });
    const spaceReclaimed = gone.reduce((sum, volume) => sum + volume.files.usage().usedBytes, 0);
    this.core.events.emit('volume', 'prune', '', { reclaimed: String(spaceReclaimed) });
    return { deleted: gone.map((volume) => volume.name), spaceReclaimed };
  }

  // --- Networks ----------------------------------------------------------------------------------------------

  networkCreate(request: NetworkCreateRequest): Program<{ Id: string; Warning: string } | Refusal> {
    return createNetwork(this.core, request);
  }

  networkList(): NetworkData[] {
    return this.core.networks.list().map((network) => this.core.networks.json(network, false));
  }

  networkInspect(ref: string, options: { verbose?: boolean } = {}): NetworkData | Refusal {
    return inspectNetwork(this.core, ref, options.verbose ?? false);
  }

  networkRemove(ref: string): Program<undefined | Refusal> {
    return removeNetwork(this.core, ref);
  }

  networkConnect(ref: string, container: string, settings: Partial<EndpointSettings> = {}): Program<undefined | Refusal> {
    return connectNetwork(this.core, ref, container, settings);
  }

  networkDisconnect(ref: string, container: string, force = false): Program<undefined | Refusal> {
    return disconnectNetwork(this.core, ref, container, force);
  }

  networkPrune(filters?: Filters): Program<{ NetworksDeleted: string[] } | Refusal> {
    return pruneNetworks(this.core, filters);
  }

  // --- The daemon --------------------------------------------------------------------------------------------

  info(): EngineInfo {
    return engineInfo(this.core);
  }

  diskUsage(): { LayersSize: number; Images: ImageSummary[]; Containers: ContainerSummary[]; Volumes: VolumeData[]; BuildCache: object[] } {
    const { core } = this;
    const images = this.images.list({});
    const containers = listContainers(core, { all: true, size: true });
    const volumes = core.volumes.list();
    const users = new Map<string, number>();
    for (const container of core.containers.values()) users.set(container.image.id, (users.get(container.image.id) ?? 0) + 1);
    return {
      LayersSize: core.images.layersBytes(),
      Images: isRefusal(images) ? [] : images.map((image) => ({ ...image, Containers: users.get(image.Id) ?? 0, SharedSize: core.images.sharedBytes(image.Id) })),
      Containers: isRefusal(containers) ? [] : containers,
      Volumes: isRefusal(volumes) ? [] : volumes.map((volume) => core.volumes.json(volume, true)),
      BuildCache: [],
    };
  }

  /** Until a container stops; for the agent. */
  *untilStopped(container: Container): Program {
    yield* waitStopped(this.core, container, undefined);
  }

  private *withContainer<T>(ref: string, act: (container: Container) => Program<T | Refusal>): Program<T | Refusal> {
    const container = this.core.find(ref);
    return isRefusal(container) ? container : yield* act(container);
  }
}

function* send(container: Container, text: string): Program<boolean> {
  const { run } = container;
  if (!run) return false;
  if (run.terminal) {
    run.terminal.input(text);
    return !run.terminal.closed;
  }
  return run.input ? yield* run.input.write(text) : true;
}
