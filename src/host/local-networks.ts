/**
 * The networks as one engine knows them: its own bridges with their addresses, and the swarm's networks while something
 * here uses them (moby daemon/network.go, libnetwork). What is reachable how is the wire's business.
 */
import { formatInstant, ipamProblem, isRefusal, refuse, type Labels, type Network, type Refusal } from '../model';
import { assert, type Random, type Sim } from '../sim';
import { AddressPool, choosePool, formatAddress, formatSubnet, overlaps, parseAddress, parseSubnet, type Range } from './address-pool';
import type { Filters } from './engine';
import { booleanFilter, checkFilters, lacksLabels, matchesLabels, wordsOf } from './filters';
import type { NetworkCreateRequest, NetworkData } from './image-data';

export interface EngineNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: 'local' | 'swarm';
  readonly createdMs: number;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly labels: Labels;
  readonly options: Labels | null;
  readonly ipamConfig: { Subnet?: string; IPRange?: string; Gateway?: string }[] | null;
  readonly ipamOptions: Labels | null;
  /** Of local bridges; the swarm allocates for its own. */
  readonly pool: AddressPool | undefined;
  readonly subnet: string;
  readonly gateway: string;
  readonly vni?: number;
  /** This node's own endpoint on a swarm network. */
  nodeAddress?: string;
  /** bridge, host, none, docker_gwbridge. */
  readonly predefined: boolean;
  /** Containers that hold an endpoint now. */
  readonly endpoints: Map<string, { name: string; endpointId: string; mac: string; address: string }>;
}

const DRIVERS = ['bridge', 'host', 'null', 'overlay', 'macvlan', 'ipvlan'];

export class LocalNetworks {
  private readonly networks = new Map<string, EngineNetwork>();

  constructor(
    private readonly sim: Sim,
    private readonly random: Random,
    private readonly hostSubnet: () => Range | undefined,
  ) {
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
    const driver = request.Driver || 'bridge';
    if (this.named(request.Name)?.predefined && request.Name !== 'docker_gwbridge') {
      return refuse(403, `operation is not permitted on predefined ${request.Name} network`);
    }
    const problem = ipamProblem(request.IPAM, request.EnableIPv6 ?? false);
    if (problem) return refuse(400, problem);
    if (this.named(request.Name)) return refuse(409, `network with name ${request.Name} already exists`);
    if (request.Name === '' || !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(request.Name)) {
      if (request.Name.trim() === '') return refuse(400, 'network name is required');
    }
    if (!DRIVERS.includes(driver)) return refuse(404, `plugin "${driver}" not found`);
    if (driver === 'host' || driver === 'null') return refuse(403, `only one instance of "${driver}" network is allowed`);
    const config = request.IPAM?.Config?.[0];
    const range = this.chooseSubnet(config?.Subnet);
    if (isRefusal(range)) return range;
    const gateway = parseAddress(config?.Gateway ?? '') ?? range.first + 1;
    const part = config?.IPRange ? parseSubnet(config.IPRange) : undefined;
    const network: EngineNetwork = {
      id: this.random.hex(64),
      name: request.Name,
      driver,
      scope: 'local',
      createdMs: this.sim.nowMs,
      internal: request.Internal ?? false,
      attachable: request.Attachable ?? false,
      ingress: false,
      labels: request.Labels ?? {},
      options: request.Options ?? {},
      ipamConfig: [
        config?.Subnet
          ? { Subnet: config.Subnet, ...(config.IPRange ? { IPRange: config.IPRange } : {}), Gateway: formatAddress(gateway) }
          : { Subnet: formatSubnet(range), Gateway: formatAddress(gateway) },
      ],
      ipamOptions: request.IPAM?.Options ?? (config ? {} : null),
      pool: new AddressPool(range, gateway, part ?? range),
      subnet: formatSubnet(range),
      gateway: formatAddress(gateway),
      predefined: false,
      endpoints: new Map(),
    };
    this.networks.set(network.id, network);
    return network;
  }

  /** `docker_gwbridge`: how overlay containers reach the outside. Made when the node enters a swarm. */
  ensureGwbridge(): EngineNetwork {
    return (
      this.named('docker_gwbridge') ??
      this.builtIn('docker_gwbridge', 'bridge', {
        'com.docker.network.bridge.enable_icc': 'false',
        'com.docker.network.bridge.enable_ip_masquerade': 'true',
        'com.docker.network.bridge.name': 'docker_gwbridge',
      })
    );
  }

