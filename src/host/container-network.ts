/**
 * A container's way onto its networks and off them (moby daemon/container_operations.go): addresses, the swarm's
 * attachments, published ports, the bridge to the outside for overlay-only containers, and the sandbox itself.
 */
import { isRefusal, refuse, type Network, type Refusal } from '../model';
import type { Program } from '../sim';
import { formatAddress, inventMac, macOf, parseAddress, parseSubnet } from './address-pool';
import { formatAddress6, parseAddress6 } from './address6';
import type { Container, ContainerEndpoint } from './container';
import { exposedPorts } from './container-create';
import type { EngineCore } from './engine-core';
import type { EngineNetwork } from './local-networks';
import type { LocalNetwork, Protocol, PublishedPort, SandboxEndpoint } from './net-provider';

export const PRIVATE_NETWORK = 'container cannot be connected to multiple networks with one of the networks in private (none) mode';
/** The key of the routing mesh's own endpoint. */
const INGRESS_SANDBOX = 'ingress-sbox';

/** Everything a start needs: afterwards the container's endpoints are filled. A refusal has put back what was taken. */
export function* connectAll(core: EngineCore, container: Container): Program<SandboxEndpoint[] | Refusal> {
  const endpoints: SandboxEndpoint[] = [];
  const mode = container.hostConfig.NetworkMode;
  if ((mode === 'host' && core.networks.named('host')) || mode.startsWith('container:')) {
    joinSpecial(core, container, mode);
    return endpoints;
  }
  if (container.endpoints.has('none')) {
    if (container.endpoints.size > 1) return refuse(403, PRIVATE_NETWORK);
    joinSpecial(core, container, 'none');
    return endpoints;
  }
  for (const endpoint of container.endpoints.values()) {
    const network = yield* joinNetwork(core, container, endpoint);
    if (isRefusal(network)) {
      disconnectAll(core, container);
      return network;
    }
    // The wire carries IPv4 alone: a network without it is shown, and leads nowhere.
    if (endpoint.address !== '') endpoints.push(sandboxEndpoint(container, endpoint, network, endpoints.length));
  }
  const outside = gatewayEndpoint(core, container, endpoints);
  if (outside) endpoints.push(outside);
  return endpoints;
}

/** One endpoint: an address, and the network knows about it. */
export function* joinNetwork(core: EngineCore, container: Container, endpoint: ContainerEndpoint): Program<EngineNetwork | Refusal> {
  let network = endpoint.ofTask
    ? (core.networks.get(endpoint.networkId) ?? refuse(404, `network ${endpoint.network} not found`))
    : core.networks.find(endpoint.network);
  const needsSwarm = isRefusal(network) || (network.scope === 'swarm' && !endpoint.ofTask);
  if (needsSwarm && core.cluster) {
    const attached = yield* core.cluster.attach(
      endpoint.network,
      container.id,
      endpoint.ipamConfig?.IPv4Address ? [endpoint.ipamConfig.IPv4Address] : [],
    );
    if (isRefusal(attached)) return attached;
    endpoint.attachmentId = attached.attachmentId;
    network = useSwarmNetwork(core, attached.network, attached.nodeAddress);
    const [address = '', bits = '24'] = attached.address.split('/');
    endpoint.address = address;
    endpoint.prefixLength = Number(bits);
  }
  if (isRefusal(network)) return network;
  if (network.configOnly) return refuse(403, 'cannot create endpoint on configuration-only network');
  if (network.scope === 'local') {
    const failed = takeLocalAddress(endpoint, network) ?? takeLocalAddress6(endpoint, network);
    if (failed) return failed;
  }
  endpoint.networkId = network.id;
  endpoint.gateway = network.scope === 'swarm' && !network.internal ? '' : network.gateway;
  if (network.internal) endpoint.gateway = '';
  endpoint.endpointId = core.random.hex(64);
  endpoint.mac = endpoint.wantedMac ?? (network.scope === 'swarm' ? macOf(parseAddress(endpoint.address) ?? 0) : inventMac(core.random));
  network.endpoints.set(container.id, {
    name: container.name,
    endpointId: endpoint.endpointId,
    mac: endpoint.mac,
    address: endpoint.address === '' ? '' : `${endpoint.address}/${endpoint.prefixLength}`,
    address6: endpoint.address6 === '' ? '' : `${endpoint.address6}/${endpoint.prefixLength6}`,
  });
  core.events.emit('network', 'connect', network.id, { container: container.id, name: network.name, type: network.driver });
  return network;
}

