/**
 * What the allocator has given away, and how it gives: subnets, VIPs, ports, endpoint and task addresses
 * (swarmkit manager/allocator/network.go). Each `allocate…` works inside a write transaction and says whether the
 * object now has all that it needs; nobody is given things by halves.
 */
import type { Cluster, Network, NetworkAttachment, PortConfig, Service, Task } from '../../model';
import { isTerminal } from '../../model';
import type { ReadView, Transaction } from '../../store';
import { Networks } from './networks';
import { NodeNeeds } from './node-needs';
import { Ports, reconcilePorts } from './ports';
import { isOverlay, isServiceAllocated, needsIngress } from './service-needs';

/** An address that somebody holds. */
interface Lease {
  readonly networkId: string;
  readonly address: string;
}

interface Wish {
  readonly network: Network;
  readonly aliases?: readonly string[];
  /** A certain address, where the task came with one. */
  readonly address?: string;
}

type VirtualIps = NonNullable<NonNullable<Service['Endpoint']>['VirtualIPs']>;

export class Grants {
  private readonly networks: Networks;
  private readonly ports = new Ports();
  private readonly needs = new NodeNeeds();
  private readonly taskLeases = new Map<string, readonly Lease[]>();
  private readonly serviceLeases = new Map<string, readonly Lease[]>();
  private readonly servicePorts = new Map<string, readonly PortConfig[]>();
  private readonly nodeLeases = new Map<string, Map<string, string>>();
  /** The routing mesh's network, while there is one. */
  ingressId: string | undefined;
  /** Something was given back since the loop last looked: what failed may work now. */
  freed = false;

  constructor(cluster: Pick<Cluster, 'DefaultAddrPool' | 'SubnetSize'>) {
    this.networks = new Networks(cluster);
  }

  /** Takes over everything that the store says is given, ingress first. */
  restore(view: ReadView): void {
    const networks = view.list('network').sort((a, b) => Number(b.Spec.Ingress) - Number(a.Spec.Ingress));
    this.ingressId = networks.find((network) => network.Spec.Ingress)?.ID;
    for (const network of networks) if (network.ipam !== undefined || !isOverlay(network)) this.networks.allocate(network);
    for (const node of view.list('node')) {
      const leases = this.retake(Object.entries(node.attachments ?? {}).map(([networkId, address]) => ({ networkId, address })));
      this.nodeLeases.set(node.ID, new Map(leases.map(({ networkId, address }) => [networkId, address])));
    }
    for (const service of view.list('service')) {
      this.serviceLeases.set(service.ID, this.retake(leasesOfVips(service.Endpoint?.VirtualIPs ?? [])));
      this.servicePorts.set(service.ID, this.ports.allocate(service.Endpoint?.Ports ?? []) ?? []);
    }
    for (const task of view.list('task')) {
      this.needs.follow(undefined, task);
      if (!isTerminal(task.Status.State)) this.taskLeases.set(task.ID, this.retake(leasesOfAttachments(task.NetworksAttachments ?? [])));
    }
  }

  private retake(leases: readonly Lease[]): Lease[] {
    const known = leases.filter(({ networkId }) => this.networks.hasAddresses(networkId));
    return known.filter(({ networkId, address }) => this.networks.request(networkId, address) !== undefined);
  }

  hasNetwork(id: string): boolean {
    return this.networks.has(id);
  }

  /** The nodes that have an endpoint on this network. */
  nodesOn(networkId: string): string[] {
    return [...this.nodeLeases].filter(([, held]) => held.has(networkId)).map(([nodeId]) => nodeId);
  }

  /** Whether a node has the endpoints that it needs, and no others. */
  nodeFits(nodeId: string): boolean {
    const wanted = this.wantedBy(nodeId);
    const held = this.nodeLeases.get(nodeId);
    return held !== undefined && held.size === wanted.length && wanted.every((id) => held.has(id));
  }

  /** Takes note of a task's step; answers the nodes whose needs changed. */
  followTask(before: Task | undefined, after: Task | undefined): string[] {
    return this.needs.follow(before, after);
  }

