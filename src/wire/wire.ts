/**
 * Everything between the machines: the LAN, the Docker networks on and across hosts, published ports and the
 * routing mesh. It implements the engine's `NetProvider` and answers every stack's question where an address
 * leads. Behaviour after moby libnetwork: sandbox.go, service_linux.go, resolver.go, portmapper.
 */
import type { LocalNetwork, NetProvider, PublishedPort, Sandbox, SandboxEndpoint, SandboxSpec, ServiceBinding } from '../host';
import type { DnsAnswer, HttpRequest, HttpResponse, NetInterface } from '../os';
import { hash32 } from '../sim';
import type { Sim } from '../sim';
import { bareAddress, parseAddress, Subnet } from './address';
import { ServiceDirectory } from './directory';
import { internetAddress, internetPage, isInternet } from './internet';
import type { LinkEnd, Links } from './links';
import type { Destination, Router } from './stack';
import { Stack } from './stack';

/** A container on its networks. */
interface Box {
  spec: SandboxSpec;
  stack: Stack;
  endpoints: SandboxEndpoint[];
}

interface HostState {
  end: LinkEnd;
  stack: Stack;
  networks: Map<string, { network: LocalNetwork; subnet: Subnet }>;
  /** `tcp:8080` to the containers published there; the same port twice only on different host addresses. */
  published: Map<string, PublishedPort>;
}

/** A task behind a port of the routing mesh. */
interface MeshBackend {
  binding: ServiceBinding;
  targetPort: number;
}

/** Linux's ephemeral range, from which Docker picks a host port by itself. */
const EPHEMERAL_FIRST = 32_768;
const EPHEMERAL_LAST = 60_999;
const LOCAL_MS = 0.03;
const INTERNET_MS = 9;

export class Wire implements NetProvider, Router {
  readonly directory: ServiceDirectory;
  private hosts = new Map<string, HostState>();
  private boxes = new Map<string, Box>();
  /** `networkId address` to the container there: overlays over all hosts, bridges per host. */
  private byAddress = new Map<string, Box>();
  /** Who is on a network, for names. */
  private byNetwork = new Map<string, Set<Box>>();

  constructor(private sim: Sim, readonly links: Links) {
    this.directory = new ServiceDirectory(sim, links);
  }

  /** Plugs a machine in; answers its own network stack. */
  attachHost(end: LinkEnd): Stack {
    this.links.attach(end);
    const interfaces = (): NetInterface[] => this.hostInterfaces(end);
    const hostsFile = () => [{ name: end.name, address: '127.0.1.1' }];
    const stack = new Stack(this.sim, end.name, '', end.name, this, interfaces, hostsFile);
    this.hosts.set(end.name, { end, stack, networks: new Map(), published: new Map() });
    return stack;
  }

  detachHost(name: string): void {
    const host = this.hosts.get(name);
    if (!host) return;
    for (const box of [...this.boxes.values()]) if (box.spec.host === name) this.destroy(box);
    this.directory.hostLost(name);
    host.stack.end();
    this.hosts.delete(name);
    this.links.detach(name);
  }

  // --- NetProvider -----------------------------------------------------------------------------------------

  createSandbox(spec: SandboxSpec): Sandbox {
    const host = this.hosts.get(spec.host);
    const shared = spec.mode === 'host' ? host?.stack : spec.mode === 'container' ? this.boxes.get(spec.sharesWith ?? '')?.stack : undefined;
    const box: Box = { spec, endpoints: [], stack: undefined as unknown as Stack };
    box.stack =
      shared ??
      new Stack(this.sim, spec.host, spec.id, spec.hostname, this, () => this.boxInterfaces(box), () => [
        ...box.endpoints.map((endpoint) => ({ name: spec.hostname, address: bareAddress(endpoint.address) })),
        ...spec.extraHosts,
      ]);
    this.boxes.set(spec.id, box);
    for (const endpoint of spec.endpoints) this.join(box, endpoint);
    return {
      get net() {
        return box.stack;
      },
      connect: (endpoint) => this.join(box, endpoint),
      disconnect: (networkId) => this.part(box, networkId),
      rename: (networkId, names) => {
        const endpoint = box.endpoints.find((one) => one.networkId === networkId);
        if (endpoint) endpoint.names = names;
      },
      traffic: () => ({ receivedBytes: box.stack.receivedBytes, sentBytes: box.stack.sentBytes }),
      destroy: () => this.destroy(box),
    };
  }

