/** What the daemon finds wrong with a network's subnets, ranges and gateways, all at once (moby api/types/network/ipam.go). */
import ipaddr from 'ipaddr.js';
import type { IPAMConfig } from './network';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Prefix = readonly [Address, number];

/** The refusal's text, or undefined when all is well. Subnets of IPv6 count only where that is on. */
export function ipamProblem(ipam: { readonly Config?: readonly IPAMConfig[] | null } | null | undefined, ipv6: boolean): string | undefined {
  const problems = (ipam?.Config ?? []).flatMap((config) => problemsOf(config, ipv6));
  return problems.length === 0 ? undefined : `invalid network config:\n${joinProblems(problems)}`;
}

/** Several mistakes are a list, one stands alone (moby internal/multierror). */
export function joinProblems(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] as string) : problems.map((one) => `* ${one}`).join('\n');
}

/** The family of a subnet; undefined for what is no CIDR block. */
export function ipFamilyOf(subnet: string): 'IPv4' | 'IPv6' | undefined {
  const prefix = parsePrefix(subnet);
  return prefix && familyOf(prefix);
}

/** Whether a subnet or range holds an address of its family. */
export function subnetHolds(subnet: string, address: string): boolean {
  const prefix = parsePrefix(subnet);
  const parsed = parseAddress(address);
  return prefix !== undefined && parsed !== undefined && contains(prefix, parsed);
}

function problemsOf({ Subnet: text = '', IPRange: range, Gateway: gateway, AuxiliaryAddresses: others }: IPAMConfig, ipv6: boolean): string[] {
  const subnet = parsePrefix(text);
  if (!subnet) return [`invalid subnet ${text}: invalid CIDR block notation`];
  if (!ipv6 && familyOf(subnet) === 'IPv6') return [];
  const problems: string[] = [];
  if (formatPrefix(subnet) !== formatPrefix(masked(subnet))) problems.push(`invalid subnet ${formatPrefix(subnet)}: it should be ${formatPrefix(masked(subnet))}`);
  if (range) problems.push(...rangeProblems(range, subnet));
  const wrong = gateway ? addressProblem(gateway, subnet) : undefined;
  if (wrong) problems.push(`invalid gateway ${gateway}: ${wrong}`);
  for (const [name, address] of Object.entries(others ?? {})) {
    const problem = addressProblem(address, subnet);
    if (problem) problems.push(`invalid auxiliary address ${name}: ${problem}`);
  }
  return problems;
}

function rangeProblems(text: string, subnet: Prefix): string[] {
  const range = parsePrefix(text);
  if (!range) return [`invalid ip-range ${text}: invalid CIDR block notation`];
  if (familyOf(range) !== familyOf(subnet)) return [`invalid ip-range ${text}: parent subnet is an ${familyOf(subnet)} block`];
  const problems: string[] = [];
  if (range[1] < subnet[1]) problems.push(`invalid ip-range ${text}: CIDR block is bigger than its parent subnet ${formatPrefix(subnet)}`);
  if (formatPrefix(range) !== formatPrefix(masked(range))) problems.push(`invalid ip-range ${formatPrefix(range)}: it should be ${formatPrefix(masked(range))}`);
  if (!contains(subnet, range[0]) && !contains(range, subnet[0]))
    problems.push(`invalid ip-range ${text}: parent subnet ${formatPrefix(subnet)} doesn't contain ip-range`);
  return problems;
}

function addressProblem(text: string, subnet: Prefix): string | undefined {
  const address = parseAddress(text);
  if (!address) return 'invalid address';
  if (familyOf([address, 0]) !== familyOf(subnet)) return `parent subnet is an ${familyOf(subnet)} block`;
  return contains(subnet, address) ? undefined : `parent subnet ${formatPrefix(subnet)} doesn't contain this address`;
}

const familyOf = ([address]: Prefix) => (address.kind() === 'ipv4' ? 'IPv4' : 'IPv6');
const formatPrefix = ([address, bits]: Prefix) => `${address.toString()}/${bits}`;

function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

function parsePrefix(text: string): Prefix | undefined {
  const [, host = '', bits = ''] = /^(.*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = parseAddress(host);
  return address && Number(bits) <= (address.kind() === 'ipv4' ? 32 : 128) ? [address, Number(bits)] : undefined;
}

function masked([address, bits]: Prefix): Prefix {
  const bytes = address.toByteArray().map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, bits - 8 * i))) & 0xff);
  return [ipaddr.fromByteArray(bytes), bits];
}

const contains = (prefix: Prefix, address: Address) =>
  prefix[0].kind() === address.kind() && formatPrefix(masked([address, prefix[1]])) === formatPrefix(masked(prefix));