  releaseNetwork(id: string): void {
    this.networks.free(id);
    if (id === this.ingressId) this.ingressId = undefined;
    this.freed = true;
  }

  releaseService(id: string): void {
    this.releaseAll(this.serviceLeases.get(id) ?? []);
    this.ports.release(this.servicePorts.get(id) ?? []);
    this.serviceLeases.delete(id);
    this.servicePorts.delete(id);
    this.freed = true;
  }

  releaseNode(id: string): void {
    this.releaseAll([...(this.nodeLeases.get(id) ?? [])].map(([networkId, address]) => ({ networkId, address })));
    this.nodeLeases.delete(id);
  }

  releaseTask(id: string): void {
    this.releaseAll(this.taskLeases.get(id) ?? []);
    this.taskLeases.delete(id);
  }

  private releaseAll(leases: readonly Lease[]): void {
    for (const { networkId, address } of leases) this.networks.release(networkId, address);
    if (leases.length > 0) this.freed = true;
  }

  allocateNetwork(tx: Transaction, id: string): boolean {
    const network = tx.get('network', id);
    // A second ingress network is never allocated.
    if (!network || this.networks.has(id) || (network.Spec.Ingress && id !== this.ingressId)) return true;
    const allocation = this.networks.allocate(network);
    if (allocation?.ipam !== undefined) tx.update('network', id, { ...network, ...allocation });
    // Services and tasks may have waited for it.
    if (allocation !== undefined) this.freed = true;
    return allocation !== undefined;
  }

