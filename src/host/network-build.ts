/**
 * From a request to a network of this machine (moby daemon/network.go createNetwork, libnetwork/controller.go NewNetwork,
 * drivers/bridge): who may have that name and shape, which subnets it gets, and what the driver says of its options.
 */
import { inventId } from './invent-id';
import { ipamProblem, ipFamilyOf, isRefusal, refuse, type IPAMConfig, type Refusal } from '../model';
import type { Random } from '../sim';
import { AddressPool, choosePool, formatAddress, formatSubnet, overlaps, parseAddress, parseSubnet, sizeOf, type Range } from './address-pool';
import { AddressPool6, formatAddress6, formatSubnet6, overlaps6, parseAddress6, parseSubnet6, sizeOf6, type Range6 } from './address6';
import { checkBridgeOptions } from './bridge-options';
import type { NetworkCreateRequest } from './image-data';
import type { EngineNetwork } from './local-networks';
import { defaultNetworkOf, isBridged, NETWORK_DRIVERS, predefinedNetworks, type Os } from './platform-networks';

const CONFIG_DEPENDS = 'user specified configurations are not supported if the network depends on a configuration network';

/** What a new network finds when it comes. */
export interface Surroundings {
  readonly os: Os;
  readonly networks: readonly EngineNetwork[];
  readonly hostSubnet: Range | undefined;
  /** Of this machine alone: `fd63:3a77:1173::/48` gives its bridges their IPv6 subnets. */
  readonly localPrefix6: bigint;
  readonly random: Random;
  readonly nowMs: number;
}

/** What can be said of a request before anything is made, wherever the network will live: the swarm's as well. */
export function checkNetworkRequest(request: NetworkCreateRequest, os: Os): Refusal | undefined {
  if (predefinedNetworks(os).includes(request.Name)) return refuse(403, `operation is not permitted on predefined ${request.Name} network`);
  const problem = ipamProblem(request.IPAM, request.EnableIPv6 === true);
  if (problem) return refuse(400, problem);
  if (request.Name.trim() === '') return refuse(400, 'invalid name: name is empty');
  if (request.ConfigOnly && (request.Ingress || request.Internal || request.Attachable || request.Scope)) {
    return refuse(
      403,
      'configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.',
    );
  }
  if (request.ConfigFrom?.Network) {
    if (request.ConfigOnly) return refuse(403, 'a configuration network cannot depend on another configuration network');
    const own = [request.Options, request.Labels, request.IPAM?.Options, request.IPAM?.Config].some((part) => Object.keys(part ?? {}).length > 0);
    if (own || request.EnableIPv6) return refuse(403, CONFIG_DEPENDS);
  }
  if (request.ConfigOnly) return undefined;
  const driver = request.Driver || defaultNetworkOf(os);
  if (!NETWORK_DRIVERS[os].includes(driver)) return refuse(404, `plugin "${driver}" not found`);
  if (driver === 'overlay' && request.Scope === 'local') return refuse(403, 'cannot downgrade network scope for overlay networks');
  if (driver !== 'overlay' && request.Ingress) return refuse(403, 'Ingress network can only be global scope network');
  return undefined;
}

/** A network ready to be kept; the refusal has taken nothing. */
export function buildNetwork(request: NetworkCreateRequest, around: Surroundings): EngineNetwork | Refusal {
  const refused = checkNetworkRequest(request, around.os);
  if (refused) return refused;
  if (around.networks.some((network) => network.name === request.Name)) return refuse(409, `network with name ${request.Name} already exists`);
  const plain = frame(request, around);
  if (request.ConfigOnly) return { ...plain, driver: 'null', ipamConfig: [...(request.IPAM?.Config ?? [])].map(tidied) };
  const depends = request.ConfigFrom?.Network;
  const template = around.networks.find((network) => network.name === depends && network.configOnly);
  if (depends && !template) return refuse(404, `configuration network "${depends}" does not exist`);
  if (plain.driver === 'host' || plain.driver === 'null') return refuse(403, `only one instance of "${plain.driver}" network is allowed`);
  if (![usualIpam(plain.driver), 'default', 'null'].includes(plain.ipamDriver)) return refuse(404, `plugin "${plain.ipamDriver}" not found`);
  const configs = template?.ipamConfig ?? request.IPAM?.Config ?? [];
  const network = { ...plain, ...(template ? { options: template.options, enableIPv6: template.enableIPv6, ipamOptions: template.ipamOptions } : {}) };
  if (!network.enableIPv4 && !network.enableIPv6) return refuse(400, 'IPv4 or IPv6 must be enabled');
  const four = network.enableIPv4 ? addresses4(network, configs, around) : undefined;
  if (isRefusal(four)) return four;
  const six = network.enableIPv6 ? addresses6(configs, around) : undefined;
  if (isRefusal(six)) return six;
  const wrong = network.driver === 'bridge' ? checkBridgeOptions(network, around.networks) : checkParent(network);
  if (wrong) return wrong;
  const given = configs.map(tidied);
  const chosen = [...(four?.chosen ?? []), ...(six?.chosen ?? [])];
  return { ...network, ...four?.part, ...six?.part, ipamConfig: [...given, ...chosen], userSubnets: given.map((config) => config.IPRange || config.Subnet || '') };
}

