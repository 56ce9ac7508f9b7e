/**
 * Where an address leads, for a new connection from a host or a container: to a listener, nowhere, or into silence.
 * Virtual addresses and the mesh choose a backend here, in turn, once for each connection (moby libnetwork
 * service_linux.go: IPVS round robin on the node that the client, or the published port, is on).
 */
import { isBridged, type ServiceBinding } from '../host';
import { bareAddress, parseAddress, Subnet } from './address';
import type { ServiceDirectory } from './directory';
import { INTERNET_MS, isInternet } from './internet';
import type { Links } from './links';
import type { Route } from './requests';
import type { Stack } from './stack';
import type { Box } from './box';
import { NAT_ADDRESS } from './interfaces';
import { hasWayOut, type HostState, type Topology } from './topology';

/** Where a connection attempt ends. `silent` answers nothing, so the client waits for its own patience. */
export type Destination =
  | { kind: 'port'; stack: Stack; port: number; latencyMs: number; from: string; reachable: () => boolean; route: Route }
  | { kind: 'internet'; address: string; latencyMs: number; route: Route }
  | { kind: 'silent'; route?: Route }
  | { kind: 'refused'; latencyMs: number; route?: Route }
  | { kind: 'unreachable'; route?: Route };

export type PingRoute = { kind: 'reply'; latencyMs: number; ttl: number } | { kind: 'lost' } | { kind: 'unreachable' };

/** A task behind a port of the routing mesh. */
interface MeshBackend {
  binding: ServiceBinding;
  targetPort: number;
}

const LOCAL_MS = 0.03;
/** What an overlay's encapsulation adds to a trip between hosts. */
const OVERLAY_MS = 0.05;
const TTL = 64;
/** The way out of the lab has so many hops. */
const INTERNET_HOPS = 8;

export class Routes {
  constructor(
    private readonly links: Links,
    private readonly topology: Topology,
    private readonly directory: ServiceDirectory,
  ) {}

  route(from: Stack, address: string, port: number): Destination {
    if (address.startsWith('127.')) return this.atStack(from, from, port, LOCAL_MS, '127.0.0.1', { via: 'local', machine: from.host });
    const number = parseAddress(address);
    if (number === undefined) return { kind: 'unreachable' };
    if (from.containerId !== '') {
      const box = this.topology.boxOf(from);
      if (!box) return { kind: 'unreachable' };
      const inside = this.inside(box, address, number, port);
      if (inside) return inside;
      if (!hasWayOut(box)) return { kind: 'unreachable' };
    }
    return this.fromHost(from, address, number, port);
  }

  ping(from: Stack, address: string): PingRoute {
    if (address.startsWith('127.')) return { kind: 'reply', latencyMs: 0.02, ttl: TTL };
    const number = parseAddress(address);
    if (number === undefined) return { kind: 'unreachable' };
    const box = this.topology.boxOf(from);
    if (box) {
      const inside = this.pingInside(box, address, number);
      if (inside) return inside;
      if (!hasWayOut(box)) return { kind: 'unreachable' };
    } else if (this.topology.onBridgeOf(from.host, number, address)) return { kind: 'reply', latencyMs: LOCAL_MS, ttl: TTL };
    const host = this.links.at(address);
    const ttl = box ? TTL - 1 : TTL;
    if (host) {
      if (!this.links.bothWays(from.host, host.name)) return { kind: 'unreachable' };
      return { kind: 'reply', latencyMs: this.links.latencyMs(from.host, host.name), ttl };
    }
    if (isInternet(address) && !this.links.isCut(from.host)) {
      return { kind: 'reply', latencyMs: INTERNET_MS + this.links.latencyMs(from.host, 'internet'), ttl: ttl - INTERNET_HOPS };
    }
    return this.links.isNear(address) ? { kind: 'unreachable' } : { kind: 'lost' };
  }

