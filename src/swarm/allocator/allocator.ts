/**
 * The allocator loop on the leader (swarmkit manager/allocator): after each commit it gives subnets to networks,
 * VIPs and ports to services, endpoint addresses to nodes and addresses to tasks, and moves tasks from `new` to
 * `pending`. What cannot be had waits without a word in the store, and is tried again when something is freed, or
 * after 5 minutes. Its memory is rebuilt from the store by each new leader. Allocation runs inside the write
 * transaction, so memory and store cannot disagree: either the transaction commits, or the term is over.
 */
import type { Network, NetworkAttachment, Node, PortConfig, Service, Task } from '../../model';
import { isTerminal } from '../../model';
import { assert } from '../../sim';
import type { Cancel, Sim } from '../../sim';
import type { Change, Commit, Store, Transaction } from '../../store';
import type { ControlLoop } from '../control-loop';
import { Networks } from './networks';
import { NodeNeeds } from './node-needs';
import { Ports, reconcilePorts } from './ports';
import { isOverlay, isServiceAllocated, needsIngress } from './service-needs';

export const RETRY_INTERVAL_MS = 300_000;

/** An address that somebody holds. */
interface Lease {
  readonly networkId: string;
  readonly address: string;
}

export class Allocator implements ControlLoop {
  private stopWatching: Cancel | undefined;
  private stopRetry: Cancel | undefined;
  private networks = new Networks({ DefaultAddrPool: [], SubnetSize: 24 });
  private ports = new Ports();
  private needs = new NodeNeeds();
  private ingressId: string | undefined;
  private taskLeases = new Map<string, readonly Lease[]>();
  private serviceLeases = new Map<string, readonly Lease[]>();
  private servicePorts = new Map<string, readonly PortConfig[]>();
  private nodeLeases = new Map<string, Map<string, string>>();
  /** What the next pass looks at. */
  private dirty = emptyWork();
  /** What could not be had. */
  private failed = emptyWork();
  private freed = false;
  private passPlanned = false;

  constructor(private readonly store: Store, private readonly sim: Sim) {}

  start(): void {
    assert(this.stopWatching === undefined, 'the allocator is started once per term');
    const cluster = this.store.cluster();
    this.networks = new Networks(cluster ?? { DefaultAddrPool: ['10.0.0.0/8'], SubnetSize: 24 });
    this.ports = new Ports();
    this.needs = new NodeNeeds();
    this.restore();
    this.stopWatching = this.store.watch((commit) => this.follow(commit));
    this.plan();
  }

  stop(): void {
    this.stopWatching?.();
    this.stopRetry?.();
    this.stopWatching = undefined;
    this.stopRetry = undefined;
    this.taskLeases.clear();
    this.serviceLeases.clear();
    this.servicePorts.clear();
    this.nodeLeases.clear();
    this.dirty = emptyWork();
    this.failed = emptyWork();
    this.ingressId = undefined;
    this.passPlanned = false;
  }

  /** First everything that the store says is given, then the rest is work. */
  private restore(): void {
    const networks = this.store.list('network').sort((a, b) => Number(b.Spec.Ingress) - Number(a.Spec.Ingress));
    this.ingressId = networks.find((network) => network.Spec.Ingress)?.ID;
    for (const network of networks) {
      if (network.ipam !== undefined || !isOverlay(network)) this.networks.allocate(network);
      if (!this.networks.has(network.ID)) this.dirty.networks.add(network.ID);
    }
    for (const node of this.store.list('node')) {
      const held = new Map<string, string>();
      for (const [networkId, address] of Object.entries(node.attachments ?? {})) {
        if (this.networks.hasAddresses(networkId) && this.networks.request(networkId, address)) held.set(networkId, address);
      }
      this.nodeLeases.set(node.ID, held);
      this.dirty.nodes.add(node.ID);
    }
    for (const service of this.store.list('service')) this.restoreService(service);
    for (const task of this.store.list('task')) {
      this.needs.follow(undefined, task);
      if (isTerminal(task.Status.State)) continue;
      this.taskLeases.set(task.ID, this.retake(task.NetworksAttachments ?? []));
      if (task.Status.State === 'new') this.dirty.tasks.add(task.ID);
    }
  }

  private restoreService(service: Service): void {
    const leases: Lease[] = [];
    for (const { NetworkID, Addr } of service.Endpoint?.VirtualIPs ?? []) {
      if (Addr && this.networks.hasAddresses(NetworkID) && this.networks.request(NetworkID, Addr)) leases.push({ networkId: NetworkID, address: Addr });
    }
    this.serviceLeases.set(service.ID, leases);
    this.servicePorts.set(service.ID, this.ports.allocate(service.Endpoint?.Ports ?? []) ?? []);
    if (!isServiceAllocated(service, this.ingressId)) this.dirty.services.add(service.ID);
  }