  publish(hostName: string, port: PublishedPort): number | undefined {
    const host = this.hosts.get(hostName);
    if (!host) return undefined;
    const taken = (number: number) =>
      host.published.has(`${port.protocol}:${number}`) || (port.protocol === 'tcp' && host.stack.serves(number)) || this.meshPort(hostName, number) !== undefined;
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
    const host = this.hosts.get(hostName);
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
    this.hosts.get(hostName)?.networks.set(network.id, { network, subnet: new Subnet(network.subnet || '0.0.0.0/32') });
  }

  networkRemoved(hostName: string, networkId: string): void {
    this.hosts.get(hostName)?.networks.delete(networkId);
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
    for (const [name, other] of this.hosts) {
      if (!other.networks.has(networkId) || !this.links.connected(host, name)) continue;
      out.push({ Name: gossipName(name), IP: other.end.address });
    }
    return out;
  }

  /** Ports that answer on a host: its own published ones and the mesh's. */
  publishedPorts(hostName: string): { port: number; protocol: string; containerId: string }[] {
    const host = this.hosts.get(hostName);
    return host ? [...host.published.values()].map((one) => ({ port: one.hostPort, protocol: one.protocol, containerId: one.containerId })) : [];
  }

  // --- Router ----------------------------------------------------------------------------------------------

  route(from: Stack, address: string, port: number): Destination {
    if (address.startsWith('127.')) return this.atStack(from, from, port, LOCAL_MS, '127.0.0.1');
    const number = parseAddress(address);
    if (number === undefined) return { kind: 'unreachable' };
    if (from.containerId !== '') {
      const box = this.boxes.get(from.containerId);
      if (!box || box.stack !== from) return { kind: 'unreachable' };
      const inside = this.routeInside(box, address, number, port);
      if (inside) return inside;
      if (!this.hasWayOut(box)) return { kind: 'unreachable' };
    }
    return this.routeFromHost(from, address, number, port);
  }

  lookup(from: Stack, name: string): DnsAnswer | { error: 'nxdomain' | 'no-server' } {
    const box = from.containerId === '' ? undefined : this.boxes.get(from.containerId);
    if (box && box.stack === from) {
      const found = this.lookupInside(box, name);
      if (found) return { addresses: found, server: '127.0.0.11', ttlSeconds: 600 };
      if (!this.hasWayOut(box)) return { error: box.endpoints.some((endpoint) => endpoint.servesNames) ? 'nxdomain' : 'no-server' };
    }
    const server = box ? '127.0.0.11' : '192.168.0.1';
    const host = this.hosts.get(name);
    if (host) return { addresses: [host.end.address], server, ttlSeconds: 60 };
    const outside = internetAddress(name);
    return outside === undefined ? { error: 'nxdomain' } : { addresses: [outside], server, ttlSeconds: 300 };
  }

  reverse(from: Stack, address: string): string | undefined {
    const box = this.boxes.get(from.containerId);
    for (const endpoint of box?.endpoints ?? []) {
      if (!endpoint.servesNames) continue;
      const other = this.byAddress.get(this.addressKey(endpoint, from.host, address));
      const there = other?.endpoints.find((one) => one.networkId === endpoint.networkId);
      if (there?.names[0] !== undefined) return `${there.names[0]}.${endpoint.networkName}`;
    }
    const host = this.links.at(address);
    return host?.name;
  }