  /** Who serves a port of the routing mesh, as a host believes. */
  meshPort(host: string, port: number): { serviceId: string; service: string; networkId: string; backends: MeshBackend[] } | undefined {
    for (const { network } of this.topology.hosts.get(host)?.networks.values() ?? []) {
      if (!network.ingress) continue;
      let first: ServiceBinding | undefined;
      const backends: MeshBackend[] = [];
      for (const binding of this.directory.seen(host, network.id)) {
        const config = binding.ports.find((one) => one.PublishedPort === port && one.PublishMode === 'ingress' && one.Protocol === 'tcp');
        if (!config || (first !== undefined && first.serviceId !== binding.serviceId)) continue;
        first ??= binding;
        backends.push({ binding, targetPort: config.TargetPort });
      }
      if (first !== undefined) return { serviceId: first.serviceId, service: first.serviceName, networkId: network.id, backends };
    }
    return undefined;
  }

  /** On one of the container's own networks: another container, a VIP, the gateway; undefined = not there. */
  private inside(box: Box, address: string, number: number, port: number): Destination | undefined {
    const from = box.stack;
    for (const endpoint of box.endpoints) {
      if (!new Subnet(endpoint.address).has(number)) continue;
      const source = bareAddress(endpoint.address);
      const other = this.topology.neighbour(endpoint, from.host, address);
      if (other) return this.atBox(from, other, port, source, { via: 'network' });
      const backends = this.vipBackends(from.host, endpoint.networkId, address);
      const chosen = this.directory.next(from.host, `${endpoint.networkId} ${address}`, backends);
      if (chosen) {
        const target = this.topology.boxes.get(chosen.containerId);
        const route: Route = { via: 'vip', service: chosen.serviceName, task: chosen.taskName };
        return target ? this.atBox(from, target, port, this.balancerOf(from.host, endpoint.networkId) ?? source, route) : { kind: 'silent', route };
      }
      if (address === bareAddress(endpoint.gateway) && endpoint.driver === 'bridge') {
        const host = this.topology.hosts.get(from.host);
        return host ? this.atHost(from, host, port, source) : { kind: 'unreachable' };
      }
      return { kind: 'unreachable' };
    }
    return undefined;
  }

  private pingInside(box: Box, address: string, number: number): PingRoute | undefined {
    const { host } = box.spec;
    for (const endpoint of box.endpoints) {
      if (!new Subnet(endpoint.address).has(number)) continue;
      const other = this.topology.neighbour(endpoint, host, address);
      if (other) return this.links.bothWays(host, other.spec.host) ? { kind: 'reply', latencyMs: this.boxLatencyMs(host, other), ttl: TTL } : { kind: 'lost' };
      if (address === bareAddress(endpoint.gateway)) return { kind: 'reply', latencyMs: LOCAL_MS, ttl: TTL };
      // A VIP answers on the node itself (semantics 11.4).
      if (this.vipBackends(host, endpoint.networkId, address).length > 0) return { kind: 'reply', latencyMs: LOCAL_MS, ttl: TTL };
      return { kind: 'unreachable' };
    }
    return undefined;
  }

  private vipBackends(host: string, networkId: string, address: string): ServiceBinding[] {
    return this.directory.backends(host, networkId, (binding) => !binding.ingress && binding.vip === address);
  }

  private fromHost(from: Stack, address: string, number: number, port: number): Destination {
    const own = this.topology.hosts.get(from.host);
    if (!own) return { kind: 'unreachable' };
    if (address === own.end.address || (own.end.behindNat && address === NAT_ADDRESS)) return this.atHost(from, own, port, own.end.address);
    if (from.containerId === '') {
      const local = this.topology.onBridgeOf(from.host, number, address);
      if (local) return this.atBox(from, local, port, gatewayTo(local, address) ?? own.end.address, { via: 'network' });
    }
    for (const { network } of own.networks.values()) {
      if (isBridged(network.driver) && bareAddress(network.gateway) === address) return this.atHost(from, own, port, address);
    }
    const there = this.links.at(address);
    if (there) {
      const host = this.topology.hosts.get(there.name);
      const route: Route = { via: 'host', machine: there.name };
      if (!host || !this.links.bothWays(from.host, there.name)) {
        return there.powered && !this.links.isCut(from.host) ? { kind: 'silent', route } : { kind: 'unreachable', route };
      }
      return this.atHost(from, host, port, own.end.address);
    }
    const route: Route = { via: 'internet' };
    if (isInternet(address)) return this.links.isCut(from.host) ? { kind: 'unreachable', route } : { kind: 'internet', address, latencyMs: INTERNET_MS, route };
    return this.links.isNear(address) ? { kind: 'unreachable' } : { kind: 'silent' };
  }