function takeLocalAddress(endpoint: ContainerEndpoint, network: EngineNetwork): Refusal | undefined {
  const range = parseSubnet(network.subnet);
  if (!network.pool || !range) return undefined;
  const wanted = parseAddress(endpoint.ipamConfig?.IPv4Address ?? '');
  const address = network.pool.take(wanted);
  if (address === undefined) {
    if (wanted !== undefined) return refuse(403, 'Address already in use');
    return refuse(404, `no available IPv4 addresses on this network's address pools: ${network.name} (${network.id})`);
  }
  endpoint.address = formatAddress(address);
  endpoint.prefixLength = range.bits;
  return undefined;
}

function takeLocalAddress6(endpoint: ContainerEndpoint, network: EngineNetwork): Refusal | undefined {
  if (!network.pool6) return undefined;
  const wanted = parseAddress6(endpoint.ipamConfig?.IPv6Address ?? '');
  const address = network.pool6.take(wanted);
  if (address === undefined) {
    network.pool?.release(parseAddress(endpoint.address) ?? -1);
    if (wanted !== undefined) return refuse(403, 'Address already in use');
    return refuse(404, `no available IPv6 addresses on this network's address pools: ${network.name} (${network.id})`);
  }
  endpoint.address6 = formatAddress6(address);
  endpoint.prefixLength6 = network.pool6.subnet.bits;
  endpoint.gateway6 = network.internal ? '' : network.gateway6;
  return undefined;
}

/** Whose network a container shares, when it shares one: it must run. */
export function checkShared(core: EngineCore, container: Container): Refusal | undefined {
  const mode = container.hostConfig.NetworkMode;
  if (!mode.startsWith('container:')) return undefined;
  const other = core.find(mode.slice('container:'.length));
  if (isRefusal(other)) return refuse(other.status, `joining network namespace of container: ${other.message}`);
  if (other.running) return undefined;
  return refuse(409, `cannot join network namespace of a non running container: container ${other.name} is ${other.status}`);
}

function joinSpecial(core: EngineCore, container: Container, mode: string): undefined {
  const network = core.networks.named(mode);
  const endpoint = container.endpoints.get(mode);
  if (network && endpoint) {
    endpoint.networkId = network.id;
    endpoint.endpointId = core.random.hex(64);
    network.endpoints.set(container.id, { name: container.name, endpointId: endpoint.endpointId, mac: '', address: '' });
    core.events.emit('network', 'connect', network.id, { container: container.id, name: network.name, type: network.driver });
  }
  return undefined;
}

/** A swarm network comes into use on this host; the wire hears of it the first time. */
export function useSwarmNetwork(core: EngineCore, network: Network, nodeAddress?: string): EngineNetwork {
  const known = core.networks.get(network.ID) !== undefined;
  const entry = core.networks.putSwarm(network, nodeAddress);
  // The mesh's own sandbox has a way out as well.
  if (!known && entry.ingress && !core.networks.gateway()?.endpoints.has(INGRESS_SANDBOX)) joinGwbridge(core, INGRESS_SANDBOX, `gateway_${INGRESS_SANDBOX}`);
  if (!known || nodeAddress !== undefined) core.provider.networkCreated(core.machine.id, toLocalNetwork(entry));
  if (!known) core.events.emit('network', 'create', entry.id, { name: entry.name, type: entry.driver });
  return entry;
}

export function toLocalNetwork(network: EngineNetwork): LocalNetwork {
  return {
    id: network.id,
    name: network.name,
    driver: network.driver,
    scope: network.scope,
    subnet: network.subnet,
    gateway: network.gateway,
    internal: network.internal,
    ingress: network.ingress,
    ...(network.vni === undefined ? {} : { vni: network.vni }),
    ...(network.nodeAddress === undefined ? {} : { nodeAddress: network.nodeAddress }),
    encrypted: network.options?.['encrypted'] !== undefined,
  };
}