  private retake(attachments: readonly NetworkAttachment[]): Lease[] {
    const leases: Lease[] = [];
    for (const { Network: network, Addresses } of attachments) {
      for (const address of Addresses ?? []) {
        if (this.networks.hasAddresses(network.ID) && this.networks.request(network.ID, address)) leases.push({ networkId: network.ID, address });
      }
    }
    return leases;
  }

  private follow(commit: Commit): void {
    for (const change of commit.changes) this.followChange(change);
    this.plan();
  }

  private followChange(change: Change): void {
    switch (change.table) {
      case 'network':
        return this.followNetwork(change.id, change.after);
      case 'service':
        return this.followService(change.id, change.after);
      case 'node':
        return this.followNode(change.id, change.after);
      case 'task':
        return this.followTask(change.id, change.before, change.after);
      default:
    }
  }

  private followNetwork(id: string, network: Network | undefined): void {
    if (network === undefined) {
      this.networks.free(id);
      this.freed = true;
      this.dirty.networks.delete(id);
      this.failed.networks.delete(id);
      if (id === this.ingressId) this.ingressId = undefined;
      for (const [nodeId, held] of this.nodeLeases) if (held.has(id)) this.dirty.nodes.add(nodeId);
      return;
    }
    if (network.Spec.Ingress && this.ingressId === undefined) this.ingressId = id;
    if (!this.networks.has(id)) {
      this.dirty.networks.add(id);
    } else if (id === this.ingressId) {
      // Every node has an endpoint on ingress, and services may have waited for it.
      for (const node of this.store.list('node')) this.markNode(node);
      this.retryFailed();
    }
  }

  private followService(id: string, service: Service | undefined): void {
    if (service === undefined) {
      this.releaseAll(this.serviceLeases.get(id) ?? []);
      this.ports.release(this.servicePorts.get(id) ?? []);
      this.serviceLeases.delete(id);
      this.servicePorts.delete(id);
      this.dirty.services.delete(id);
      this.failed.services.delete(id);
      this.freed = true;
    } else if (!isServiceAllocated(service, this.ingressId)) {
      this.dirty.services.add(id);
    } else {
      this.failed.services.delete(id);
      // Its tasks waited for it.
      if (this.failed.tasks.size > 0) {
        for (const taskId of this.failed.tasks) if (this.store.get('task', taskId)?.ServiceID === id) this.dirty.tasks.add(taskId);
      }
    }
  }

  private followNode(id: string, node: Node | undefined): void {
    if (node !== undefined) return this.markNode(node);
    for (const [networkId, address] of this.nodeLeases.get(id) ?? []) this.networks.release(networkId, address);
    this.nodeLeases.delete(id);
    this.dirty.nodes.delete(id);
    this.failed.nodes.delete(id);
    this.freed = true;
  }

  private markNode(node: Node): void {
    const wanted = this.wantedBy(node.ID);
    const held = this.nodeLeases.get(node.ID);
    if (held === undefined || held.size !== wanted.length || wanted.some((id) => !held.has(id))) this.dirty.nodes.add(node.ID);
  }

  private followTask(id: string, before: Task | undefined, task: Task | undefined): void {
    for (const nodeId of this.needs.follow(before, task)) this.dirty.nodes.add(nodeId);
    if (task === undefined || isTerminal(task.Status.State)) {
      const leases = this.taskLeases.get(id);
      if (leases !== undefined && leases.length > 0) {
        this.releaseAll(leases);
        this.freed = true;
      }
      this.taskLeases.delete(id);
      this.dirty.tasks.delete(id);
      this.failed.tasks.delete(id);
    } else if (task.Status.State === 'new') {
      if (!this.failed.tasks.has(id)) this.dirty.tasks.add(id);
    } else {
      this.failed.tasks.delete(id);
    }
  }

  private releaseAll(leases: readonly Lease[]): void {
    for (const { networkId, address } of leases) this.networks.release(networkId, address);
  }

  /** Queues a pass when there is something to do. */
  private plan(): void {
    if (this.stopWatching === undefined) return;
    if (this.freed) {
      this.freed = false;
      this.retryFailed();
    }
    const { networks, services, nodes, tasks } = this.dirty;
    if (networks.size + services.size + nodes.size > 0 && !this.passPlanned) {
      this.passPlanned = true;
      this.store.update('allocate', (tx) => this.pass(tx), () => this.plan());
    }
    if (tasks.size > 0) {
      const ids = [...tasks];
      tasks.clear();
      this.store.batch('allocate tasks', ids, (tx, id) => this.allocateTask(tx, id), () => this.plan());
    }
    this.armRetry();
  }

