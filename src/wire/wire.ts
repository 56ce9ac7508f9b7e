/**
 * Everything between the machines: the LAN, the Docker networks on and across hosts, published ports and the
 * routing mesh. It implements the engine's `NetProvider`, keeps the topology, and is what every stack asks where an
 * address leads. Behaviour after moby libnetwork: sandbox.go, portmapper, networkdb.
 */
import type { LocalNetwork, NetProvider, PublishedPort, Sandbox, SandboxSpec, ServiceBinding, ServiceInfo } from '../host';
import type { DnsAnswer, HttpRequest, HttpResponse } from '../os';
import { hash32 } from '../sim';
import type { Sim } from '../sim';
import { bareAddress, Subnet } from './address';
import { ServiceDirectory } from './directory';
import { Box } from './box';
import { hostInterfaces } from './interfaces';
import { internetPage } from './internet';
import type { LinkEnd, Links } from './links';
import { Names } from './names';
import { RequestFeed } from './requests';
import type { Destination, PingRoute } from './router';
import { Routes } from './router';
import type { Router } from './stack';
import { Stack } from './stack';
import { Topology, type HostState } from './topology';

/** Linux's ephemeral range, from which Docker picks a host port by itself. */
const EPHEMERAL_FIRST = 32_768;
const EPHEMERAL_LAST = 60_999;

export class Wire implements NetProvider, Router {
  readonly directory: ServiceDirectory;
  /** Every connection attempt, for whoever watches. */
  readonly requests = new RequestFeed();
  private readonly topology = new Topology();
  private readonly routes: Routes;
  private readonly names: Names;

  constructor(private sim: Sim, readonly links: Links) {
    this.directory = new ServiceDirectory(sim, links);
    this.routes = new Routes(links, this.topology, this.directory);
    this.names = new Names(sim, links, this.topology, this.directory);
  }

  /** Plugs a machine in; answers its own network stack. */
  attachHost(end: LinkEnd): Stack {
    this.links.attach(end);
    const stack = new Stack(this.sim, end.name, '', end.name, this, {
      interfaces: () => hostInterfaces(state, !this.links.isCut(end.name)),
      knownHosts: () => [{ name: end.name, address: end.address }],
    });
    const state: HostState = { end, stack, networks: new Map(), published: new Map() };
    this.topology.hosts.set(end.name, state);
    return stack;
  }

  detachHost(name: string): void {
    const { hosts, boxes } = this.topology;
    const host = hosts.get(name);
    if (!host) return;
    for (const box of [...boxes.values()]) if (box.spec.host === name) this.topology.destroy(box);
    this.directory.hostLost(name);
    host.stack.end();
    hosts.delete(name);
    this.links.detach(name);
  }

  // --- NetProvider -----------------------------------------------------------------------------------------

  createSandbox(spec: SandboxSpec): Sandbox {
    const host = this.topology.hosts.get(spec.host);
    const shared = spec.mode === 'host' ? host?.stack : spec.mode === 'container' ? this.topology.boxes.get(spec.sharesWith ?? '')?.stack : undefined;
    const box = new Box(this.sim, spec, this.topology, this, shared);
    this.topology.boxes.set(spec.id, box);
    for (const endpoint of spec.endpoints) this.topology.join(box, endpoint);
    return box;
  }

  publish(hostName: string, port: PublishedPort): number | undefined {
    const host = this.topology.hosts.get(hostName);
    if (!host) return undefined;
    const taken = (number: number) =>
      host.published.has(`${port.protocol}:${number}`) || (port.protocol === 'tcp' && host.stack.serves(number)) || this.routes.meshPort(hostName, number) !== undefined;
    let chosen = port.hostPort;
    if (chosen === 0) {
      chosen = EPHEMERAL_FIRST;
      while (chosen <= EPHEMERAL_LAST && taken(chosen)) chosen++;
    }
    if (taken(chosen)) return undefined;
    host.published.set(`${port.protocol}:${chosen}`, { ...port, hostPort: chosen });
    return chosen;
  }

  unpublish(hostName: string, port: PublishedPort): void {
    const host = this.topology.hosts.get(hostName);
    const key = `${port.protocol}:${port.hostPort}`;
    if (host?.published.get(key)?.containerId === port.containerId) host.published.delete(key);
  }

