/**
 * A machine's part in a swarm (moby daemon/cluster): nothing, a worker, or a manager; how it becomes one and
 * stops being it. What is on its disk survives the daemon; the manager and the agent at work do not.
 */
import type { Refusal, SessionMessage } from '../model';
import { isRefusal, refuse, refuseRpc } from '../model';
import type { NetInterface } from '../os';
import { emptyState, forceNewCluster, isEmpty } from '../raft';
import type { Message } from '../raft';
import type { Cancel, Fiber, Program, Sim } from '../sim';
import { race, Signal, sleep, spawn, timer } from '../sim';
import type { Commit } from '../store';
import { checkRemoteRoot, clusterTlsInfo, createCluster, initialObjects, parseJoinToken, parseUnlockKey } from '../swarm/ca';
import type { IssuedCertificate } from '../swarm/ca';
import type { ControlApi } from '../swarm/controlapi/control-api';
import type { Links } from '../wire';
import { listenFailure, resolveAddresses, splitHostPort } from './addresses';
import { initError, presentParts } from './swarm-requests';
import type { InitRequest, JoinRequest } from './swarm-requests';
import type { SwarmAddresses } from './addresses';
import { Lead } from './leadership';
import { Manager } from './manager';
import type { RaftDisk } from './manager';
import {
  ALREADY_IN_SWARM, CONTEXT_DEADLINE, JOIN_TIMEOUT, LEAVE_LAST_MANAGER, LEAVE_MANAGER, LEAVE_TAIL, LOCKED, MANAGER_PREPARING, NO_LEADER, NOT_IN_SWARM, NOT_MANAGER, WORKER,
} from './swarm-messages';

export type LocalNodeState = 'inactive' | 'pending' | 'active' | 'error' | 'locked';

/** What survives a restart of the daemon. */
interface SwarmDisk {
  certificate: IssuedCertificate;
  addresses: SwarmAddresses;
  raft: RaftDisk | undefined;
  /** Managers heard of, `ip:2377`. */
  managers: string[];
  /** Set while autolock is on: what `unlock` must be given. */
  lockKey: string | undefined;
}

/** The agent as this component drives it; `host/` implements it. */
export interface MemberAgent {
  start(nodeId: string): void;
  /** `leave` removes its containers and forgets the tasks; `stop` is the daemon's own shutdown. */
  stop(how: 'leave' | 'stop' | 'crash'): Program;
}

export interface MemberDeps {
  sim: Sim;
  links: Links;
  /** The machine's name. */
  host: string;
  address: string;
  interfaces(): NetInterface[];
  agent: MemberAgent;
  /** The member that listens on `ip:port`, wherever it is; undefined when nobody does. */
  at(address: string): SwarmMember | undefined;
  /** The member on a machine, by the machine's name. */
  memberOf(host: string): SwarmMember | undefined;
  /** Swarm-scope commits as this manager's replica sees them, for `docker events`. */
  committed(commit: Commit): void;
}

/** Writes a new swarm's first objects, then goes on. */
type Founding = (store: Manager<Lead>['store'], then: () => void) => void;

/** A fiber, as far as its owner ends it. */
interface Cancellable {
  cancel(reason?: unknown): void;
}

/** Ticks without a leader after which the swarm counts as having none. */
const LEADERLESS_TICKS = 10;
/** How long a manager that could not be reached is passed over while others are known (swarmkit remotes: weights). */
const AVOID_REMOTE_MS = 30_000;
/** How long a node that raft removed waits for its role to follow before it joins again. */
const ROLE_WAIT_MS = 16_000;
const JOIN_TIMEOUT_MS = 20_000;
const REQUEST_LIMIT_MS = 20_000;
const CALL_TIMEOUT_MS = 5_000;
const JOIN_TRIES = 5;
const CERT_EXPIRY_NS_MIN = 3_600_000_000_000;
const JOIN_RETRY_MS = 2_000;
/** After five failures in a row a renewal waits longer. */
const RENEWAL_BACKOFF_MS = 5_000;
/** Making keys and certificates; measured on Docker 28.5: init 650 ms, worker join 150 ms, manager join 600 ms. */
const INIT_WORK_MS = 480;
const WORKER_WORK_MS = 60;
const MANAGER_WORK_MS = 400;

