/**
 * The networks as one engine knows them: its own bridges with their addresses, and the swarm's networks while something
 * here uses them (moby daemon/network.go, libnetwork). What is reachable how is the wire's business.
 */
import { inventId } from './invent-id';
import { formatInstant, isRefusal, refuse, type IPAMConfig, type Labels, type Network, type Refusal } from '../model';
import { assert, type Random, type Sim } from '../sim';
import { AddressPool, formatAddress, formatSubnet, type Range } from './address-pool';
import type { AddressPool6 } from './address6';
import type { Filters } from './engine';
import { lacksLabels, matchesLabels } from './filters';
import type { NetworkCreateRequest, NetworkData } from './image-data';
import { buildNetwork, freeSubnet, type Surroundings } from './network-build';
import { defaultNetworkOf, predefinedNetworks, type Os } from './platform-networks';

export interface EngineNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: 'local' | 'swarm';
  readonly createdMs: number;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly enableIPv4: boolean;
  readonly enableIPv6: boolean;
  /** Only a template for others. */
  readonly configOnly: boolean;
  /** The template it was made from, by name. */
  readonly configFrom: string;
  readonly labels: Labels;
  readonly options: Labels | null;
  readonly ipamDriver: string;
  readonly ipamConfig: readonly IPAMConfig[] | null;
  readonly ipamOptions: Labels | null;
  /** Subnets that a person chose: containers may ask for an address of these. */
  readonly userSubnets: readonly string[];
  /** Of local bridges; the swarm allocates for its own. */
  readonly pool: AddressPool | undefined;
  readonly pool6: AddressPool6 | undefined;
  readonly subnet: string;
  readonly gateway: string;
  readonly gateway6: string;
  readonly vni?: number;
  /** This node's own endpoint on a swarm network. */
  nodeAddress?: string;
  /** bridge, host, none. */
  readonly predefined: boolean;
  /** Containers that hold an endpoint now. */
  readonly endpoints: Map<string, { name: string; endpointId: string; mac: string; address: string; address6?: string }>;
}

export class LocalNetworks {
  private readonly networks = new Map<string, EngineNetwork>();
  /** RFC 4193: fd, then forty bits of chance. */
  private readonly localPrefix6: bigint;

  constructor(
    private readonly sim: Sim,
    private readonly random: Random,
    private readonly hostSubnet: () => Range | undefined,
    private readonly os: Os,
  ) {
    this.localPrefix6 = BigInt(`0xfd${this.random.hex(10)}`) << 80n;
    if (os === 'windows') {
      this.builtIn('nat', 'nat', { 'com.docker.network.windowsshim.hnsid': inventGuid(random), 'com.docker.network.windowsshim.networkname': 'nat' });
      this.builtIn('none', 'null', {});
      return;
    }
    this.builtIn('bridge', 'bridge', {
      'com.docker.network.bridge.default_bridge': 'true',
      'com.docker.network.bridge.enable_icc': 'true',
      'com.docker.network.bridge.enable_ip_masquerade': 'true',
      'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
      'com.docker.network.bridge.name': 'docker0',
      'com.docker.network.driver.mtu': '1500',
    });
    this.builtIn('host', 'host', {});
    this.builtIn('none', 'null', {});
  }

  all(): EngineNetwork[] {
    return [...this.networks.values()];
  }

  get(id: string): EngineNetwork | undefined {
    return this.networks.get(id);
  }

  named(name: string): EngineNetwork | undefined {
    return this.all().find((network) => network.name === name);
  }

  /** By ID, name, or unique prefix of an ID. */
  find(ref: string): EngineNetwork | Refusal {
    const exact = this.networks.get(ref) ?? this.named(ref);
    if (exact) return exact;
    const matches = this.all().filter((network) => network.id.startsWith(ref));
    if (matches.length > 1) return refuse(400, `network ${ref} is ambiguous (${matches.length} matches found based on ID prefix)`);
    return ref !== '' && matches[0] ? matches[0] : refuse(404, `network ${ref} not found`);
  }

  create(request: NetworkCreateRequest): EngineNetwork | Refusal {
    const network = buildNetwork(request, this.surroundings());
    if (!isRefusal(network)) this.networks.set(network.id, network);
    return network;
  }

  /** How overlay containers reach the outside: `docker_gwbridge`, made when the node enters a swarm; on Windows `nat`, which is there. */
  ensureGateway(): EngineNetwork {
    return (
      this.gateway() ??
      this.builtIn('docker_gwbridge', 'bridge', {
        'com.docker.network.bridge.enable_icc': 'false',
        'com.docker.network.bridge.enable_ip_masquerade': 'true',
        'com.docker.network.bridge.name': 'docker_gwbridge',
      }, false)
    );
  }

  /** Whether a name is the engine's own. */
  isPredefined(name: string): boolean {
    return predefinedNetworks(this.os).includes(name);
  }

  gateway(): EngineNetwork | undefined {
    return this.named(this.os === 'windows' ? defaultNetworkOf(this.os) : 'docker_gwbridge');
  }