/** The Host Network Service gives addresses itself. */
const usualIpam = (driver: string): string => (driver !== 'bridge' && isBridged(driver) ? 'windows' : 'default');

function frame(request: NetworkCreateRequest, around: Surroundings): EngineNetwork {
  return {
    id: inventId(around.random),
    name: request.Name,
    driver: request.Driver || defaultNetworkOf(around.os),
    scope: 'local',
    createdMs: around.nowMs,
    internal: request.Internal ?? false,
    attachable: request.Attachable ?? false,
    ingress: false,
    enableIPv4: request.EnableIPv4 ?? true,
    enableIPv6: request.EnableIPv6 ?? false,
    configOnly: request.ConfigOnly ?? false,
    configFrom: request.ConfigFrom?.Network ?? '',
    labels: request.Labels ?? {},
    options: request.Options ?? {},
    ipamDriver: request.IPAM?.Driver || usualIpam(request.Driver || defaultNetworkOf(around.os)),
    ipamConfig: [],
    ipamOptions: request.IPAM?.Options ?? (request.IPAM?.Config ? {} : null),
    userSubnets: [],
    pool: undefined,
    pool6: undefined,
    subnet: '',
    gateway: '',
    gateway6: '',
    predefined: false,
    endpoints: new Map(),
  };
}

function tidied(config: IPAMConfig): IPAMConfig {
  const { Subnet, IPRange, Gateway, AuxiliaryAddresses } = config;
  return {
    ...(Subnet ? { Subnet } : {}),
    ...(IPRange ? { IPRange } : {}),
    ...(Gateway ? { Gateway } : {}),
    ...(AuxiliaryAddresses && Object.keys(AuxiliaryAddresses).length > 0 ? { AuxiliaryAddresses } : {}),
  };
}

/** What a pool adds to its network, and what of it nobody asked for by name. */
interface Allotted {
  part: Partial<EngineNetwork>;
  chosen: IPAMConfig[];
}

const taken = (what: string): Refusal => refuse(403, `failed to allocate ${what}: Address already in use`);
const OVERLAP = 'invalid pool request: Pool overlaps with other one on this address space';