export class SwarmMember {
  localState: LocalNodeState = 'inactive';
  error = '';
  /** The last session message: fires when the managers confirm this node. */
  readonly sessionOpened = new Signal<SessionMessage>();
  manager: Manager<Lead> | undefined;
  /** Breaks the agent's session, so that it opens a new one. */
  onSessionLost: () => void = () => {};
  private disk: SwarmDisk | undefined;
  private background: Cancellable | undefined;
  private daemonUp = false;
  private stopWatching: Cancel | undefined;
  private certificateWork: Cancellable | undefined;
  /** What the managers said when they refused this node; empty while they take it. */
  refusedWith = '';
  private removedFromRaftMs: number | undefined;
  /** Managers that could not be reached, and until when they are passed over. */
  private readonly avoided = new Map<string, number>();

  constructor(private readonly deps: MemberDeps) {}

  get sim(): Sim {
    return this.deps.sim;
  }

  get host(): string {
    return this.deps.host;
  }

  get nodeId(): string {
    return this.disk?.certificate.nodeId ?? '';
  }

  /** The address this node advertises, without port. */
  get nodeAddress(): string {
    return this.disk ? (this.disk.addresses.advertise.split(':')[0] as string) : '';
  }

  get controlAvailable(): boolean {
    return this.localState === 'active' && this.manager !== undefined;
  }

  get certificate(): IssuedCertificate | undefined {
    return this.disk?.certificate;
  }

  /** The managers that this node knows, for `docker info` and for the agent. */
  get knownManagers(): readonly { nodeId: string; address: string }[] {
    if (this.manager) return this.manager.members().map((one) => ({ nodeId: one.nodeId, address: one.addr }));
    return (this.disk?.managers ?? []).map((address) => ({ nodeId: this.deps.at(address)?.nodeId ?? '', address }));
  }

  // --- The daemon's life -------------------------------------------------------------------------------------

  daemonStarted(): void {
    this.daemonUp = true;
    const { disk } = this;
    if (!disk) return;
    if (disk.raft && disk.lockKey !== undefined) {
      this.localState = 'locked';
      return;
    }
    this.resume();
  }

  /** Before an orderly shutdown: the agent closes its tasks and removes their containers, without a report. */
  *daemonStopping(): Program {
    yield* this.deps.agent.stop('stop');
  }

  /** The daemon is gone, by shutdown or crash; the disk stays. Ending its containers is the engine's business. */
  daemonStopped(how: 'stop' | 'crash'): void {
    this.daemonUp = false;
    this.background?.cancel('daemon stopped');
    this.certificateWork?.cancel('daemon stopped');
    this.endManager();
    if (how === 'crash') spawn(this.sim, 'agent.stop', this.deps.agent.stop(how));
    if (this.disk) this.localState = 'pending';
  }

  private resume(): void {
    const disk = this.disk as SwarmDisk;
    this.localState = 'active';
    if (disk.raft) {
      const manager = this.beginManager(disk.raft);
      if (isEmpty(disk.raft.state)) this.certificateWork = spawn(this.sim, 'manager.join', this.finishJoining(manager, disk.raft));
    }
    this.deps.agent.start(disk.certificate.nodeId);
  }

  /** The daemon ended before it was a voter, or before it had heard anything as one: asking twice changes nothing. */
  private *finishJoining(manager: Manager<Lead>, raft: RaftDisk): Program {
    try {
      yield* this.askToJoin(manager, raft);
    } finally {
      this.certificateWork = undefined;
    }
  }

  // --- Init, join, leave -------------------------------------------------------------------------------------

