/**
 * The machines of a view, each with what runs on it outside of tasks. A row is made anew when something it is made of
 * has changed: power and cable, the node as the leader has it, its containers (each change of one is an event of the
 * engine), the ports of services, pulls under way.
 */
import type { ContainerSummary } from '../../host';
import { isRefusal } from '../../model';
import type { Node } from '../../model';
import type { RaftMember } from '../../swarm/controlapi/context';
import type { ReadView } from '../../store';
import type { World } from '../../world';
import type { MachineView } from '../protocol';
import { sameValue } from './view-patches';

/** What a row depends on, as cheaply as it can be asked. */
interface Basis {
  power: MachineView['power'];
  cable: MachineView['cable'];
  swarm: MachineView['swarm'];
  nodeId: string;
  node: Node | undefined;
  leader: boolean | undefined;
  reachable: boolean | undefined;
  events: number;
  ports: readonly Port[];
}

interface Known {
  basis: Basis;
  row: MachineView;
}

type Port = MachineView['ports'][number];

export interface MachineListener {
  /** The tasks on this node are to be looked at again. */
  nodeTouched(nodeId: string): void;
  /** So is this one: its container's health may be another. */
  taskTouched(taskId: string): void;
}

/** Of so many machines the pulls are followed at a time; with more they take turns. */
const PULLING_MAX = 40;
const NO_PORTS: readonly Port[] = [];
const NOT_OF_TASKS = { 'is-task': ['false'] };

export class MachineRows {
  /** In the order in which machines were added. */
  list: MachineView[] = [];
  private readonly known = new Map<string, Known>();
  private readonly nodes = new Map<string, string>();
  private readonly watched = new Map<string, () => void>();
  private events = new Map<string, number>();
  private published: readonly Port[] = NO_PORTS;
  private turn = 0;

  constructor(private readonly world: World, private readonly listener: MachineListener) {}

  machineOf(nodeId: string): string | undefined {
    return this.nodes.get(nodeId);
  }

  /** Services changed: their ports are on every machine of the swarm. */
  readPorts(store: ReadView | undefined): void {
    const ports = (store?.list('service') ?? []).flatMap((service) =>
      (service.Endpoint?.Ports ?? []).flatMap((port): Port[] =>
        port.PublishMode === 'ingress' && port.PublishedPort
          ? [{ published: port.PublishedPort, target: port.TargetPort, protocol: port.Protocol, mode: 'ingress', owner: service.Spec.Name }]
          : [],
      ),
    );
    if (!sameValue(ports, this.published)) this.published = ports;
  }

  /** `members` as the leader has them. */
  refresh(store: ReadView | undefined, members: readonly RaftMember[] | undefined): void {
    const names = this.world.hostNames();
    for (const name of this.known.keys()) if (!this.world.hasHost(name)) this.forget(name);
    const peers = new Map(members?.map((one) => [one.nodeId, one]));
    const pulling: string[] = [];
    let changed = names.length !== this.list.length;
    const rows = names.map((name, i) => {
      const row = this.machine(name, store, peers, pulling);
      if (this.list[i] !== row) changed = true;
      return row;
    });
    if (changed) this.list = rows;
    this.followPulls(pulling);
  }

  private machine(name: string, store: ReadView | undefined, peers: ReadonlyMap<string, RaftMember>, pulling: string[]): MachineView {
    this.watch(name);
    const basis = this.basisOf(name, store, peers);
    const known = this.known.get(name);
    const pulls = this.world.pulls(name);
    if (pulls.length > 0) pulling.push(name);
    if (known && pulls.length === 0 && known.row.pulls.length === 0 && sameBasis(known.basis, basis)) return known.row;
    if (known?.basis.nodeId !== basis.nodeId || known.basis.power !== basis.power) {
      if (known) this.nodes.delete(known.basis.nodeId);
      if (basis.nodeId) this.nodes.set(basis.nodeId, name);
      for (const nodeId of new Set([known?.basis.nodeId ?? '', basis.nodeId])) if (nodeId) this.listener.nodeTouched(nodeId);
    }
    const fresh = this.rowOf(name, basis, pulls);
    const row = known && sameValue(known.row, fresh) ? known.row : fresh;
    this.known.set(name, { basis, row });
    return row;
  }