  private retryFailed(): void {
    for (const kind of ['networks', 'services', 'nodes', 'tasks'] as const) {
      for (const id of this.failed[kind]) this.dirty[kind].add(id);
      this.failed[kind].clear();
    }
  }

  /** One timer while anything has failed. */
  private armRetry(): void {
    const { networks, services, nodes, tasks } = this.failed;
    if (this.stopRetry !== undefined || this.stopWatching === undefined || networks.size + services.size + nodes.size + tasks.size === 0) return;
    this.stopRetry = this.sim.after(RETRY_INTERVAL_MS, 'allocator.retry', () => {
      this.stopRetry = undefined;
      this.retryFailed();
      this.plan();
    });
  }

  private pass(tx: Transaction): void {
    this.passPlanned = false;
    const { networks, services, nodes } = this.dirty;
    for (const id of drain(networks)) this.allocateNetwork(tx, id);
    for (const id of drain(services)) this.allocateService(tx, id);
    for (const id of drain(nodes)) this.allocateNode(tx, id);
  }

  private allocateNetwork(tx: Transaction, id: string): void {
    const network = tx.get('network', id);
    if (!network || this.networks.has(id)) return;
    // A second ingress network is never allocated.
    if (network.Spec.Ingress && id !== this.ingressId) return;
    const allocation = this.networks.allocate(network);
    if (allocation === undefined) {
      this.failed.networks.add(id);
    } else if (allocation.ipam !== undefined) {
      tx.update('network', id, { ...network, ...allocation });
    }
    // Services and tasks on it may have come in the same instant.
    if (allocation !== undefined && this.failed.services.size + this.failed.tasks.size > 0) this.freed = true;
  }

  private allocateService(tx: Transaction, id: string): void {
    const service = tx.get('service', id);
    if (!service || isServiceAllocated(service, this.ingressId)) return;
    const held = service.Endpoint?.VirtualIPs ?? [];
    const wanted = this.wantedVips(service);
    if (wanted === undefined || !wanted.every((networkId) => this.networks.has(networkId))) {
      this.failed.services.add(id);
      return;
    }
    const heldPorts = this.servicePorts.get(id) ?? [];
    this.ports.release(heldPorts);
    const ports = this.ports.allocate(reconcilePorts(service.Spec.EndpointSpec?.Ports ?? [], service.Endpoint));
    const vips = ports && this.allocateVips(held, wanted);
    if (ports === undefined || vips === undefined) {
      if (ports) this.ports.release(ports);
      this.ports.allocate(heldPorts);
      this.failed.services.add(id);
      return;
    }
    const gone = (this.serviceLeases.get(id) ?? []).filter((lease) => !wanted.includes(lease.networkId));
    this.releaseAll(gone);
    if (gone.length > 0) this.freed = true;
    this.servicePorts.set(id, ports);
    this.serviceLeases.set(id, vips.flatMap(({ NetworkID, Addr }) => (Addr ? [{ networkId: NetworkID, address: Addr }] : [])));
    tx.update('service', id, {
      ...service,
      Endpoint: {
        Spec: service.Spec.EndpointSpec ?? {},
        ...(ports.length > 0 ? { Ports: ports } : {}),
        ...(vips.length > 0 ? { VirtualIPs: vips } : {}),
      },
      allocated: true,
    });
  }

  /** Networks on which the service is to have a VIP, ingress first; undefined while it needs an ingress that is not there. */
  private wantedVips(service: Service): string[] | undefined {
    const { EndpointSpec, TaskTemplate } = service.Spec;
    if (EndpointSpec?.Mode === 'dnsrr') return [];
    const networks = [...new Set((TaskTemplate.Networks ?? []).map((network) => network.Target))];
    if (!needsIngress(service.Spec)) return networks;
    return this.ingressId === undefined ? undefined : [this.ingressId, ...networks];
  }

  /** Those held stay and come first; on node-local networks there is an entry without an address. */
  private allocateVips(held: NonNullable<NonNullable<Service['Endpoint']>['VirtualIPs']>, wanted: readonly string[]): typeof held | undefined {
    const vips = held.filter((vip) => wanted.includes(vip.NetworkID));
    const fresh: Lease[] = [];
    for (const NetworkID of wanted) {
      if (vips.some((vip) => vip.NetworkID === NetworkID)) continue;
      if (!this.networks.hasAddresses(NetworkID)) {
        vips.push({ NetworkID });
        continue;
      }
      const Addr = this.networks.request(NetworkID);
      if (Addr === undefined) {
        this.releaseAll(fresh);
        return undefined;
      }
      fresh.push({ networkId: NetworkID, address: Addr });
      vips.push({ NetworkID, Addr });
    }
    return vips;
  }

