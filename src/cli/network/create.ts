/** `docker network create` (command/network/create.go): pairs subnets with their ranges, gateways and addresses. */
import { command, exactly } from '../_framework/command';
import { oneOf } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { keyValues, validateLabel } from '../_parse/texts';

export default command({
  use: 'create [OPTIONS] NETWORK',
  short: 'Make a network',
  args: exactly(1),
  flags: {
    attachable: flag.bool('', 'Containers started by hand may join this network'),
    'aux-address': flag.map('', 'Addresses that the driver already uses, as name=ip', { shows: 'map[]' }),
    'config-from': flag.string('', 'Network to copy the configuration of'),
    'config-only': flag.bool('', 'A network that only holds configuration'),
    gateway: flag.strings('', 'Gateway of the subnet'),
    ingress: flag.bool('', 'Make it the network of the routing mesh'),
    internal: flag.bool('', 'No way out of this network'),
    'ip-range': flag.strings('', 'Part of the subnet that containers get addresses from'),
    'ipam-driver': flag.string('', 'Driver that hands out addresses', { initial: 'default' }),
    'ipam-opt': flag.map('', 'Option for the address driver', { shows: 'map[]' }),
    ipv4: flag.bool('', 'Use IPv4', { initial: true }),
    ipv6: flag.bool('', 'Use IPv6'),
    label: flag.checkedList(validateLabel)('', 'Label of the network'),
    opt: flag.map('o', 'Option for the driver', { shows: 'map[]' }),
    scope: flag.string('', 'How far the network reaches'),
    subnet: flag.strings('', 'Subnet in CIDR form'),
    driver: flag.string('d', 'Driver of the network', { initial: 'bridge', completes: oneOf('bridge', 'overlay', 'macvlan', 'ipvlan') }),
  },
  *run(context, [name = ''], flags, given) {
    const made = yield* context.api.post<{ Id: string; Warning?: string }>('/networks/create', {
      json: {
        Driver: flags.driver,
        Scope: flags.scope,
        ...(given('ipv4') ? { EnableIPv4: flags.ipv4 } : {}),
        ...(given('ipv6') ? { EnableIPv6: flags.ipv6 } : {}),
        IPAM: { Driver: flags['ipam-driver'], Options: keyValues(flags['ipam-opt']), Config: addressing(flags) },
        Internal: flags.internal,
        Attachable: flags.attachable,
        Ingress: flags.ingress,
        ConfigOnly: flags['config-only'],
        ConfigFrom: flags['config-from'] ? { Network: flags['config-from'] } : null,
        Options: keyValues(flags.opt),
        Labels: keyValues(flags.label),
        Name: name,
      },
    });
    if (made.Warning) yield* context.err.line(`WARNING: ${made.Warning}`);
    yield* context.out.line(made.Id);
  },
});

interface AddressFlags {
  subnet: readonly string[];
  'ip-range': readonly string[];
  gateway: readonly string[];
  'aux-address': readonly string[];
}

interface AddressConfig {
  Subnet: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}

interface Net {
  base: number;
  bits: number;
}

function parseAddress(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** IPv4 in CIDR form; an IPv6 network is compared by its text alone. */
function parseNet(text: string): Net | undefined {
  const match = /^([\d.]+)\/(\d+)$/.exec(text);
  const address = match ? parseAddress(match[1] as string) : undefined;
  const bits = Number(match?.[2]);
  return address === undefined || bits > 32 ? undefined : { base: address, bits };
}

const contains = (net: Net, address: number) => Math.floor(address / 2 ** (32 - net.bits)) === Math.floor(net.base / 2 ** (32 - net.bits));

function holds(subnet: string, address: string): boolean {
  const net = parseNet(subnet);
  const at = parseAddress(address);
  if (!net || at === undefined) return subnet.includes(':') && address.includes(':');
  return contains(net, at);
}

/** One entry per subnet, in the order given. */
function addressing(flags: AddressFlags): AddressConfig[] {
  if (flags.subnet.length < flags['ip-range'].length || flags.subnet.length < flags.gateway.length) {
    throw new Failure('every ip-range or gateway must have a corresponding subnet');
  }
  const configs: AddressConfig[] = [];
  for (const subnet of flags.subnet) {
    const net = parseNet(subnet);
    for (const { Subnet } of configs) {
      for (const text of [Subnet, subnet]) if (!text.includes('/')) throw new Failure(`invalid subnet: invalid CIDR address: ${text}`);
      const other = parseNet(Subnet);
      if (net && other && (contains(net, other.base) || contains(other, net.base)))
        throw new Failure('multiple overlapping subnet configuration is not supported');
    }
    configs.push({ Subnet: subnet });
  }
  for (const range of flags['ip-range']) {
    if (!/^[0-9a-fA-F.:]+\/\d+$/.test(range)) throw new Failure(`invalid CIDR address: ${range}`);
    const config = configs.find(({ Subnet }) => holds(Subnet, range.split('/')[0] as string));
    if (!config) throw new Failure(`no matching subnet for range ${range}`);
    if (config.IPRange) throw new Failure(`cannot configure multiple ranges (${range}, ${config.IPRange}) on the same subnet (${config.Subnet})`);
    config.IPRange = range;
  }
  for (const gateway of flags.gateway) {
    const config = configs.find(({ Subnet }) => holds(Subnet, gateway));
    if (!config) throw new Failure(`no matching subnet for gateway ${gateway}`);
    if (config.Gateway)
      throw new Failure(`cannot configure multiple gateways (${gateway}, ${config.Gateway}) for the same subnet (${config.Subnet})`);
    config.Gateway = gateway;
  }
  for (const [name, address] of Object.entries(keyValues(flags['aux-address']))) {
    const config = configs.find(({ Subnet }) => holds(Subnet, address));
    if (!config) throw new Failure(`no matching subnet for aux-address ${address}`);
    (config.AuxiliaryAddresses ??= {})[name] = address;
  }
  return configs;
}