  /** Answers the node's ID. */
  *init(request: InitRequest): Program<string | Refusal> {
    // Where there was no cluster a forced new one is just a new one.
    if (request.ForceNewCluster && this.disk) return yield* this.forceNewCluster(this.disk, request);
    if (this.disk || this.localState !== 'inactive') return refuse(503, ALREADY_IN_SWARM);
    const invalid = initError(request);
    if (invalid) return invalid;
    const addresses = resolveAddresses(request, this.deps.interfaces());
    if (isRefusal(addresses)) return addresses;
    this.localState = 'pending';
    yield* sleep(this.sim, INIT_WORK_MS + this.sim.random('swarm.work').int(0, 120));
    const deaf = listenFailure(addresses.listen, this.deps.interfaces());
    if (deaf !== undefined) {
      this.localState = 'inactive';
      return refuse(500, `manager stopped: failed to listen on remote API address: ${deaf}`);
    }
    const random = this.sim.random('ca');
    const raftId = random.hex(16);
    const expiry = request.Spec?.CAConfig?.NodeCertExpiry ?? 0;
    const tooShort = expiry !== 0 && expiry < CERT_EXPIRY_NS_MIN ? refuseRpc('InvalidArgument', 'minimum certificate expiry time is: 1h0m0s') : undefined;
    const objects = initialObjects({
      random, nowMs: this.sim.nowMs, raftId, managerAddr: addresses.advertise,
      ...(request.Availability ? { availability: request.Availability } : {}),
      autolock: request.AutoLockManagers === true,
      ...(request.Spec && !tooShort ? { spec: presentParts(request.Spec) } : {}),
      ...(request.DefaultAddrPool ? { defaultAddrPool: request.DefaultAddrPool } : {}),
      ...(request.SubnetSize ? { subnetSize: request.SubnetSize } : {}),
      ...(request.DataPathPort ? { dataPathPort: request.DataPathPort } : {}),
    });
    const raft: RaftDisk = { raftId, state: emptyState() };
    const nodeId = objects.node.ID;
    this.disk = {
      certificate: {
        nodeId, clusterId: objects.cluster.ID, role: 'manager', generation: 0, tlsInfo: clusterTlsInfo(objects.cluster),
        notAfterMs: this.sim.nowMs + (objects.cluster.Spec.CAConfig.NodeCertExpiry ?? 0) / 1_000_000,
      },
      addresses, raft, managers: [addresses.advertise], lockKey: objects.cluster.unlockKey,
    };
    const manager = this.beginManager(raft, [{ id: raftId, address: addresses.advertise, context: nodeId }], (store, then) => {
      // The first transaction of all, before the loops look at the store.
      store.update('swarm init', (tx) => createCluster(tx, objects), then);
    });
    while (!manager.leads) yield* race<void>(manager.leaderChanged.wait, timer(this.sim, 1_000));
    this.deps.agent.start(nodeId);
    yield* race<unknown>(this.sessionOpened.wait, timer<unknown>(this.sim, JOIN_TIMEOUT_MS));
    this.localState = 'active';
    // The swarm begins with the defaults and is then told its settings: it stays when those are refused.
    return tooShort ? refuse(400, `error updating cluster settings: ${tooShort.message}`) : nodeId;
  }

  private *forceNewCluster(disk: SwarmDisk, request: InitRequest): Program<string | Refusal> {
    if (this.localState === 'locked' || !disk.raft) return refuse(503, WORKER);
    const addresses = resolveAddresses({ ...request, AdvertiseAddr: request.AdvertiseAddr || disk.addresses.advertise }, this.deps.interfaces());
    if (isRefusal(addresses)) return addresses;
    yield* sleep(this.sim, INIT_WORK_MS);
    this.endManager();
    const nodeId = disk.certificate.nodeId;
    const state = forceNewCluster(disk.raft.state, { id: disk.raft.raftId, address: addresses.advertise, context: nodeId });
    disk.raft = { raftId: disk.raft.raftId, state };
    disk.addresses = addresses;
    disk.managers = [addresses.advertise];
    const manager = this.beginManager(disk.raft);
    while (!manager.leads) yield* race<void>(manager.leaderChanged.wait, timer(this.sim, 1_000));
    this.localState = 'active';
    return nodeId;
  }