function addresses4(network: EngineNetwork, configs: readonly IPAMConfig[], around: Surroundings): Allotted | Refusal {
  const own = configs.filter((config) => ipFamilyOf(config.Subnet ?? '') === 'IPv4');
  const config = own[0];
  const subnet = config ? parseSubnet(config.Subnet ?? '') : freeSubnet(around);
  if (!subnet) return refuse(404, 'all predefined address pools have been fully subnetted');
  for (const each of own) {
    const range = parseSubnet(each.Subnet ?? '');
    const clash = range && around.networks.find((other) => other.scope === 'local' && other.pool && overlaps(other.pool.subnet, range));
    if (!clash || !range) continue;
    // The address space tells apart pools of one subnet by their ranges; the bridge does not.
    const sameBlock = clash.subnet === formatSubnet(range) && each.IPRange !== rangeOf(clash);
    if (!sameBlock) return refuse(403, OVERLAP);
    const bridge = (id: string) => `br-${id.slice(0, 12)}`;
    return refuse(
      403,
      `cannot create network ${network.id} (${bridge(network.id)}): conflicts with network ${clash.id} (${bridge(clash.id)}): networks have overlapping IPv4`,
    );
  }
  if (own.length > 1 && network.driver === 'bridge') return refuse(400, `bridge driver doesn't support multiple subnets`);
  const range = config?.IPRange ? parseSubnet(config.IPRange) : undefined;
  const last = subnet.first + sizeOf(subnet) - 1;
  const asked = config?.Gateway ? parseAddress(config.Gateway) : undefined;
  if (asked !== undefined && subnet.bits < 31 && (asked === subnet.first || asked === last)) return taken(`gateway (${config?.Gateway})`);
  const first = range?.first ?? subnet.first;
  const gateway = asked ?? (first === subnet.first ? first + 1 : first);
  const pool = new AddressPool(subnet, gateway, range ?? subnet);
  for (const [name, text] of Object.entries(config?.AuxiliaryAddresses ?? {})) {
    const address = parseAddress(text);
    if (address === undefined || pool.take(address) === undefined) return taken(`secondary ip address (${name}:${text})`);
  }
  // An ipvlan in a routed mode needs no gateway, so none is shown.
  const routed = network.driver === 'ipvlan' && (network.options?.['ipvlan_mode'] ?? 'l2') !== 'l2';
  const part = { pool, subnet: formatSubnet(subnet), gateway: formatAddress(gateway) };
  return { part, chosen: config ? [] : [{ Subnet: formatSubnet(subnet), ...(routed ? {} : { Gateway: formatAddress(gateway) }) }] };
}

/** The first default pool that neither a network nor the machine's own wire uses. */
export function freeSubnet(around: Pick<Surroundings, 'networks' | 'hostSubnet'>): Range | undefined {
  const used = around.networks.flatMap((network) => parseSubnet(network.subnet) ?? []);
  return choosePool(around.hostSubnet ? [...used, around.hostSubnet] : used);
}

function rangeOf(network: EngineNetwork): string | undefined {
  return network.ipamConfig?.find((config) => config.Subnet === network.subnet)?.IPRange;
}

function addresses6(configs: readonly IPAMConfig[], around: Surroundings): Allotted | Refusal {
  const config = configs.find((each) => ipFamilyOf(each.Subnet ?? '') === 'IPv6');
  const used = around.networks.flatMap((network) => network.pool6?.subnet ?? []);
  const subnet = config ? parseSubnet6(config.Subnet ?? '') : freeSubnet6(around.localPrefix6, used);
  if (!subnet) return refuse(404, 'all predefined address pools have been fully subnetted');
  if (used.some((other) => overlaps6(other, subnet))) return refuse(403, OVERLAP);
  const gateway = (config?.Gateway ? parseAddress6(config.Gateway) : undefined) ?? subnet.first + 1n;
  const pool6 = new AddressPool6(subnet, gateway, config?.IPRange ? parseSubnet6(config.IPRange) : undefined);
  for (const [name, text] of Object.entries(config?.AuxiliaryAddresses ?? {})) {
    const address = parseAddress6(text);
    if (address !== undefined && pool6.take(address) === undefined) return taken(`secondary ip address (${name}:${text})`);
  }
  const part = { pool6, gateway6: formatAddress6(gateway) };
  return { part, chosen: config ? [] : [{ Subnet: formatSubnet6(subnet), Gateway: formatAddress6(gateway) }] };
}

/** The machine's own /48, cut into /64 pieces. */
function freeSubnet6(prefix: bigint, used: readonly Range6[]): Range6 | undefined {
  for (let i = 0n; i < 65_536n; i += 1n) {
    const range = { first: prefix + i * sizeOf6(64), bits: 64 };
    if (!used.some((other) => overlaps6(other, range))) return range;
  }
  return undefined;
}

/** macvlan and ipvlan stand on an interface of the machine. */
function checkParent(network: EngineNetwork): Refusal | undefined {
  const parent = network.options?.['parent'];
  if (parent === undefined || parent === '') return network.driver === 'macvlan' ? refuse(500, 'operation not supported') : undefined;
  const mode = network.options?.['ipvlan_mode'];
  if (network.driver === 'ipvlan' && mode !== undefined && !['l2', 'l3', 'l3s', ''].includes(mode))
    return refuse(400, `requested ipvlan mode '${mode}' is not valid, 'l2' mode is the ipvlan driver default`);
  if (!/^eth0(\.\d+)?$/.test(parent)) return refuse(500, `invalid subinterface vlan name ${parent}, example formatting is eth0.10`);
  return undefined;
}