  allocateService(tx: Transaction, id: string): boolean {
    const service = tx.get('service', id);
    if (!service || isServiceAllocated(service, this.ingressId)) return true;
    const wanted = this.wantedVips(service);
    if (wanted === undefined || !wanted.every((networkId) => this.networks.has(networkId))) return false;
    const heldPorts = this.servicePorts.get(id) ?? [];
    this.ports.release(heldPorts);
    const ports = this.ports.allocate(reconcilePorts(service.Spec.EndpointSpec?.Ports ?? [], service.Endpoint));
    const vips = ports && this.allocateVips(service.Endpoint?.VirtualIPs ?? [], wanted);
    if (ports === undefined || vips === undefined) {
      if (ports) this.ports.release(ports);
      this.ports.allocate(heldPorts);
      return false;
    }
    this.releaseAll((this.serviceLeases.get(id) ?? []).filter((lease) => !wanted.includes(lease.networkId)));
    this.servicePorts.set(id, ports);
    this.serviceLeases.set(id, leasesOfVips(vips));
    tx.update('service', id, {
      ...service,
      Endpoint: {
        Spec: service.Spec.EndpointSpec ?? {},
        ...(ports.length > 0 ? { Ports: ports } : {}),
        ...(vips.length > 0 ? { VirtualIPs: vips } : {}),
      },
      allocated: true,
    });
    return true;
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
  private allocateVips(held: VirtualIps, wanted: readonly string[]): VirtualIps | undefined {
    const vips = held.filter((vip) => wanted.includes(vip.NetworkID));
    const fresh: Lease[] = [];
    for (const networkId of wanted) {
      if (vips.some((vip) => vip.NetworkID === networkId)) continue;
      if (!this.networks.hasAddresses(networkId)) {
        vips.push({ NetworkID: networkId });
        continue;
      }
      const address = this.networks.request(networkId);
      if (address === undefined) {
        this.takeBack(fresh);
        return undefined;
      }
      fresh.push({ networkId, address });
      vips.push({ NetworkID: networkId, Addr: address });
    }
    return vips;
  }

  /** Undoes what this very call gave: nobody else is to be woken by it. */
  private takeBack(leases: readonly Lease[]): void {
    for (const { networkId, address } of leases) this.networks.release(networkId, address);
  }

  /** Networks on which the node is to have an endpoint: those of its tasks, then ingress. */
  private wantedBy(nodeId: string): string[] {
    const wanted = this.needs.networksOf(nodeId).filter((id) => this.networks.hasAddresses(id) && id !== this.ingressId);
    if (this.ingressId !== undefined && this.networks.hasAddresses(this.ingressId)) wanted.push(this.ingressId);
    return wanted;
  }

  allocateNode(tx: Transaction, id: string): boolean {
    const node = tx.get('node', id);
    if (!node) return true;
    const held = this.nodeLeases.get(id) ?? new Map<string, string>();
    this.nodeLeases.set(id, held);
    const wanted = this.wantedBy(id);
    let changed = false;
    for (const networkId of wanted) {
      const address = held.has(networkId) ? undefined : this.networks.request(networkId);
      if (address === undefined) continue;
      held.set(networkId, address);
      changed = true;
    }
    for (const [networkId, address] of [...held]) {
      if (wanted.includes(networkId)) continue;
      this.releaseAll([{ networkId, address }]);
      held.delete(networkId);
      changed = true;
    }
    if (changed) tx.update('node', id, { ...node, attachments: Object.fromEntries(held) });
    return held.size === wanted.length;
  }

  /** Gives a new task its addresses and moves it on to `pending`. */
  allocateTask(tx: Transaction, id: string, nowMs: number): boolean {
    const task = tx.get('task', id);
    if (!task || task.Status.State !== 'new') return true;
    const service = task.ServiceID === '' ? undefined : tx.get('service', task.ServiceID);
    // A task whose service is gone is left to the orchestrator, which removes it.
    if (task.ServiceID !== '' && !service) return true;
    if (service && !isServiceAllocated(service, this.ingressId)) return false;
    const attachments = this.attach(this.wishesOf(tx, task, service));
    if (attachments === undefined) return false;
    this.taskLeases.set(id, leasesOfAttachments(attachments));
    tx.update('task', id, {
      ...task,
      ...(attachments.length > 0 ? { NetworksAttachments: attachments } : {}),
      ...(service?.Endpoint ? { endpoint: service.Endpoint } : {}),
      Status: { ...task.Status, Timestamp: nowMs, State: 'pending', Message: 'pending task scheduling' },
    });
    return true;
  }

  /** An address on each of these networks, or on none. */
  private attach(wishes: readonly Wish[]): NetworkAttachment[] | undefined {
    const attachments: NetworkAttachment[] = [];
    const fresh: Lease[] = [];
    for (const { network, aliases, address: wanted } of wishes) {
      const named = aliases && aliases.length > 0 ? { aliases } : {};
      if (this.networks.has(network.ID) && !this.networks.hasAddresses(network.ID)) {
        attachments.push({ Network: network, ...named });
        continue;
      }
      const address = this.networks.has(network.ID) ? this.networks.request(network.ID, wanted) : undefined;
      if (address === undefined) {
        this.takeBack(fresh);
        return undefined;
      }
      fresh.push({ networkId: network.ID, address });
      attachments.push({ Network: network, Addresses: [address], ...named });
    }
    return attachments;
  }

  /** The networks that a task is to be on, ingress first; a network that is gone is passed over. */
  private wishesOf(tx: Transaction, task: Task, service: Service | undefined): Wish[] {
    const wishes: Wish[] = [];
    const ingress = service && needsIngress(service.Spec) && this.ingressId !== undefined ? tx.get('network', this.ingressId) : undefined;
    if (ingress) wishes.push({ network: ingress });
    for (const { Target, Aliases } of task.Spec.Networks ?? []) {
      const network = tx.get('network', Target);
      if (!network) continue;
      const address = task.NetworksAttachments?.find((attachment) => attachment.Network.ID === Target)?.Addresses?.[0];
      wishes.push({ network, ...(Aliases ? { aliases: Aliases } : {}), ...(address === undefined ? {} : { address }) });
    }
    return wishes;
  }
}

function leasesOfVips(vips: VirtualIps): Lease[] {
  return vips.flatMap(({ NetworkID, Addr }) => (Addr ? [{ networkId: NetworkID, address: Addr }] : []));
}

function leasesOfAttachments(attachments: readonly NetworkAttachment[]): Lease[] {
  return attachments.flatMap(({ Network: network, Addresses }) => (Addresses ?? []).map((address) => ({ networkId: network.ID, address })));
}