  *join(request: JoinRequest): Program<undefined | Refusal> {
    if (this.disk || this.localState !== 'inactive') return refuse(503, ALREADY_IN_SWARM);
    const remotes = (request.RemoteAddrs ?? []).filter((address) => address !== '');
    if (remotes.length === 0) return refuse(400, 'at least 1 RemoteAddr is required to join');
    if (!request.JoinToken) return refuseRpc('InvalidArgument', 'A valid join token is necessary to join this cluster');
    const token = parseJoinToken(request.JoinToken);
    if (isRefusal(token)) return token;
    // Whoever joins need not choose among several addresses: the manager sees by which one it comes.
    const own = resolveAddresses(request, this.deps.interfaces());
    const addresses = isRefusal(own) && !request.AdvertiseAddr ? resolveAddresses({ ...request, AdvertiseAddr: this.deps.address }, this.deps.interfaces()) : own;
    if (isRefusal(addresses)) return addresses;
    this.localState = 'pending';
    const joining = spawn(this.sim, 'swarm.join', this.joinInBackground(request, remotes, addresses));
    this.background = joining;
    const { index, value } = yield* race<unknown>(joining.ended as never, timer<unknown>(this.sim, JOIN_TIMEOUT_MS));
    if (index === 1) return refuse(408, JOIN_TIMEOUT);
    const outcome = value as typeof joining.outcome;
    return outcome?.kind === 'returned' ? outcome.value : refuse(500, 'context canceled');
  }

  /** Tries for as long as the daemon lives once the first answer timed out; ends with the reason when refused. */
  private *joinInBackground(request: JoinRequest, remotes: readonly string[], addresses: SwarmAddresses): Program<undefined | Refusal> {
    let refusal: Refusal | undefined;
    let certificate: IssuedCertificate | undefined;
    for (let tries = 0; !certificate; tries++) {
      const remote = remotes[tries % remotes.length] as string;
      const answer = yield* this.requestCertificate(remote, request);
      if (!isRefusal(answer)) {
        certificate = answer;
        break;
      }
      refusal = answer;
      // A manager that answered "no" keeps saying so: SwarmKit asks five times, 2 s apart (observed: 10 s).
      yield* sleep(this.sim, JOIN_RETRY_MS);
      if (tries + 1 >= JOIN_TRIES) {
        this.localState = 'inactive';
        return refusal;
      }
    }
    this.disk = { certificate, addresses, raft: undefined, managers: remotes.map((remote) => this.resolved(remote)), lockKey: undefined };
    yield* sleep(this.sim, WORKER_WORK_MS + this.sim.random('swarm.work').int(0, 30));
    this.deps.agent.start(certificate.nodeId);
    yield* race<unknown>(this.sessionOpened.wait, timer<unknown>(this.sim, JOIN_TIMEOUT_MS));
    if (certificate.role === 'manager') {
      const failed = yield* this.joinRaft();
      if (failed) {
        yield* this.deps.agent.stop('leave');
        this.disk = undefined;
        this.localState = 'inactive';
        return failed;
      }
    }
    this.localState = 'active';
    return undefined;
  }

  /** `node1:2377` with its address instead of the name: what is remembered must fit what members advertise. */
  private resolved(remote: string): string {
    const parts = splitHostPort(remote);
    return parts ? `${this.deps.links.at(parts.host)?.address ?? parts.host}:${parts.port}` : remote;
  }

  private *requestCertificate(remote: string, request: JoinRequest): Program<IssuedCertificate | Refusal> {
    const token = request.JoinToken ?? '';
    return yield* this.callLeader(normal(remote), (lead, leader) => {
      const root = leader.manager?.store.cluster()?.rootCert ?? '';
      return checkThen(checkRemoteRoot(token, root), () => lead.ca.issueCertificate(token, request.Availability || 'active'));
    });
  }