  /** Networks on which the node is to have an endpoint: those of its tasks, then ingress. */
  private wantedBy(nodeId: string): string[] {
    const wanted = this.needs.networksOf(nodeId).filter((id) => this.networks.hasAddresses(id) && id !== this.ingressId);
    if (this.ingressId !== undefined && this.networks.hasAddresses(this.ingressId)) wanted.push(this.ingressId);
    return wanted;
  }

  private allocateNode(tx: Transaction, id: string): void {
    const node = tx.get('node', id);
    if (!node) return;
    let held = this.nodeLeases.get(id);
    if (held === undefined) this.nodeLeases.set(id, (held = new Map()));
    const wanted = this.wantedBy(id);
    let changed = false;
    for (const networkId of wanted) {
      if (held.has(networkId)) continue;
      const address = this.networks.request(networkId);
      if (address === undefined) {
        this.failed.nodes.add(id);
      } else {
        held.set(networkId, address);
        changed = true;
      }
    }
    for (const [networkId, address] of held) {
      if (wanted.includes(networkId)) continue;
      this.networks.release(networkId, address);
      held.delete(networkId);
      changed = true;
      this.freed = true;
    }
    if (changed) tx.update('node', id, { ...node, attachments: Object.fromEntries(held) });
  }

  private allocateTask(tx: Transaction, id: string): void {
    const task = tx.get('task', id);
    if (!task || task.Status.State !== 'new') return;
    const service = task.ServiceID === '' ? undefined : tx.get('service', task.ServiceID);
    // A task whose service is gone is left to the orchestrator, which removes it.
    if (task.ServiceID !== '' && !service) return;
    const attachments = service && !isServiceAllocated(service, this.ingressId) ? undefined : this.attach(tx, task, service);
    if (attachments === undefined) {
      this.failed.tasks.add(id);
      return;
    }
    this.taskLeases.set(
      id,
      attachments.flatMap(({ Network: network, Addresses }) => (Addresses ?? []).map((address) => ({ networkId: network.ID, address }))),
    );
    tx.update('task', id, {
      ...task,
      ...(attachments.length > 0 ? { NetworksAttachments: attachments } : {}),
      Status: { ...task.Status, Timestamp: this.sim.nowMs, State: 'pending', Message: 'pending task scheduling' },
    });
  }

  /** An address on each of the task's networks, ingress first, or on none. */
  private attach(tx: Transaction, task: Task, service: Service | undefined): NetworkAttachment[] | undefined {
    const attachments: NetworkAttachment[] = [];
    const fresh: Lease[] = [];
    for (const { network, aliases, wanted } of this.networksOf(tx, task, service)) {
      if (!this.networks.has(network.ID)) {
        this.releaseAll(fresh);
        return undefined;
      }
      const base = { Network: network, ...(aliases && aliases.length > 0 ? { aliases } : {}) };
      if (!this.networks.hasAddresses(network.ID)) {
        attachments.push(base);
        continue;
      }
      const address = this.networks.request(network.ID, wanted);
      if (address === undefined) {
        this.releaseAll(fresh);
        return undefined;
      }
      fresh.push({ networkId: network.ID, address });
      attachments.push({ ...base, Addresses: [address] });
    }
    return attachments;
  }

  private networksOf(tx: Transaction, task: Task, service: Service | undefined): { network: Network; aliases?: readonly string[]; wanted?: string }[] {
    const found: { network: Network; aliases?: readonly string[]; wanted?: string }[] = [];
    const ingress = service && needsIngress(service.Spec) && this.ingressId !== undefined ? tx.get('network', this.ingressId) : undefined;
    if (ingress) found.push({ network: ingress });
    for (const { Target, Aliases } of task.Spec.Networks ?? []) {
      const network = tx.get('network', Target);
      if (!network) continue;
      // An attachment task may have come with the address it wants.
      const wanted = task.NetworksAttachments?.find((attachment) => attachment.Network.ID === Target)?.Addresses?.[0];
      found.push({ network, ...(Aliases ? { aliases: Aliases } : {}), ...(wanted === undefined ? {} : { wanted }) });
    }
    return found;
  }
}

interface Work {
  readonly networks: Set<string>;
  readonly services: Set<string>;
  readonly nodes: Set<string>;
  readonly tasks: Set<string>;
}

function emptyWork(): Work {
  return { networks: new Set(), services: new Set(), nodes: new Set(), tasks: new Set() };
}

function drain(set: Set<string>): string[] {
  const ids = [...set];
  set.clear();
  return ids;
}