  pingRoute(from: Stack, address: string): { kind: 'reply'; latencyMs: number; ttl: number } | { kind: 'lost' } | { kind: 'unreachable' } {
    if (address.startsWith('127.')) return { kind: 'reply', latencyMs: 0.02, ttl: 64 };
    const number = parseAddress(address);
    if (number === undefined) return { kind: 'unreachable' };
    const box = from.containerId === '' ? undefined : this.boxes.get(from.containerId);
    if (box && box.stack === from) {
      for (const endpoint of box.endpoints) {
        if (!new Subnet(endpoint.address).has(number)) continue;
        const other = this.byAddress.get(this.addressKey(endpoint, from.host, address));
        if (other) {
          if (!this.links.connected(from.host, other.spec.host)) return { kind: 'lost' };
          return { kind: 'reply', latencyMs: other.spec.host === from.host ? LOCAL_MS : this.links.latencyMs(from.host, other.spec.host) + 0.05, ttl: 64 };
        }
        if (address === bareAddress(endpoint.gateway)) return { kind: 'reply', latencyMs: LOCAL_MS, ttl: 64 };
        // A VIP answers on the node itself (semantics 11.4).
        if (this.vipBackends(from.host, endpoint.networkId, address).length > 0) return { kind: 'reply', latencyMs: LOCAL_MS, ttl: 64 };
        return { kind: 'unreachable' };
      }
      if (!this.hasWayOut(box)) return { kind: 'unreachable' };
    } else {
      const local = this.localContainer(from.host, number, address);
      if (local) return { kind: 'reply', latencyMs: LOCAL_MS, ttl: 64 };
    }
    const host = this.links.at(address);
    const hops = box ? 63 : 64;
    if (host) {
      if (!this.links.connected(from.host, host.name)) return { kind: 'unreachable' };
      return { kind: 'reply', latencyMs: this.links.latencyMs(from.host, host.name), ttl: hops };
    }
    if (isInternet(address) && !this.links.isCut(from.host)) return { kind: 'reply', latencyMs: INTERNET_MS + this.links.latencyMs(from.host, 'internet'), ttl: hops - 8 };
    return address.startsWith('192.168.0.') ? { kind: 'unreachable' } : { kind: 'lost' };
  }

  internetHttp(_address: string, host: string, request: HttpRequest): HttpResponse {
    return internetPage(host, request);
  }

  // --- Inside Docker's networks ------------------------------------------------------------------------------

  /** On one of the container's own networks: another container, a VIP, the gateway; undefined = not there. */
  private routeInside(box: Box, address: string, number: number, port: number): Destination | undefined {
    const from = box.stack;
    for (const endpoint of box.endpoints) {
      if (!new Subnet(endpoint.address).has(number)) continue;
      const other = this.byAddress.get(this.addressKey(endpoint, from.host, address));
      if (other) return this.atBox(from, other, port, bareAddress(endpoint.address));
      const backends = this.vipBackends(from.host, endpoint.networkId, address);
      const chosen = this.directory.next(from.host, `${endpoint.networkId} ${address}`, backends);
      if (chosen) {
        const target = this.boxes.get(chosen.containerId);
        return target ? this.atBox(from, target, port, bareAddress(endpoint.address)) : { kind: 'silent' };
      }
      if (address === bareAddress(endpoint.gateway) && endpoint.driver === 'bridge') {
        const host = this.hosts.get(from.host);
        return host ? this.atHost(from, host, port, bareAddress(endpoint.address)) : { kind: 'unreachable' };
      }
      return { kind: 'unreachable' };
    }
    return undefined;
  }

  private vipBackends(host: string, networkId: string, address: string): ServiceBinding[] {
    return this.directory.backends(host, networkId, (binding) => !binding.ingress && binding.vip === address);
  }

  /** 127.0.0.11: containers, services, `tasks.` names and aliases of the networks that the container shares. */
  private lookupInside(box: Box, name: string): string[] | undefined {
    const host = box.spec.host;
    for (const endpoint of box.endpoints) {
      if (!endpoint.servesNames) continue;
      const plain = name.endsWith(`.${endpoint.networkName.toLowerCase()}`) ? name.slice(0, -endpoint.networkName.length - 1) : name;
      const tasksOf = plain.startsWith('tasks.') ? plain.slice(6) : undefined;
      const answers: string[] = [];
      for (const binding of this.directory.seen(host, endpoint.networkId)) {
        if (binding.ingress) continue;
        const names = [binding.serviceName, ...binding.aliases];
        const matches = (wanted: string) => names.some((one) => one.toLowerCase() === wanted);
        const byTask = binding.taskName.toLowerCase() === plain || (tasksOf !== undefined && matches(tasksOf));
        const answer = byTask ? binding.address : matches(plain) ? (binding.vip ?? binding.address) : undefined;
        if (answer !== undefined && !answers.includes(answer)) answers.push(answer);
      }
      for (const other of this.byNetwork.get(endpoint.networkId) ?? []) {
        // Overlay names come from every host by gossip; a bridge's only from its own.
        if (endpoint.driver !== 'overlay' && other.spec.host !== host) continue;
        const there = other.endpoints.find((one) => one.networkId === endpoint.networkId);
        if (!there || !there.names.some((one) => one.toLowerCase() === plain)) continue;
        const address = bareAddress(there.address);
        if (!answers.includes(address)) answers.push(address);
      }
      if (answers.length > 0) return answers.length > 1 ? this.sim.random('dns').shuffle(answers) : answers;
    }
    return undefined;
  }