  bindService(binding: ServiceBinding): void {
    this.directory.bind(binding);
  }

  unbindService(host: string, networkId: string, taskId: string): void {
    this.directory.unbind(host, networkId, taskId);
  }

  networkCreated(hostName: string, network: LocalNetwork): void {
    this.topology.hosts.get(hostName)?.networks.set(network.id, { network, subnet: new Subnet(network.subnet || '0.0.0.0/32') });
  }

  networkRemoved(hostName: string, networkId: string): void {
    this.topology.hosts.get(hostName)?.networks.delete(networkId);
  }

  /** The power of a host is gone: its listeners and what it published go with it; its containers' sandboxes are the engine's to end. */
  hostDown(name: string): void {
    this.directory.hostLost(name);
    this.links.changed();
  }

  /** Whether a machine reaches the internet: its cable is in. */
  online(host: string): boolean {
    return !this.links.isCut(host);
  }

  /** The hosts that share a network, as gossip knows them: each has a random name of its own, kept for its life. */
  peers(host: string, networkId: string): { Name: string; IP: string }[] {
    const out: { Name: string; IP: string }[] = [];
    for (const [name, other] of this.topology.hosts) {
      if (!other.networks.has(networkId) || !this.links.bothWays(host, name)) continue;
      out.push({ Name: gossipName(name), IP: other.end.address });
    }
    return out;
  }

  /** What `network inspect --verbose` tells of an overlay: this host's own tasks before those it has heard of. */
  services(host: string, networkId: string): Record<string, ServiceInfo> {
    const out: Record<string, ServiceInfo> = {};
    const add = (name: string, head: Omit<ServiceInfo, 'Tasks'>, task: ServiceInfo['Tasks'][number]) => (out[name] ??= { ...head, Tasks: [] }).Tasks.push(task);
    const hostIp = (name: string) => ({ 'Host IP': this.topology.hosts.get(name)?.end.address ?? '' });
    for (const box of this.topology.on(networkId)) {
      const endpoint = box.endpoints.find((one) => one.networkId === networkId);
      const ofService = [...this.directory.seen(host, networkId)].some((binding) => binding.containerId === box.spec.id);
      if (!endpoint || ofService || !this.links.bothWays(host, box.spec.host)) continue;
      const task = { Name: endpoint.names[0] ?? '', EndpointID: endpoint.id, EndpointIP: bareAddress(endpoint.address), Info: hostIp(box.spec.host) };
      add('', { VIP: '<nil>', Ports: [], LocalLBIndex: 0 }, task);
    }
    const bindings = [...this.directory.seen(host, networkId)];
    for (const binding of [...bindings.filter((one) => one.host === host), ...bindings.filter((one) => one.host !== host)]) {
      const ports = binding.ports.map((port) => `Target: ${port.TargetPort}, Publish: ${port.PublishedPort}`);
      const head = { VIP: binding.vip ?? '<nil>', Ports: ports, LocalLBIndex: this.directory.markOf(binding) };
      add(binding.serviceName, head, { Name: binding.taskName, EndpointID: binding.endpointId, EndpointIP: binding.address, Info: hostIp(binding.host) });
    }
    return out;
  }

  /** Ports that answer on a host: its own published ones and the mesh's. */
  publishedPorts(hostName: string): { port: number; protocol: string; containerId: string }[] {
    const host = this.topology.hosts.get(hostName);
    return host ? [...host.published.values()].map((one) => ({ port: one.hostPort, protocol: one.protocol, containerId: one.containerId })) : [];
  }

  // --- Router ----------------------------------------------------------------------------------------------

  route(from: Stack, address: string, port: number): Destination {
    return this.routes.route(from, address, port);
  }

  lookup(from: Stack, name: string): DnsAnswer | { error: 'nxdomain' | 'no-server' } {
    return this.names.lookup(from, name);
  }

  reverse(from: Stack, address: string): string | undefined {
    return this.names.reverse(from, address);
  }

  pingRoute(from: Stack, address: string): PingRoute {
    return this.routes.ping(from, address);
  }

  internetHttp(host: string, request: HttpRequest): HttpResponse {
    return internetPage(host, request);
  }
}

/** Twelve hex digits that stand for a host among its peers. */
function gossipName(host: string): string {
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  return (hex(hash32(host, 1)) + hex(hash32(host, 2))).slice(0, 12);
}