  /** A swarm network comes into use here, or its data is refreshed. */
  putSwarm(network: Network, nodeAddress?: string): EngineNetwork {
    const known = this.networks.get(network.ID);
    if (known) {
      if (nodeAddress !== undefined) known.nodeAddress = nodeAddress;
      return known;
    }
    const subnet = network.ipam?.Subnet ?? '';
    const entry: EngineNetwork = {
      id: network.ID,
      name: network.Spec.Name,
      driver: network.Spec.Driver || 'overlay',
      scope: 'swarm',
      createdMs: this.sim.nowMs,
      internal: network.Spec.Internal,
      attachable: network.Spec.Attachable,
      ingress: network.Spec.Ingress,
      labels: network.Spec.Labels,
      options: { 'com.docker.network.driver.overlay.vxlanid_list': String(network.vni ?? ''), ...network.Spec.Options },
      ipamConfig: network.ipam ? [{ Subnet: network.ipam.Subnet, Gateway: network.ipam.Gateway }] : null,
      ipamOptions: null,
      pool: undefined,
      subnet,
      gateway: network.ipam?.Gateway ?? '',
      ...(network.vni === undefined ? {} : { vni: network.vni }),
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
    if (network.predefined && network.name !== 'docker_gwbridge')
      return refuse(403, `${network.name} is a pre-defined network and cannot be removed`);
    if (network.endpoints.size > 0) {
      const users = [...network.endpoints.values()].map((endpoint) => `name:"${endpoint.name}" id:"${endpoint.endpointId.slice(0, 12)}"`).join(', ');
      return refuse(403, `error while removing network: network ${network.name} has active endpoints (${users})`);
    }
    this.networks.delete(network.id);
    return undefined;
  }

  list(filters?: Filters): EngineNetwork[] | Refusal {
    const refused = checkFilters(filters, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']);
    if (refused) return refused;
    const dangling = booleanFilter(filters, 'dangling');
    if (isRefusal(dangling)) return dangling;
    const types = wordsOf(filters, 'type');
    for (const type of types) if (type !== 'builtin' && type !== 'custom') return refuse(400, `invalid filter: 'type'='${type}'`);
    const among = (key: string, ...values: string[]) =>
      wordsOf(filters, key).length === 0 || wordsOf(filters, key).some((word) => values.includes(word));
    const part = (key: string, value: string) => wordsOf(filters, key).length === 0 || wordsOf(filters, key).some((word) => value.includes(word));
    return this.all()
      .filter((network) => dangling === undefined || (network.endpoints.size === 0 && !network.predefined) === dangling)
      .filter((network) => among('driver', network.driver) && among('scope', network.scope) && part('name', network.name) && part('id', network.id))
      .filter((network) => types.length === 0 || types.includes(isBuiltin(network) ? 'builtin' : 'custom'))
      .filter((network) => matchesLabels(filters, network.labels))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
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
      EnableIPv4: true,
      EnableIPv6: false,
      IPAM: { Driver: 'default', Options: network.ipamOptions, Config: network.ipamConfig },
      Internal: network.internal,
      Attachable: network.attachable,
      Ingress: network.ingress,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
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
        IPv6Address: '',
      };
    }
    return data;
  }

  private chooseSubnet(text: string | undefined): Range | Refusal {
    const used = this.all().flatMap((network) => parseSubnet(network.subnet) ?? []);
    if (text) {
      const range = parseSubnet(text);
      if (!range) return refuse(400, `invalid network config:\ninvalid subnet ${text}: invalid CIDR block notation`);
      const local = this.all()
        .filter((network) => network.scope === 'local')
        .flatMap((network) => parseSubnet(network.subnet) ?? []);
      if (local.some((each) => overlaps(each, range))) return refuse(403, 'invalid pool request: Pool overlaps with other one on this address space');
      return range;
    }
    const host = this.hostSubnet();
    return choosePool(host ? [...used, host] : used) ?? refuse(404, 'all predefined address pools have been fully subnetted');
  }

  private builtIn(name: string, driver: string, options: Labels): EngineNetwork {
    const range = driver === 'bridge' ? this.chooseSubnet(undefined) : undefined;
    assert(!isRefusal(range), 'the first bridges find a subnet');
    const network: EngineNetwork = {
      id: this.random.hex(64),
      name,
      driver,
      scope: 'local',
      createdMs: this.sim.nowMs,
      internal: false,
      attachable: false,
      ingress: false,
      labels: {},
      options,
      ipamConfig: range ? [{ Subnet: formatSubnet(range), Gateway: formatAddress(range.first + 1) }] : null,
      ipamOptions: null,
      pool: range && new AddressPool(range, range.first + 1),
      subnet: range ? formatSubnet(range) : '',
      gateway: range ? formatAddress(range.first + 1) : '',
      predefined: true,
      endpoints: new Map(),
    };
    this.networks.set(network.id, network);
    return network;
  }
}

function isBuiltin(network: EngineNetwork): boolean {
  return ['bridge', 'host', 'none', 'docker_gwbridge', 'ingress'].includes(network.name);
}