  private hasWayOut(box: Box): boolean {
    return box.spec.mode === 'host' || box.endpoints.some((endpoint) => !endpoint.internal);
  }

  // --- Between hosts ---------------------------------------------------------------------------------------

  private routeFromHost(from: Stack, address: string, number: number, port: number): Destination {
    const own = this.hosts.get(from.host);
    if (!own) return { kind: 'unreachable' };
    if (address === own.end.address) return this.atHost(from, own, port, own.end.address);
    if (from.containerId === '') {
      const local = this.localContainer(from.host, number, address);
      if (local) return this.atBox(from, local, port, own.end.address);
    }
    for (const { network } of own.networks.values()) {
      if (network.driver === 'bridge' && bareAddress(network.gateway) === address) return this.atHost(from, own, port, address);
    }
    const there = this.links.at(address);
    if (there) {
      const host = this.hosts.get(there.name);
      if (!host || !this.links.connected(from.host, there.name)) return there.powered && !this.links.isCut(from.host) ? { kind: 'silent' } : { kind: 'unreachable' };
      return this.atHost(from, host, port, own.end.address);
    }
    if (isInternet(address)) return this.links.isCut(from.host) ? { kind: 'unreachable' } : { kind: 'internet', address, latencyMs: INTERNET_MS };
    return address.startsWith('192.168.0.') ? { kind: 'unreachable' } : { kind: 'silent' };
  }

  /** A container on a bridge of this very host: hosts reach those directly, overlays they do not. */
  private localContainer(host: string, number: number, address: string): Box | undefined {
    for (const { network, subnet } of this.hosts.get(host)?.networks.values() ?? []) {
      if (network.driver === 'overlay' || !subnet.has(number)) continue;
      const box = this.byAddress.get(`${host} ${network.id} ${address}`);
      if (box) return box;
    }
    return undefined;
  }

  /** A port of a host: a program on it, a published container, the routing mesh; else nobody. */
  private atHost(from: Stack, host: HostState, port: number, source: string): Destination {
    const latencyMs = from.host === host.end.name ? LOCAL_MS : this.links.latencyMs(from.host, host.end.name);
    const reachable = () => this.links.connected(from.host, host.end.name);
    if (host.stack.serves(port)) return { kind: 'port', stack: host.stack, port, latencyMs, from: source, reachable };
    const published = host.published.get(`tcp:${port}`);
    if (published) {
      const box = this.boxes.get(published.containerId);
      if (box) return { kind: 'port', stack: box.stack, port: published.containerPort, latencyMs: latencyMs + LOCAL_MS, from: source, reachable };
    }
    const mesh = this.meshPort(host.end.name, port);
    if (mesh) {
      const chosen = this.directory.next(host.end.name, `ingress ${mesh.serviceId} ${port}`, mesh.backends);
      const box = chosen && this.boxes.get(chosen.binding.containerId);
      if (!chosen || !box) return { kind: 'silent' };
      const onward = this.atBox(host.stack, box, chosen.targetPort, host.end.address);
      if (onward.kind !== 'port') return onward;
      return { ...onward, latencyMs: onward.latencyMs + latencyMs, reachable: () => reachable() && onward.reachable() };
    }
    return { kind: 'refused', latencyMs };
  }

  /** The ingress network's listeners on this host: who serves a published port, as the host believes. */
  private meshPort(host: string, port: number): { serviceId: string; backends: MeshBackend[] } | undefined {
    for (const { network } of this.hosts.get(host)?.networks.values() ?? []) {
      if (!network.ingress) continue;
      let serviceId: string | undefined;
      const backends: MeshBackend[] = [];
      for (const binding of this.directory.seen(host, network.id)) {
        const config = binding.ports.find((one) => one.PublishedPort === port && one.PublishMode === 'ingress' && one.Protocol === 'tcp');
        if (!config || (serviceId !== undefined && serviceId !== binding.serviceId)) continue;
        serviceId = binding.serviceId;
        backends.push({ binding, targetPort: config.TargetPort });
      }
      if (serviceId !== undefined) return { serviceId, backends };
    }
    return undefined;
  }

