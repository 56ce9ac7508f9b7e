/** Who is plugged in where: hosts with their Docker networks and published ports, containers with their endpoints. */
import type { LocalNetwork, PublishedPort, SandboxEndpoint } from '../host';
import { bareAddress, type Subnet } from './address';
import type { Box } from './box';
import type { LinkEnd } from './links';
import type { Stack } from './stack';

export interface HostState {
  end: LinkEnd;
  stack: Stack;
  networks: Map<string, { network: LocalNetwork; subnet: Subnet }>;
  /** `tcp:8080` to the container published there. */
  published: Map<string, PublishedPort>;
}

export class Topology {
  readonly hosts = new Map<string, HostState>();
  readonly boxes = new Map<string, Box>();
  /** `networkId address` to the container there: overlays over all hosts, bridges per host. */
  private readonly byAddress = new Map<string, Box>();
  /** Who is on a network, for names. */
  private readonly byNetwork = new Map<string, Set<Box>>();

  /** The container whose own stack this is; undefined for hosts, and for containers that share a host's. */
  boxOf(stack: Stack): Box | undefined {
    const box = stack.containerId === '' ? undefined : this.boxes.get(stack.containerId);
    return box?.stack === stack ? box : undefined;
  }

  on(networkId: string): Iterable<Box> {
    return this.byNetwork.get(networkId) ?? [];
  }

  /** The container with this address on an endpoint's network, as seen from a host. */
  neighbour(endpoint: SandboxEndpoint, host: string, address: string): Box | undefined {
    return this.byAddress.get(addressKey(endpoint, host, address));
  }

  /** A container on a bridge of this very host: hosts reach those directly, overlays they do not. */
  onBridgeOf(host: string, number: number, address: string): Box | undefined {
    for (const { network, subnet } of this.hosts.get(host)?.networks.values() ?? []) {
      if (network.driver === 'overlay' || !subnet.has(number)) continue;
      const box = this.byAddress.get(`${host} ${network.id} ${address}`);
      if (box) return box;
    }
    return undefined;
  }

  join(box: Box, endpoint: SandboxEndpoint): void {
    this.part(box, endpoint.networkId);
    box.endpoints = [...box.endpoints, endpoint];
    const members = this.byNetwork.get(endpoint.networkId);
    if (members) members.add(box);
    else this.byNetwork.set(endpoint.networkId, new Set([box]));
    this.byAddress.set(addressKey(endpoint, box.spec.host, bareAddress(endpoint.address)), box);
  }

  part(box: Box, networkId: string): void {
    const endpoint = box.endpoints.find((one) => one.networkId === networkId);
    if (!endpoint) return;
    box.endpoints = box.endpoints.filter((one) => one !== endpoint);
    const members = this.byNetwork.get(networkId);
    members?.delete(box);
    if (members?.size === 0) this.byNetwork.delete(networkId);
    const key = addressKey(endpoint, box.spec.host, bareAddress(endpoint.address));
    if (this.byAddress.get(key) === box) this.byAddress.delete(key);
  }

  destroy(box: Box): void {
    for (const endpoint of [...box.endpoints]) this.part(box, endpoint.networkId);
    if (box.spec.mode === 'networks' || box.spec.mode === 'none') box.stack.end();
    if (this.boxes.get(box.spec.id) === box) this.boxes.delete(box.spec.id);
  }
}

/** Whether packets of a container leave its own networks: not from `--internal` ones alone. */
export function hasWayOut(box: Box): boolean {
  return box.spec.mode === 'host' || box.endpoints.some((endpoint) => !endpoint.internal);
}

function addressKey(endpoint: SandboxEndpoint, host: string, address: string): string {
  return endpoint.driver === 'overlay' ? `${endpoint.networkId} ${address}` : `${host} ${endpoint.networkId} ${address}`;
}