  /** A port of a host: a program on it, a published container, the routing mesh; else nobody. */
  private atHost(from: Stack, host: HostState, port: number, source: string): Destination {
    const entry = host.end.name;
    const latencyMs = from.host === entry ? LOCAL_MS : this.links.latencyMs(from.host, entry);
    const reachable = () => this.links.bothWays(from.host, entry);
    if (host.stack.serves(port)) return { kind: 'port', stack: host.stack, port, latencyMs, from: source, reachable, route: { via: 'host', machine: entry } };
    const published = host.published.get(`tcp:${port}`);
    const box = published && this.topology.boxes.get(published.containerId);
    if (box) {
      const route = routeTo(box, { via: 'host-port', entry });
      // Nobody outside a machine has an address of its loopback: the bridge stands in for it.
      const seen = source.startsWith('127.') ? (gatewayTo(box) ?? source) : source;
      return { kind: 'port', stack: box.stack, port: published.containerPort, latencyMs: latencyMs + LOCAL_MS, from: seen, reachable, route };
    }
    const mesh = this.meshPort(entry, port);
    if (mesh) {
      const chosen = this.directory.next(entry, `ingress ${mesh.serviceId} ${port}`, mesh.backends);
      const target = chosen && this.topology.boxes.get(chosen.binding.containerId);
      const route: Route = { via: 'ingress', entry, service: mesh.service, ...(chosen ? { task: chosen.binding.taskName } : {}) };
      if (!chosen || !target) return { kind: 'silent', route };
      const onward = this.atBox(host.stack, target, chosen.targetPort, this.balancerOf(entry, mesh.networkId) ?? host.end.address, route);
      if (onward.kind !== 'port') return onward;
      return { ...onward, latencyMs: onward.latencyMs + latencyMs, reachable: () => reachable() && onward.reachable() };
    }
    return { kind: 'refused', latencyMs, route: { via: 'host', machine: entry } };
  }

  private atBox(from: Stack, box: Box, port: number, source: string, how: Route): Destination {
    const route = routeTo(box, how);
    if (!this.links.bothWays(from.host, box.spec.host)) return { kind: 'silent', route };
    return this.atStack(from, box.stack, port, this.boxLatencyMs(from.host, box), source, route);
  }

  private atStack(from: Stack, to: Stack, port: number, latencyMs: number, source: string, route: Route): Destination {
    if (to === from && to.containerId === '') {
      // A host asks itself under 127.0.0.1: what is published there answers too.
      const host = this.topology.hosts.get(to.host);
      if (host && !to.serves(port)) return this.atHost(from, host, port, '127.0.0.1');
    }
    if (!to.serves(port)) return { kind: 'refused', latencyMs, route };
    return { kind: 'port', stack: to, port, latencyMs, from: source, reachable: () => this.links.bothWays(from.host, to.host), route };
  }

  /**
   * A node's balancer on an overlay: what it hands on comes from its own address there, whoever asked (libnetwork
   * configureFWMark: SNAT to the endpoint of the balancer's sandbox).
   */
  private balancerOf(host: string, networkId: string): string | undefined {
    const address = this.topology.hosts.get(host)?.networks.get(networkId)?.network.nodeAddress;
    return address === undefined ? undefined : bareAddress(address);
  }

  private boxLatencyMs(host: string, box: Box): number {
    return host === box.spec.host ? LOCAL_MS : this.links.latencyMs(host, box.spec.host) + OVERLAY_MS;
  }
}

/** The host's side of the bridge that a container is on: of the one with this address, or the first. */
function gatewayTo(box: Box, address?: string): string | undefined {
  const endpoint = box.endpoints.find((one) => one.driver === 'bridge' && (address === undefined || bareAddress(one.address) === address));
  return endpoint && bareAddress(endpoint.gateway);
}

function routeTo(box: Box, how: Route): Route {
  const { host, id, labels } = box.spec;
  const service = labels?.['com.docker.swarm.service.name'];
  const task = labels?.['com.docker.swarm.task.name'];
  return { ...how, machine: host, container: id, ...(service === undefined ? {} : { service }), ...(task === undefined ? {} : { task }) };
}