  private atBox(from: Stack, box: Box, port: number, source: string): Destination {
    const there = box.spec.host;
    if (!this.links.connected(from.host, there)) return { kind: 'silent' };
    const latencyMs = from.host === there ? LOCAL_MS : this.links.latencyMs(from.host, there) + 0.05;
    return this.atStack(from, box.stack, port, latencyMs, source);
  }

  private atStack(from: Stack, to: Stack, port: number, latencyMs: number, source: string): Destination {
    if (to === from && to.containerId === '') {
      const host = this.hosts.get(to.host);
      if (host && !to.serves(port)) return this.atOwnHost(from, host, port);
    }
    if (!to.serves(port)) return { kind: 'refused', latencyMs };
    return { kind: 'port', stack: to, port, latencyMs, from: source, reachable: () => this.links.connected(from.host, to.host) };
  }

  private atOwnHost(from: Stack, host: HostState, port: number): Destination {
    return this.atHost(from, host, port, '127.0.0.1');
  }

  // --- Bookkeeping -----------------------------------------------------------------------------------------

  private join(box: Box, endpoint: SandboxEndpoint): void {
    this.part(box, endpoint.networkId);
    box.endpoints.push(endpoint);
    const members = this.byNetwork.get(endpoint.networkId);
    if (members) members.add(box);
    else this.byNetwork.set(endpoint.networkId, new Set([box]));
    this.byAddress.set(this.addressKey(endpoint, box.spec.host, bareAddress(endpoint.address)), box);
  }

  private part(box: Box, networkId: string): void {
    const endpoint = box.endpoints.find((one) => one.networkId === networkId);
    if (!endpoint) return;
    box.endpoints = box.endpoints.filter((one) => one !== endpoint);
    const members = this.byNetwork.get(networkId);
    members?.delete(box);
    if (members?.size === 0) this.byNetwork.delete(networkId);
    const key = this.addressKey(endpoint, box.spec.host, bareAddress(endpoint.address));
    if (this.byAddress.get(key) === box) this.byAddress.delete(key);
  }

  private destroy(box: Box): void {
    for (const endpoint of [...box.endpoints]) this.part(box, endpoint.networkId);
    if (box.spec.mode === 'networks' || box.spec.mode === 'none') box.stack.end();
    if (this.boxes.get(box.spec.id) === box) this.boxes.delete(box.spec.id);
  }

  private addressKey(endpoint: SandboxEndpoint, host: string, address: string): string {
    return endpoint.driver === 'overlay' ? `${endpoint.networkId} ${address}` : `${host} ${endpoint.networkId} ${address}`;
  }

  private hostInterfaces(end: LinkEnd): NetInterface[] {
    const lan: NetInterface[] = [
      { name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8'], up: true, mtu: 65_536 },
      { name: 'eth0', mac: macOf(end.address), addresses: [`${end.address}/24`], up: !this.links.isCut(end.name), mtu: 1_500 },
    ];
    const bridges: NetInterface[] = [];
    for (const { network } of this.hosts.get(end.name)?.networks.values() ?? []) {
      if (network.driver !== 'bridge') continue;
      const name = network.name === 'bridge' ? 'docker0' : network.name === 'docker_gwbridge' ? 'docker_gwbridge' : `br-${network.id.slice(0, 12)}`;
      const prefix = network.subnet.slice(network.subnet.indexOf('/'));
      bridges.push({ name, mac: macOf(bareAddress(network.gateway)), addresses: [`${bareAddress(network.gateway)}${prefix}`], up: true, mtu: 1_500 });
    }
    return [...lan, ...bridges];
  }

  private boxInterfaces(box: Box): NetInterface[] {
    const lo: NetInterface = { name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8'], up: true, mtu: 65_536 };
    return [
      lo,
      ...box.endpoints.map((endpoint) => ({
        name: endpoint.interfaceName, mac: endpoint.mac, addresses: [endpoint.address], up: true, mtu: endpoint.driver === 'overlay' ? 1_450 : 1_500,
      })),
    ];
  }
}

/** Docker's scheme for bridges and overlays: 02:42 and the four parts of the address. */
function macOf(address: string): string {
  return `02:42:${address.split('.').map((part) => Number(part).toString(16).padStart(2, '0')).join(':')}`;
}

/** Twelve hex digits that stand for a host among its peers. */
function gossipName(host: string): string {
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  return (hex(hash32(host, 1)) + hex(hash32(host, 2))).slice(0, 12);
}
