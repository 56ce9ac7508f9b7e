/** A service's ports: texts and numbers expand to one entry per published port, long entries stay as they are. */
import { isIp, parsePortRange, parseShortPort, type PortMapping } from '../../_parse/ports';
import { isProblem } from '../../_parse/problem';
import { goTypeName, type YamlValue } from '../_yaml';
import { type Decoding, list, type Shape, struct, text, uint, type ValueOf } from './shape';

const PORT = struct({ mode: text, target: uint(32), published: uint(32), protocol: text });

export type Port = ValueOf<typeof PORT>;

export const ports: Shape<Port[] | undefined> = {
  ...list(PORT),
  decode(value, path, decoding) {
    if (!Array.isArray(value)) {
      decoding.hook(path, `invalid type ${goTypeName(value)} for port`);
      return undefined;
    }
    const all: Port[] = [];
    const long: [Port[], number, YamlValue][] = [];
    for (const entry of value) {
      if (typeof entry === 'string' || typeof entry === 'number') {
        const expanded = expand(String(entry), decoding);
        if (typeof expanded === 'string') {
          decoding.hook(path, expanded);
          return undefined;
        }
        all.push(...expanded);
      } else if (entry instanceof Map) {
        long.push([all, all.length, entry]);
        all.push(PORT.zero());
      } else {
        decoding.hook(path, `invalid type ${goTypeName(entry)} for port`);
        return undefined;
      }
    }
    for (const [into, at, entry] of long) into[at] = PORT.decode(entry, path.item(at), decoding);
    return all;
  },
  /** By published port alone: several that leave it open become one. */
  merge(base, other) {
    if (!base) return other;
    const byPort = new Map([...base, ...(other ?? [])].map((port) => [port.published, port]));
    return [...byPort.values()].sort((a, b) => a.published - b.published);
  },
};

/** The ports of a short form, by container port as text (so 10 before 9), or what is wrong with it. */
function expand(short: string, decoding: Decoding): Port[] | string {
  const mappings = parseShortPort(short);
  if (isProblem(mappings)) return mappings.problem;
  const name = (mapping: PortMapping) => `${mapping.containerPort}/${mapping.protocol}`;
  return [...mappings]
    .sort((a, b) => (name(a) < name(b) ? -1 : 1))
    .flatMap((mapping) => {
      if (isIp(mapping.hostIp) && !/^(0\.0\.0\.0|[0:]+)$/.test(mapping.hostIp)) {
        const host = mapping.hostIp.includes(':') ? `[${mapping.hostIp}]` : mapping.hostIp;
        decoding.warn(`ignoring IP-address (${host}:${mapping.hostPort}:${name(mapping)}) service will listen on '0.0.0.0'`);
      }
      const range = parsePortRange(mapping.hostPort) ?? { from: 0, to: 0 };
      return Array.from({ length: range.to - range.from + 1 }, (_, i) => ({
        mode: 'ingress',
        target: mapping.containerPort,
        published: range.from + i,
        protocol: mapping.protocol,
      }));
    });
}