  /** Becomes a voter: keys, the leader's word, then its log. */
  private *joinRaft(): Program<undefined | Refusal> {
    const disk = this.disk as SwarmDisk;
    yield* sleep(this.sim, MANAGER_WORK_MS + this.sim.random('swarm.work').int(0, 120));
    // A raft ID is used once: a node that is promoted again joins as a new member.
    const raft: RaftDisk = { raftId: this.sim.random('ca').hex(16), state: emptyState() };
    disk.raft = raft;
    return yield* this.askToJoin(this.beginManager(raft), raft);
  }

  private *askToJoin(manager: Manager<Lead>, raft: RaftDisk): Program<undefined | Refusal> {
    const disk = this.disk as SwarmDisk;
    const { nodeId } = disk.certificate;
    const address = disk.addresses.advertise;
    let refused: Refusal | undefined;
    for (let tries = 0; tries < JOIN_TRIES; tries++) {
      refused = undefined;
      const answer = yield* this.callAnyLeader((_lead, leader) => (leader.manager as Manager<Lead>).addMember(raft.raftId, nodeId, address));
      if (!isRefusal(answer)) break;
      refused = answer;
      yield* sleep(this.sim, 1_000);
    }
    if (refused) {
      this.endManager();
      disk.raft = undefined;
      return refused;
    }
    while (manager.leaderAddress === undefined || manager.store.cluster() === undefined) {
      const { index } = yield* race<void>(manager.leaderChanged.wait, timer(this.sim, 50));
      if (index === 0 && this.manager !== manager) return refuse(500, 'context canceled');
    }
    return undefined;
  }

  *leave(force: boolean): Program<undefined | Refusal> {
    if (this.localState === 'locked' && !force) return refuse(503, 'Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.');
    if (!this.disk && this.localState === 'inactive') return refuse(503, NOT_IN_SWARM);
    if (this.manager && !force) return refuse(503, LEAVE_MANAGER + (yield* this.leaveWarning()));
    this.background?.cancel('left');
    this.certificateWork?.cancel('left');
    this.endManager();
    yield* this.deps.agent.stop('leave');
    this.disk = undefined;
    this.localState = 'inactive';
    return undefined;
  }

  /** moby daemon/cluster/swarm.go Leave. */
  private *leaveWarning(): Program<string> {
    const nodes = yield* this.control((api) => api.listNodes());
    if (isRefusal(nodes)) return LEAVE_TAIL;
    const managers = nodes.filter((node) => node.ManagerStatus !== undefined);
    const reachable = managers.filter((node) => node.ManagerStatus?.Reachability === 'reachable').length;
    const unreachable = managers.length - reachable;
    if (reachable - 2 <= unreachable) {
      if (reachable === 1 && unreachable === 0) return LEAVE_LAST_MANAGER;
      return `Removing this node leaves ${reachable - 1} managers out of ${reachable + unreachable}. Without a Raft quorum your swarm will be inaccessible. ${LEAVE_TAIL}`;
    }
    return LEAVE_TAIL;
  }

  *unlock(key: string): Program<undefined | Refusal> {
    if (!this.disk) return refuse(503, NOT_IN_SWARM);
    if (this.localState !== 'locked') return refuse(409, 'swarm is not locked');
    const parsed = parseUnlockKey(key);
    if (isRefusal(parsed)) return parsed;
    yield* sleep(this.sim, 300);
    if (parsed !== this.disk.lockKey) return refuse(400, 'swarm could not be unlocked: invalid key provided');
    this.resume();
    return undefined;
  }

  // --- Asking the managers -----------------------------------------------------------------------------------

  /** Why this node cannot answer for the cluster, in Docker's words; undefined when it can. */
  notManager(): Refusal | undefined {
    if (this.localState === 'locked') return refuse(503, LOCKED);
    if (this.localState === 'inactive' || (!this.disk && this.localState === 'pending')) return refuse(503, NOT_MANAGER);
    if (this.manager) return undefined;
    return this.disk?.raft ? refuse(503, MANAGER_PREPARING) : refuse(503, WORKER);
  }

