/** `--publish` in its short form (docker/go-connections nat) and, for services, its long one (opts/port.go). */
import type { PortConfig } from '../../model';
import { cut, looksLong, parseCsv } from './csv';
import { parseUint } from './numbers';
import { isProblem, problem, type Problem } from './problem';

export interface PortMapping {
  containerPort: number;
  protocol: string;
  hostIp: string;
  /** Empty for a port the engine chooses; `8000-8010` for one out of a range. */
  hostPort: string;
}

interface Range {
  from: number;
  to: number;
}

/** `80` or `80-90`; undefined where it is neither. */
export function parsePortRange(text: string): Range | undefined {
  // What follows a second dash is not looked at, by Go's parser either.
  const parts = text.split('-');
  const from = parseUint(parts[0] as string, { base: 10, bits: 16 });
  const to = parts.length === 1 ? from : parseUint(parts[1] as string, { base: 10, bits: 16 });
  if (isProblem(from) || isProblem(to) || to < from) return undefined;
  return { from, to };
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

export function isIp(text: string): boolean {
  return IPV4.test(text) || (/^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/.test(text) && text.split(':').length >= 3 && !/:::/.test(text));
}

/** `[ip:][host:]container[/proto]`, ranges included, one mapping per container port. */
export function parseShortPort(text: string): PortMapping[] | Problem {
  const parts = text.split(':');
  let target = parts.pop() as string;
  const hostPort = parts.pop() ?? '';
  let hostIp = parts.join(':');
  let protocol = 'tcp';
  const slash = target.split('/');
  if (slash.length > 1 && slash[0] !== '') {
    protocol = slash[1] || 'tcp';
    target = slash[0] as string;
  } else if (slash.length > 1) target = '';
  if (hostIp.startsWith('[')) hostIp = hostIp.replace(/^\[(.*)\]$/, '$1');
  if (hostIp && !isIp(hostIp)) return problem(`invalid IP address: ${hostIp}`);
  if (!target) return problem(`no port specified: ${text}<empty>`);
  const container = parsePortRange(target);
  if (!container) return problem(`invalid containerPort: ${target}`);
  const host = hostPort ? parsePortRange(hostPort) : { from: 0, to: 0 };
  if (!host) return problem(`invalid hostPort: ${hostPort}`);
  const single = container.from === container.to;
  if (hostPort && container.to - container.from !== host.to - host.from && !single) {
    return problem(`invalid ranges specified for container and host Ports: ${target} and ${hostPort}`);
  }
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) return problem(`invalid proto: ${protocol}`);
  return Array.from({ length: container.to - container.from + 1 }, (_, i) => ({
    containerPort: container.from + i,
    protocol: protocol.toLowerCase(),
    hostIp,
    hostPort: !hostPort ? '' : single && host.from !== host.to ? `${host.from}-${host.to}` : String(host.from + i),
  }));
}

/** A service's port: long (`target=80,published=8080,mode=host`) or short. */
export function parseServicePort(text: string): PortConfig[] | Problem {
  if (looksLong(text)) return parseLongPort(text);
  const mappings = parseShortPort(text);
  if (isProblem(mappings)) return mappings;
  if (mappings.some((mapping) => mapping.hostIp)) return problem('hostip is not supported');
  return mappings.flatMap((mapping) => {
    const host = parsePortRange(mapping.hostPort) ?? { from: 0, to: 0 };
    return Array.from({ length: host.to - host.from + 1 }, (_, i) => portConfig(mapping.protocol, mapping.containerPort, host.from + i, 'ingress'));
  });
}

function portConfig(protocol: string, target: number, published: number, mode: string): PortConfig {
  return {
    Protocol: protocol as PortConfig['Protocol'],
    TargetPort: target,
    ...(published ? { PublishedPort: published } : {}),
    PublishMode: mode as PortConfig['PublishMode'],
  };
}

function parseLongPort(text: string): PortConfig[] | Problem {
  const fields = parseCsv(text);
  if (isProblem(fields)) return fields;
  let protocol = 'tcp';
  let mode = 'ingress';
  let target = 0;
  let published = 0;
  for (const field of fields) {
    const [key, value] = cut(field.toLowerCase());
    if (value === undefined || key === '') return problem(`invalid field: ${field}`);
    if (key === 'protocol') {
      if (!['tcp', 'udp', 'sctp'].includes(value)) return problem(`invalid protocol value '${value}'`);
      protocol = value;
    } else if (key === 'mode') {
      if (value !== 'ingress' && value !== 'host') return problem(`invalid publish mode value (${value}): must be either 'ingress' or 'host'`);
      mode = value;
    } else if (key === 'target' || key === 'published') {
      const port = parseUint(value, { base: 10, bits: 16 });
      if (isProblem(port)) return problem(`invalid ${key} port (${value}): value must be an integer: ${port.problem.replace(/^.*: /, '')}`);
      if (key === 'target') target = port;
      else published = port;
    } else return problem(`invalid field key: ${key}`);
  }
  if (!target) return problem("missing mandatory field 'target'");
  return [portConfig(protocol, target, published, mode)];
}