  /** A swarm network comes into use here, or its data is refreshed. */
  putSwarm(network: Network, nodeAddress?: string): EngineNetwork {
    const known = this.networks.get(network.ID);
    if (known) {
      if (nodeAddress !== undefined) known.nodeAddress = nodeAddress;
      return known;
    }
    const pools = network.ipam ?? [];
    const entry: EngineNetwork = {
      id: network.ID,
      name: network.Spec.Name,
      driver: network.Spec.Driver || 'overlay',
      scope: 'swarm',
      createdMs: this.sim.nowMs,
      internal: network.Spec.Internal,
      attachable: network.Spec.Attachable,
      ingress: network.Spec.Ingress,
      enableIPv4: true,
      enableIPv6: network.Spec.EnableIPv6,
      configOnly: false,
      configFrom: network.Spec.ConfigFrom ?? '',
      labels: network.Spec.Labels,
      options: { 'com.docker.network.driver.overlay.vxlanid_list': (network.vnis ?? []).join(','), ...network.Spec.Options },
      ipamDriver: 'default',
      ipamConfig: network.ipam ? pools : null,
      ipamOptions: null,
      userSubnets: [],
      pool: undefined,
      pool6: undefined,
      subnet: pools[0]?.Subnet ?? '',
      gateway: pools[0]?.Gateway ?? '',
      gateway6: '',
      ...(network.vnis?.[0] === undefined ? {} : { vni: network.vnis[0] }),
      ...(nodeAddress === undefined ? {} : { nodeAddress }),
      predefined: false,
      endpoints: new Map(),
    };
    this.networks.set(entry.id, entry);
    return entry;
  }

  /** Nobody here uses it any more, or it was removed. */
  drop(id: string): EngineNetwork | undefined {
    const network = this.networks.get(id);
    this.networks.delete(id);
    return network;
  }

  remove(network: EngineNetwork): undefined | Refusal {
    if (network.predefined) return refuse(403, `${network.name} is a pre-defined network and cannot be removed`);
    if (network.configOnly && this.all().some((other) => other.configFrom === network.name))
      return refuse(403, `error while removing network: configuration network "${network.name}" is in use`);
    if (network.endpoints.size > 0) {
      const sorted = [...network.endpoints.values()].sort((a, b) => (a.endpointId < b.endpointId ? -1 : 1));
      const users = sorted.map((endpoint) => `name:"${endpoint.name}" id:"${endpoint.endpointId.slice(0, 12)}"`).join(', ');
      return refuse(403, `error while removing network: network ${network.name} has active endpoints (${users})`);
    }
    this.networks.delete(network.id);
    return undefined;
  }

  /** By name, as lists show them. */
  list(): EngineNetwork[] {
    return this.all().sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  prunable(filters: Filters | undefined, before: number | undefined): EngineNetwork[] {
    return this.all().filter(
      (network) =>
        network.scope === 'local' &&
        !network.predefined &&
        network.endpoints.size === 0 &&
        (before === undefined || network.createdMs < before) &&
        matchesLabels(filters, network.labels) &&
        lacksLabels(filters, network.labels),
    );
  }

  json(network: EngineNetwork, containers: boolean): NetworkData {
    const data: NetworkData = {
      Name: network.name,
      Id: network.id,
      Created: formatInstant(network.createdMs),
      Scope: network.scope,
      Driver: network.driver,
      EnableIPv4: network.enableIPv4,
      EnableIPv6: network.enableIPv6,
      IPAM: { Driver: network.ipamDriver, Options: network.ipamOptions, Config: network.ipamConfig },
      Internal: network.internal,
      Attachable: network.attachable,
      Ingress: network.ingress,
      ConfigFrom: { Network: network.configFrom },
      ConfigOnly: network.configOnly,
      Containers: {},
      Options: network.options,
      Labels: network.labels,
    };
    if (!containers) return data;
    for (const [id, endpoint] of [...network.endpoints].sort(([a], [b]) => (a < b ? -1 : 1))) {
      data.Containers[id] = {
        Name: endpoint.name,
        EndpointID: endpoint.endpointId,
        MacAddress: endpoint.mac,
        IPv4Address: endpoint.address,
        IPv6Address: endpoint.address6 ?? '',
      };
    }
    return data;
  }

  private surroundings(): Surroundings {
    return { os: this.os, networks: this.all(), hostSubnet: this.hostSubnet(), localPrefix6: this.localPrefix6, random: this.random, nowMs: this.sim.nowMs };
  }

  private builtIn(name: string, driver: string, options: Labels, predefined = true): EngineNetwork {
    const bridged = driver === defaultNetworkOf(this.os);
    const range = bridged ? freeSubnet(this.surroundings()) : undefined;
    assert(!bridged || range !== undefined, 'the first bridges find a subnet');
    const subnet = range ? formatSubnet(range) : '';
    const gateway = range ? formatAddress(range.first + 1) : '';
    const network: EngineNetwork = {
      id: inventId(this.random),
      name,
      driver,
      scope: 'local',
      createdMs: this.sim.nowMs,
      internal: false,
      attachable: false,
      ingress: false,
      enableIPv4: true,
      enableIPv6: false,
      configOnly: false,
      configFrom: '',
      labels: {},
      options,
      ipamDriver: driver === 'nat' ? 'windows' : 'default',
      ipamConfig: range ? [{ Subnet: subnet, Gateway: gateway }] : null,
      ipamOptions: null,
      userSubnets: [],
      pool: range && new AddressPool(range, range.first + 1),
      pool6: undefined,
      subnet,
      gateway,
      gateway6: '',
      predefined,
      endpoints: new Map(),
    };
    this.networks.set(network.id, network);
    return network;
  }
}

/** As the Host Network Service names what it holds. */
function inventGuid(random: Random): string {
  const hex = random.hex(32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
