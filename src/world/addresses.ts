/**
 * Which address a node listens on and advertises (moby daemon/cluster/listen_addr.go): a flag's value may be an
 * address or an interface, with or without a port; without one the only address of the machine is taken.
 */
import type { Refusal } from '../model';
import { refuse } from '../model';
import type { NetInterface } from '../os';

const CONTROL_PORT = 2377;

export interface SwarmAddresses {
  /** `0.0.0.0:2377`. */
  listen: string;
  /** `192.168.0.11:2377`. */
  advertise: string;
  dataPath: string;
}

export interface AddressFlags {
  ListenAddr?: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
}

/** Docker's own bridges never count as addresses of the machine. */
const OWN_BRIDGES = /^(docker0|docker_gwbridge|br-[0-9a-f]{12}|veth.*|vEthernet \(.*\))$/;

export function resolveAddresses(flags: AddressFlags, interfaces: readonly NetInterface[]): SwarmAddresses | Refusal {
  const listen = parts(flags.ListenAddr || '0.0.0.0:2377');
  const listenHost = listen && (isAddress(listen.host) ? listen.host : addressOf(listen.host, interfaces));
  if (!listen || listenHost === undefined) return refuse(400, 'listen address must be an IP address or network interface (with optional port number)');
  if (typeof listenHost !== 'string') return listenHost;
  const advertise = advertised(flags.AdvertiseAddr ?? '', listenHost, listen.port, interfaces);
  if (typeof advertise !== 'string') return advertise;
  let dataPath = advertise.slice(0, advertise.lastIndexOf(':'));
  if (flags.DataPathAddr) {
    const found = isAddress(flags.DataPathAddr) && flags.DataPathAddr !== '0.0.0.0' ? flags.DataPathAddr : addressOf(flags.DataPathAddr, interfaces);
    if (found === undefined) return refuse(400, 'data path address must be a non-zero IP address or network interface (without a port number)');
    if (typeof found !== 'string') return found;
    dataPath = found;
  }
  return { listen: `${listenHost}:${listen.port}`, advertise, dataPath };
}

function advertised(flag: string, listenHost: string, listenPort: string, interfaces: readonly NetInterface[]): string | Refusal {
  const bad = refuse(400, 'advertise address must be a non-zero IP address or network interface (with optional port number)');
  if (flag !== '') {
    const named = parts(flag, listenPort);
    if (!named) return bad;
    const host = isAddress(named.host) ? named.host : addressOf(named.host, interfaces);
    if (host === undefined || host === '0.0.0.0') return bad;
    return typeof host === 'string' ? `${host}:${named.port}` : host;
  }
  if (listenHost !== '0.0.0.0') return `${listenHost}:${listenPort}`;
  const found = interfaces
    .filter((one) => one.name !== 'lo' && !OWN_BRIDGES.test(one.name))
    .flatMap((one) => one.addresses.map((address) => ({ name: one.name, address: address.split('/')[0] as string })));
  const [first, second] = found;
  if (!first) return refuse(500, "could not find the system's IP address");
  if (!second) return `${first.address}:${listenPort}`;
  return refuse(
    400,
    first.name === second.name
      ? `could not choose an IP address to advertise since this system has multiple addresses on interface ${first.name} (${first.address} and ${second.address})`
      : `could not choose an IP address to advertise since this system has multiple addresses on different interfaces (${first.address} on ${first.name} and ${second.address} on ${second.name})`,
  );
}

/** An interface's only IPv4 address; undefined when there is no such interface. */
function addressOf(name: string, interfaces: readonly NetInterface[]): string | Refusal | undefined {
  const one = interfaces.find((candidate) => candidate.name === name);
  if (!one) return undefined;
  const [first, second] = one.addresses.map((address) => address.split('/')[0] as string);
  if (first === undefined) return refuse(400, `interface ${name} has no usable IPv4 or IPv6 address`);
  if (second !== undefined) return refuse(400, `interface ${name} has more than one IPv4 address (${first} and ${second})`);
  return first;
}

/** `host[:port]` as the daemon takes it from a flag: the port is any text, and first looked at when something listens there. */
function parts(text: string, defaultPort = String(CONTROL_PORT)): { host: string; port: string } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return text === '' ? undefined : { host: text, port: defaultPort };
  return { host: text.slice(0, colon) || '0.0.0.0', port: text.slice(colon + 1) };
}

/** Why nothing can listen at `host:port`, in Go's words; undefined when it can. */
export function listenFailure(listen: string, interfaces: readonly NetInterface[]): string | undefined {
  const { host, port } = parts(listen) as { host: string; port: string };
  if (!/^\d*$/.test(port)) return `listen tcp: lookup tcp/${port}: unknown port`;
  if (Number(port) > 65_535) return `listen tcp: address ${port}: invalid port`;
  const own = host === '0.0.0.0' || host.startsWith('127.') || interfaces.some((one) => one.addresses.some((address) => address.split('/')[0] === host));
  return own ? undefined : `listen tcp ${listen}: bind: cannot assign requested address`;
}

/** Splits `host[:port]`; undefined when the port is no number. */
export function splitHostPort(text: string, defaultPort = CONTROL_PORT): { host: string; port: number } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return text === '' ? undefined : { host: text, port: defaultPort };
  const port = text.slice(colon + 1);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return undefined;
  return { host: text.slice(0, colon) || '0.0.0.0', port: Number(port) };
}

function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256 && String(Number(part)) === part);
}