  private basisOf(name: string, store: ReadView | undefined, peers: ReadonlyMap<string, RaftMember>): Basis {
    const { world } = this;
    const member = world.member(name);
    const engine = world.engine(name);
    const { nodeId } = member;
    const peer = nodeId ? peers.get(nodeId) : undefined;
    return {
      power: world.isPowered(name) ? (engine || !world.host(name).hasEngine ? 'on' : 'booting') : 'off',
      cable: world.links.isCut(name) ? 'cut' : 'plugged',
      swarm: member.localState,
      nodeId,
      node: nodeId ? store?.get('node', nodeId) : undefined,
      leader: peer?.leader,
      reachable: peer?.reachable,
      events: this.events.get(name) ?? 0,
      ports: engine && store && member.localState === 'active' ? this.published : NO_PORTS,
    };
  }

  private rowOf(name: string, basis: Basis, pulls: MachineView['pulls']): MachineView {
    const { world } = this;
    const host = world.host(name);
    const listed = world.engine(name)?.containerList({ all: true, filters: NOT_OF_TASKS }) ?? [];
    const containers = isRefusal(listed) ? [] : listed;
    const { node, leader, reachable } = basis;
    return {
      name,
      platform: host.platform.os,
      kind: host.laptop ? 'laptop' : 'server',
      address: world.address(name),
      power: basis.power,
      engine: world.engine(name) !== undefined || !host.hasEngine,
      cable: basis.cable,
      swarm: basis.swarm,
      ...(basis.nodeId ? { nodeId: basis.nodeId } : {}),
      ...(node ? { role: node.Spec.Role, availability: node.Spec.Availability, state: node.Status.State } : {}),
      ...(leader === undefined ? {} : { leader, reachability: reachable ? ('reachable' as const) : ('unreachable' as const) }),
      labels: { ...(node?.Spec.Labels ?? {}) },
      cpus: host.cpus,
      memoryBytes: host.memoryBytes,
      ports: [...basis.ports, ...taskPorts(world, name), ...containerPorts(containers)],
      containers: containers.map((one) => ({ id: one.Id, name: nameOf(one), image: one.Image, state: one.State, ...healthOf(one.Status) })),
      pulls,
    };
  }

  /** Tasks that prepare are shown with their image's progress. */
  private followPulls(pulling: readonly string[]): void {
    for (let i = 0; i < Math.min(PULLING_MAX, pulling.length); i++) {
      const name = pulling[(this.turn + i) % pulling.length] as string;
      this.listener.nodeTouched(this.known.get(name)?.basis.nodeId ?? '');
    }
    this.turn += PULLING_MAX;
  }

  private watch(name: string): void {
    if (this.watched.has(name)) return;
    const stop = this.world.host(name).engine.events.subscribe((event) => {
      this.events.set(name, (this.events.get(name) ?? 0) + 1);
      const task = event.Type === 'container' ? event.Actor.Attributes['com.docker.swarm.task.id'] : undefined;
      if (task !== undefined && /^(health_status|start|die|destroy)/.test(event.Action)) this.listener.taskTouched(task);
    });
    this.watched.set(name, stop);
  }

  private forget(name: string): void {
    this.watched.get(name)?.();
    this.watched.delete(name);
    this.events.delete(name);
    const nodeId = this.known.get(name)?.basis.nodeId ?? '';
    this.known.delete(name);
    if (this.nodes.get(nodeId) !== name) return;
    this.nodes.delete(nodeId);
    this.listener.nodeTouched(nodeId);
  }
}

function sameBasis(a: Basis, b: Basis): boolean {
  return (
    a.power === b.power && a.cable === b.cable && a.swarm === b.swarm && a.nodeId === b.nodeId && a.node === b.node && a.leader === b.leader &&
    a.reachable === b.reachable && a.events === b.events && a.ports === b.ports
  );
}

/** Held by tasks on this machine: host mode. */
function taskPorts(world: World, name: string): Port[] {
  return world.taskPorts(name).map(({ published, target, protocol, service }) => ({ published, target, protocol, mode: 'host', owner: service }));
}

/** Of `docker run -p`, each once: Docker lists them for IPv4 and IPv6. */
function containerPorts(containers: readonly ContainerSummary[]): Port[] {
  const ports: Port[] = [];
  for (const container of containers) {
    for (const { PublicPort: published, PrivatePort: target, Type: protocol } of container.Ports) {
      if (published === undefined || ports.some((one) => one.published === published && one.protocol === protocol)) continue;
      ports.push({ published, target, protocol, mode: 'container', owner: nameOf(container) });
    }
  }
  return ports;
}

function nameOf(container: ContainerSummary): string {
  return (container.Names[0] ?? '').replace(/^\//, '');
}

function healthOf(status: string): { health?: string } {
  const found = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status);
  return found ? { health: found[1] as string } : {};
}