function sandboxEndpoint(container: Container, endpoint: ContainerEndpoint, network: EngineNetwork, index: number): SandboxEndpoint {
  return {
    id: endpoint.endpointId,
    networkId: network.id,
    networkName: network.name,
    driver: network.driver === 'overlay' || network.driver === 'macvlan' || network.driver === 'ipvlan' ? network.driver : 'bridge',
    address: `${endpoint.address}/${endpoint.prefixLength}`,
    gateway: network.gateway,
    mac: endpoint.mac,
    interfaceName: `eth${index}`,
    names: network.ingress ? [] : container.dnsNames(endpoint),
    internal: network.internal,
    servesNames: network.name !== 'bridge' && !network.ingress,
  };
}

/** Overlays lead nowhere by themselves: the way out is `docker_gwbridge` (`nat` on Windows), unless all networks are internal. */
function gatewayEndpoint(core: EngineCore, container: Container, endpoints: readonly SandboxEndpoint[]): SandboxEndpoint | undefined {
  if (!endpoints.some((each) => each.driver === 'overlay') || endpoints.some((each) => each.driver === 'bridge')) return undefined;
  if (endpoints.every((each) => each.internal)) return undefined;
  const network = core.networks.ensureGateway();
  const own = joinGwbridge(core, container.id, `gateway_${core.random.hex(12)}`);
  if (!own) return undefined;
  return {
    id: own.endpointId,
    networkId: network.id,
    networkName: network.name,
    driver: 'bridge',
    address: own.address,
    gateway: network.gateway,
    mac: own.mac,
    interfaceName: `eth${endpoints.length}`,
    names: [],
    internal: false,
    servesNames: false,
  };
}

/** An endpoint on the way out under this key; undefined when it is full. */
function joinGwbridge(core: EngineCore, key: string, name: string): { address: string; mac: string; endpointId: string } | undefined {
  const network = core.networks.ensureGateway();
  const address = network.pool?.take();
  const range = parseSubnet(network.subnet);
  if (address === undefined || !range) return undefined;
  const endpoint = { name, endpointId: core.random.hex(64), mac: inventMac(core.random), address: `${formatAddress(address)}/${range.bits}` };
  network.endpoints.set(key, endpoint);
  return endpoint;
}

function leaveGwbridge(core: EngineCore, key: string): void {
  const network = core.networks.gateway();
  const own = network?.endpoints.get(key);
  if (!network || !own) return;
  network.endpoints.delete(key);
  network.pool?.release(parseAddress(own.address.split('/')[0] as string) ?? -1);
}

/** Makes a running container a member of one more network; the sandbox gets another interface. */
export function* connectRunning(core: EngineCore, container: Container, endpoint: ContainerEndpoint): Program<undefined | Refusal> {
  const network = yield* joinNetwork(core, container, endpoint);
  if (isRefusal(network)) return network;
  const index = [...container.endpoints.values()].filter((each) => each.endpointId !== '').length - 1;
  container.run?.sandbox?.connect(sandboxEndpoint(container, endpoint, network, index));
  return undefined;
}

/** Gives one endpoint's address back. */
export function leaveNetwork(core: EngineCore, container: Container, endpoint: ContainerEndpoint): void {
  const network = core.networks.get(endpoint.networkId);
  if (!network || endpoint.endpointId === '') return;
  network.endpoints.delete(container.id);
  network.pool?.release(parseAddress(endpoint.address) ?? -1);
  network.pool6?.release(parseAddress6(endpoint.address6) ?? -1n);
  core.events.emit('network', 'disconnect', network.id, { container: container.id, name: network.name, type: network.driver });
  const { attachmentId } = endpoint;
  if (attachmentId !== undefined) core.cluster?.detach(attachmentId);
  endpoint.attachmentId = undefined;
  endpoint.endpointId = '';
  endpoint.mac = '';
  if (!endpoint.ofTask) {
    Object.assign(endpoint, { address: '', prefixLength: 0, gateway: '', address6: '', prefixLength6: 0, gateway6: '' });
  }
  // A task's end leaves its networks here: another task may be about to start. Its shutdown or removal takes them away.
  if (attachmentId !== undefined) maybeDropSwarmNetwork(core, network);
}

