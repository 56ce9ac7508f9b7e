/** `docker network` as far as it concerns this machine (moby daemon/network.go). */
import { isRefusal, refuse, type Refusal } from '../model';
import { sleep, type Program } from '../sim';
import type { Container } from './container';
import type { EndpointSettings } from './container-data';
import { connectRunning, leaveNetwork, PRIVATE_NETWORK, toLocalNetwork } from './container-network';
import { checkEndpoint, plannedEndpoint } from './endpoint-settings';
import type { EngineCore } from './engine-core';
import type { Filters } from './engine';
import { checkFilters, pruneMoment } from './filters';
import type { NetworkCreateRequest, NetworkData } from './image-data';

/** What Docker waits for a plugin that is not there (observed on Docker 28.5). */
const PLUGIN_WAIT_MS = 15_000;

export function* createNetwork(core: EngineCore, request: NetworkCreateRequest): Program<{ Id: string; Warning: string } | Refusal> {
  const network = core.networks.create(request);
  if (isRefusal(network)) {
    if (network.message.startsWith('plugin ')) yield* sleep(core.sim, PLUGIN_WAIT_MS);
    return network;
  }
  yield* core.work(60, 150);
  core.provider.networkCreated(core.machine.id, toLocalNetwork(network));
  core.events.emit('network', 'create', network.id, { name: network.name, type: network.driver });
  return { Id: network.id, Warning: '' };
}

export function* removeNetwork(core: EngineCore, ref: string): Program<undefined | Refusal> {
  const network = core.networks.find(ref);
  if (isRefusal(network)) return network;
  const failed = core.networks.remove(network);
  if (failed) return failed;
  core.provider.networkRemoved(core.machine.id, network.id);
  yield* core.work(20, 60);
  core.events.emit('network', 'destroy', network.id, { name: network.name, type: network.driver });
  return undefined;
}

const CREATED_AS_HOST = 'container must be created in host network mode';
const SHARED = 'container sharing network namespace with another container or host cannot be connected to any other network';

/** moby daemon/container_operations.go updateNetworkSettings: which networks go together. */
function conflictOf(container: Container, name: string): Refusal | undefined {
  const mode = container.hostConfig.NetworkMode;
  if (mode.startsWith('container:')) return refuse(403, SHARED);
  if (name === 'host' && mode !== 'host') return refuse(403, `cannot connect container to host network - ${CREATED_AS_HOST}`);
  for (const other of container.endpoints.keys()) {
    if (other === name) return undefined;
    if (other === 'host' || name === 'host') return refuse(403, SHARED);
    if (other === 'none' || name === 'none') return refuse(403, PRIVATE_NETWORK);
  }
  return undefined;
}

export function* connectNetwork(
  core: EngineCore,
  ref: string,
  containerRef: string,
  settings: Partial<EndpointSettings>,
): Program<undefined | Refusal> {
  const container = core.find(containerRef);
  if (isRefusal(container)) return container;
  const known = core.networks.find(ref);
  // A container at rest notes whatever it is told; a running one needs the network now.
  if (isRefusal(known) && !core.cluster && container.running) return known;
  const name = isRefusal(known) ? ref : known.name;
  const conflict = conflictOf(container, name);
  if (conflict) return conflict;
  if (container.running && container.endpoints.has(name))
    return refuse(403, `endpoint with name ${container.name} already exists in network ${name}`);
  const invalid = container.running ? checkEndpoint(core.networks, name, settings) : undefined;
  if (invalid) return refuse(400, invalid);
  const endpoint = plannedEndpoint(name, settings);
  container.endpoints.set(name, endpoint);
  yield* core.work(20, 60);
  if (!container.running) return undefined;
  const failed = yield* connectRunning(core, container, endpoint);
  if (failed) container.endpoints.delete(name);
  return failed;
}

export function* disconnectNetwork(core: EngineCore, ref: string, containerRef: string, force: boolean): Program<undefined | Refusal> {
  const container = core.find(containerRef);
  const network = core.networks.find(ref);
  if (isRefusal(container)) {
    // By force an endpoint is taken away by its name alone, and there it has none that the daemon does not know.
    if (!force) return container;
    return isRefusal(network) ? network : refuse(404, `endpoint ${containerRef} not found`);
  }
  const name = isRefusal(network) ? ref : network.name;
  if (isRefusal(network) && container.running && !force) return network;
  const endpoint = container.endpoints.get(name);
  if (!container.running && !endpoint) return refuse(500, `container ${container.id} is not connected to the network ${name}`);
  if (name === 'host' && container.hostConfig.NetworkMode === 'host')
    return refuse(403, 'cannot disconnect container from host network - container was created in host network mode');
  if (!endpoint) return refuse(403, `container ${container.id} is not connected to network ${name}`);
  yield* core.work(20, 60);
  container.run?.sandbox?.disconnect(endpoint.networkId);
  leaveNetwork(core, container, endpoint);
  container.endpoints.delete(name);
  return undefined;
}

export function* pruneNetworks(core: EngineCore, filters: Filters | undefined): Program<{ NetworksDeleted: string[] } | Refusal> {
  const refused = checkFilters(filters, ['label', 'label!', 'until']);
  if (refused) return refused;
  const before = pruneMoment(filters, core.sim.nowMs);
  if (isRefusal(before)) return before;
  const deleted: string[] = [];
  for (const network of core.networks.prunable(filters, before)) {
    const failed = yield* removeNetwork(core, network.id);
    if (!failed) deleted.push(network.name);
  }
  core.events.emit('network', 'prune', '', { reclaimed: '0' });
  return { NetworksDeleted: deleted };
}

/** With the containers on it, the node's own endpoints on swarm networks, and the peers that the wire knows. */
export function inspectNetwork(core: EngineCore, ref: string, verbose: boolean): NetworkData | Refusal {
  const network = core.networks.find(ref);
  if (isRefusal(network)) return network;
  const data = core.networks.json(network, true);
  if (network.scope === 'swarm' && network.nodeAddress !== undefined) {
    const address = network.nodeAddress;
    const parts = (address.split('/')[0] ?? '').split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
    const key = network.ingress ? 'ingress-sbox' : `lb-${network.name}`;
    data.Containers[key] = {
      Name: `${network.name}-endpoint`,
      EndpointID: core.endpointIdOf(network.id),
      MacAddress: `02:42:${parts.join(':')}`,
      IPv4Address: address,
      IPv6Address: '',
    };
  }
  const peers = network.scope === 'swarm' ? core.provider.peers?.(core.machine.id, network.id) : undefined;
  if (peers) data.Peers = peers;
  const services = verbose && network.scope === 'swarm' ? core.provider.services?.(core.machine.id, network.id) : undefined;
  if (services && Object.keys(services).length > 0) data.Services = services;
  return data;
}