  /**
   * Asks the leader's control API, from any manager. Waits for a leader as SwarmKit does: at once refused when
   * there has been none for ten ticks, else until the request's 20 s are over (raftproxy, raft.go LeaderConn).
   */
  *control<T>(ask: (api: ControlApi) => Program<T | Refusal>): Program<T | Refusal> {
    const refusal = this.notManager();
    if (refusal) return refusal;
    const manager = this.manager as Manager<Lead>;
    const untilMs = this.sim.nowMs + REQUEST_LIMIT_MS;
    // Asked only once, as SwarmKit does: who begins to wait for a leader waits until the end.
    if (manager.leaderAddress === undefined && manager.ticksWithoutLeader > LEADERLESS_TICKS) return refuseRpc('Unknown', NO_LEADER);
    for (;;) {
      if (manager.leadership) {
        const asked = spawn(this.sim, 'control', ask(manager.leadership.control));
        return yield* this.awaited(asked, untilMs);
      }
      const address = manager.leaderAddress;
      if (address !== undefined && manager.peer.role !== 'leader') {
        const answer = yield* this.call(address, untilMs - this.sim.nowMs, (leader) => leader.manager?.leadership && ask(leader.manager.leadership.control));
        if (answer !== 'no-leader') return answer;
      }
      if (this.sim.nowMs >= untilMs) return refuseRpc('DeadlineExceeded', CONTEXT_DEADLINE);
      yield* sleep(this.sim, Math.min(1_000, untilMs - this.sim.nowMs));
    }
  }

  private *awaited<T>(fiber: Fiber<T | Refusal>, untilMs: number): Program<T | Refusal> {
    try {
      const { index, value } = yield* race<unknown>(fiber.ended as never, timer<unknown>(this.sim, untilMs - this.sim.nowMs));
      if (index === 1) return refuseRpc('DeadlineExceeded', CONTEXT_DEADLINE);
      const outcome = value as typeof fiber.outcome;
      return outcome?.kind === 'returned' ? outcome.value : refuseRpc('DeadlineExceeded', CONTEXT_DEADLINE);
    } finally {
      fiber.cancel('request over');
    }
  }

  /** One call to the leader that is thought to be at `address`; `no-leader` when it is not, or not there. */
  private *call<T>(address: string, timeoutMs: number, serve: (leader: SwarmMember) => Program<T | Refusal> | undefined): Program<T | Refusal | 'no-leader'> {
    const target = this.deps.at(address);
    const to = target?.host ?? address;
    const answer = yield* this.deps.links.call(this.host, to, timeoutMs, 'swarm.call', () => {
      const leader = this.deps.at(address);
      return leader ? serve(leader) : undefined;
    });
    if (answer.ok) return answer.value;
    return answer.error === 'timeout' && timeoutMs >= REQUEST_LIMIT_MS ? refuseRpc('DeadlineExceeded', CONTEXT_DEADLINE) : 'no-leader';
  }

  /** Reaches the leader through the manager at this address, as joins do. */
  private *callLeader<T>(address: string, ask: (lead: Lead, leader: SwarmMember) => Program<T | Refusal>): Program<T | Refusal> {
    const parts = splitHostPort(address);
    const unavailable = (why: string) => refuseRpc('Unavailable', `connection error: desc = "transport: Error while dialing: dial tcp ${address}: connect: ${why}"`);
    if (!parts) return unavailable('invalid argument');
    // Who advertises a loopback address is a manager for itself alone.
    const own = parts.host.startsWith('127.');
    const entry = own ? { name: this.host } : this.deps.links.at(parts.host);
    if (!entry || !this.deps.links.connected(this.host, entry.name)) {
      yield* sleep(this.sim, CALL_TIMEOUT_MS);
      return refuseRpc('DeadlineExceeded', CONTEXT_DEADLINE);
    }
    const answer = yield* this.deps.links.call(this.host, entry.name, CALL_TIMEOUT_MS, 'swarm.call', () => {
      const member = own ? this : this.deps.at(address);
      return member?.manager && member.listensOn(parts.port) ? member.forward(ask) : undefined;
    });
    if (answer.ok) return answer.value;
    return answer.error === 'timeout' ? refuseRpc('DeadlineExceeded', CONTEXT_DEADLINE) : unavailable('connection refused');
  }