/** A swarm network goes from this host, whoever used it. */
export function dropSwarmNetwork(core: EngineCore, network: EngineNetwork): void {
  core.networks.drop(network.id);
  core.provider.networkRemoved(core.machine.id, network.id);
  core.events.emit('network', 'destroy', network.id, { name: network.name, type: network.driver });
  if (network.ingress) leaveGwbridge(core, INGRESS_SANDBOX);
}

/** An overlay leaves the host with its last user; ingress stays as long as the node is in the swarm. */
export function maybeDropSwarmNetwork(core: EngineCore, network: EngineNetwork): void {
  if (network.scope !== 'swarm' || network.ingress || network.endpoints.size > 0 || !core.networks.get(network.id)) return;
  dropSwarmNetwork(core, network);
}

export function disconnectAll(core: EngineCore, container: Container): void {
  unpublishAll(core, container);
  for (const endpoint of container.endpoints.values()) leaveNetwork(core, container, endpoint);
  leaveGwbridge(core, container.id);
}

/** Publishes what `-p` and `-P` ask for; the refusal is the daemon's, and nothing stays published then. */
export function publishPorts(core: EngineCore, container: Container): Refusal | undefined {
  const { hostConfig, config } = container;
  container.ports = exposedPorts(config);
  const mode = hostConfig.NetworkMode;
  if (mode === 'host' || mode === 'none' || mode.startsWith('container:')) {
    container.ports = {};
    return undefined;
  }
  const wanted = new Map<string, { HostIp: string; HostPort: string }[]>();
  for (const [port, bindings] of Object.entries(hostConfig.PortBindings))
    wanted.set(port.includes('/') ? port : `${port}/tcp`, bindings && bindings.length > 0 ? bindings : [{ HostIp: '', HostPort: '' }]);
  if (hostConfig.PublishAllPorts)
    for (const port of Object.keys(container.ports)) if (!wanted.has(port)) wanted.set(port, [{ HostIp: '', HostPort: '' }]);
  const done: PublishedPort[] = [];
  for (const [port, bindings] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [number = '', protocol = 'tcp'] = port.split('/');
    container.ports[port] = [];
    for (const binding of bindings) {
      const [from = 0, to = from] = binding.HostPort === '' ? [0] : binding.HostPort.split('-').map(Number);
      let published: number | undefined;
      const request: PublishedPort = {
        hostIp: binding.HostIp,
        hostPort: from,
        protocol: protocol as Protocol,
        containerId: container.id,
        containerPort: Number(number),
      };
      for (let hostPort = from; hostPort <= to && published === undefined; hostPort++) {
        request.hostPort = hostPort;
        published = core.provider.publish(core.machine.id, request);
      }
      if (published === undefined) {
        for (const each of done) core.provider.unpublish(core.machine.id, each);
        container.ports = exposedPorts(config);
        const endpointId = [...container.endpoints.values()][0]?.endpointId ?? '';
        return refuse(
          500,
          `driver failed programming external connectivity on endpoint ${container.name} (${endpointId}): Bind for ` +
            `${binding.HostIp || '0.0.0.0'}:${from} failed: port is already allocated`,
        );
      }
      done.push({ ...request, hostPort: published });
      const shown = { HostPort: String(published) };
      if (binding.HostIp === '' || binding.HostIp === '0.0.0.0') {
        container.ports[port].push({ HostIp: '0.0.0.0', ...shown });
        if (binding.HostIp === '') container.ports[port].push({ HostIp: '::', ...shown });
      } else container.ports[port].push({ HostIp: binding.HostIp, ...shown });
    }
  }
  return undefined;
}

export function unpublishAll(core: EngineCore, container: Container): void {
  for (const [port, bindings] of Object.entries(container.ports)) {
    const [number = '', protocol = 'tcp'] = port.split('/');
    const seen = new Set<string>();
    for (const binding of bindings ?? []) {
      if (seen.has(binding.HostPort)) continue;
      seen.add(binding.HostPort);
      core.provider.unpublish(core.machine.id, {
        hostIp: binding.HostIp === '::' ? '' : binding.HostIp,
        hostPort: Number(binding.HostPort),
        protocol: protocol as Protocol,
        containerId: container.id,
        containerPort: Number(number),
      });
    }
  }
  container.ports = {};
}