  /** Whether its manager is reached by this port: the one that it listens on, or says that it does. */
  private listensOn(port: number): boolean {
    const { listen = '', advertise = '' } = this.disk?.addresses ?? {};
    return [listen, advertise].some((address) => splitHostPort(address)?.port === port);
  }

  /** This node's own manager is a member of the group. */
  private get inRaft(): boolean {
    return this.manager !== undefined && this.disk?.raft !== undefined && this.manager.members().some((one) => one.raftId === this.disk?.raft?.raftId);
  }

  /** Any of the managers that this node knows. */
  *callAnyLeader<T>(ask: (lead: Lead, leader: SwarmMember) => Program<T | Refusal>): Program<T | Refusal> {
    const own = this.disk?.addresses.advertise ?? '';
    const known = (this.disk?.managers ?? []).filter((address) => address !== own);
    // A manager asks itself first and last: it knows the leader (swarmkit connectionbroker). One that has yet to join asks others,
    // unless it has been told of none.
    const candidates = this.inRaft || (known.length === 0 && this.manager) ? [own] : known;
    if (candidates.length === 0) return refuseRpc('Unavailable', 'no managers available');
    const good = candidates.filter((address) => (this.avoided.get(address) ?? 0) <= this.sim.nowMs);
    const address = this.sim.random('remotes').pick(good.length > 0 ? good : candidates);
    const answer = yield* this.callLeader(address, ask);
    if (isRefusal(answer) && /connection error|DeadlineExceeded/.test(answer.message)) this.avoided.set(address, this.sim.nowMs + AVOID_REMOTE_MS);
    else this.avoided.delete(address);
    return answer;
  }

  /** On a manager: serves the leader's part here, or passes the call on to it. */
  private *forward<T>(ask: (lead: Lead, leader: SwarmMember) => Program<T | Refusal>): Program<T | Refusal> {
    const { manager } = this;
    if (!manager) return refuseRpc('Unavailable', 'not a manager');
    if (manager.leadership) return yield* ask(manager.leadership, this);
    const address = manager.leaderAddress;
    if (address === undefined || manager.peer.role === 'leader') return refuseRpc('Unavailable', NO_LEADER);
    const answer = yield* this.call(address, CALL_TIMEOUT_MS, (leader) => leader.manager?.leadership && ask(leader.manager.leadership, leader));
    return answer === 'no-leader' ? refuseRpc('Unavailable', NO_LEADER) : answer;
  }

  // --- Roles ---------------------------------------------------------------------------------------------------

  /** What the dispatcher says of this node: its managers, its role, whether to renew its certificate. */
  onSession(message: SessionMessage): void {
    const { disk } = this;
    if (!disk) return;
    if (message.managers.length > 0) disk.managers = [...message.managers];
    if (message.role === 'worker') this.removedFromRaftMs = undefined;
    // swarmkit node/node.go superviseManager: who was removed from raft waits for its role to follow, 16 s at most.
    const justRemoved = this.removedFromRaftMs !== undefined && this.sim.nowMs - this.removedFromRaftMs < ROLE_WAIT_MS;
    const wantsOther = !justRemoved && (message.role === 'manager') !== (disk.raft !== undefined);
    if ((wantsOther || message.rotateCertificate) && !this.certificateWork && this.localState === 'active') {
      this.certificateWork = spawn(this.sim, 'certificate.renew', this.followRole());
    }
    this.sessionOpened.fire(message);
  }

  /**
   * The managers will not have this node any more: it was removed. Its engine goes on saying `active`, and its
   * containers run, until it leaves (observed on Docker 28.5).
   */
  onRefused(message: string): void {
    this.refusedWith = message;
  }

  /** A new certificate, and the role that it says: tried until it is so, first in quick succession (swarmkit ca/renewer.go). */
  private *followRole(): Program {
    try {
      for (let tries = 1; !(yield* this.renewCertificate()); tries++) {
        yield* sleep(this.sim, tries % JOIN_TRIES === 0 ? RENEWAL_BACKOFF_MS : JOIN_RETRY_MS);
      }
    } finally {
      this.certificateWork = undefined;
    }
  }

  /** False when it is to be tried again. */
  private *renewCertificate(): Program<boolean> {
    const { nodeId } = this;
    const certificate = yield* this.callAnyLeader((lead) => lead.ca.renewCertificate(nodeId));
    if (!this.disk) return true;
    // A node that was removed asks in vain.
    if (isRefusal(certificate)) return /NotFound|PermissionDenied/.test(certificate.message);
    this.disk.certificate = certificate;
    if (certificate.role === 'manager' && !this.disk.raft) return (yield* this.joinRaft()) === undefined;
    if (certificate.role === 'worker' && this.disk.raft) this.becomeWorker();
    return true;
  }

  becomeWorker(): void {
    if (!this.disk) return;
    this.removedFromRaftMs = this.sim.nowMs;
    const managers = this.manager?.members().map((one) => one.addr).filter((address) => address !== this.disk?.addresses.advertise) ?? [];
    if (managers.length > 0) this.disk.managers = managers;
    this.disk.raft = undefined;
    this.disk.lockKey = undefined;
    this.endManager();
    // A manager's agent talks through its own manager: with that gone it registers anew, which the leader notices.
    this.onSessionLost();
  }

  private beginManager(raft: RaftDisk, founders?: { id: string; address: string; context: string }[], first?: Founding): Manager<Lead> {
    const disk = this.disk as SwarmDisk;
    let founding = first;
    const manager: Manager<Lead> = new Manager<Lead>({
      sim: this.sim,
      nodeId: disk.certificate.nodeId,
      address: disk.addresses.advertise,
      disk: raft,
      ...(founders ? { founders } : {}),
      send: (message, to) => this.sendRaft(message, to),
      lead: (self) => {
        const found = founding;
        founding = undefined;
        return new Lead(this.sim, self, (then) => (found ? found(self.store, then) : then()));
      },
      removed: () => {
        if (this.manager === manager) this.becomeWorker();
      },
    });
    this.manager = manager;
    const stop = manager.store.watch((commit) => {
      for (const change of commit.changes) {
        if (change.table === 'cluster' && this.disk) this.disk.lockKey = change.after?.Spec.EncryptionConfig.AutoLockManagers ? change.after.unlockKey : undefined;
      }
      this.deps.committed(commit);
    });
    this.stopWatching = stop;
    return manager;
  }

  private endManager(): void {
    this.stopWatching?.();
    this.stopWatching = undefined;
    this.manager?.stop();
    this.manager = undefined;
  }

  private sendRaft(message: Message, address: string): void {
    const target = this.deps.links.atPort(address);
    const own = this.disk?.addresses.advertise;
    if (!target || own === undefined) return;
    this.deps.links.deliver(this.host, target.name, 'raft.message', () => this.deps.at(address)?.receiveRaft(message, this.host, own));
  }

  private receiveRaft(message: Message, from: string, fromAddress: string): void {
    if (!this.daemonUp || !this.manager) return;
    // A member that missed its own removal hears of it from whoever it still talks to.
    if (this.manager.receive(message, fromAddress) === 'sender-removed') this.deps.links.deliver(this.host, from, 'raft.removed', () => this.deps.memberOf(from)?.becomeWorker());
  }
}

function* checkThen<T>(refusal: Refusal | undefined, then: () => Program<T | Refusal>): Program<T | Refusal> {
  return refusal ?? (yield* then());
}

function normal(address: string): string {
  const parts = splitHostPort(address);
  return parts ? `${parts.host}:${parts.port}` : address;
}
