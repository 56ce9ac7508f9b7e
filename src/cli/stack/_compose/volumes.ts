/** A service's volumes: `source:target[:options]`, or the long form (docker/cli compose/loader/volume.go). */
import { problem, type Problem } from '../../_parse/problem';
import { isMap, type YamlValue } from '../_yaml';
import { flag, int, list, optional, type Shape, struct, text, type ValueOf } from './shape';

const VOLUME = struct({
  type: text,
  source: text,
  target: text,
  read_only: flag,
  consistency: text,
  bind: optional(struct({ propagation: text })),
  volume: optional(struct({ nocopy: flag, subpath: text })),
  image: optional(struct({ subpath: text })),
  tmpfs: optional(struct({ size: int })),
  cluster: optional(struct({})),
});

export type ServiceVolume = ValueOf<typeof VOLUME>;

const ONE: Shape<ServiceVolume> = {
  ...VOLUME,
  decode(value: YamlValue, path, decoding) {
    if (typeof value === 'string') return decoding.or<ServiceVolume>(parseVolume(value), path, VOLUME.zero());
    if (!isMap(value)) decoding.hook(path, `invalid type for service volume`);
    return VOLUME.decode(value, path, decoding);
  },
};

export const volumes: Shape<ServiceVolume[] | undefined> = {
  ...list(ONE),
  /** By target; the whole entry of a later file stands. */
  merge(base, other) {
    if (!base) return other;
    const byTarget = new Map([...base, ...(other ?? [])].map((volume) => [volume.target, volume]));
    return [...byTarget.values()].sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0));
  },
};

const PROPAGATIONS = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave']);

/** The short form, without knowledge of the platform: `C:\x:/y` has a drive. */
export function parseVolume(spec: string): ServiceVolume | Problem {
  const volume = VOLUME.zero();
  if (spec === '') return problem('invalid empty volume spec');
  if (spec.length <= 2) return { ...volume, target: spec, type: 'volume' };
  const parts = splitColons(spec);
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    if (part === '') return problem(`invalid spec: ${spec}: empty section between colons`);
    if (volume.source === '' && isLast) volume.target = part;
    else if (volume.source === '') volume.source = part;
    else if (volume.target === '') volume.target = part;
    else if (!isLast) return problem(`invalid spec: ${spec}: too many colons`);
    else applyOptions(volume, part);
  }
  volume.type = volume.source !== '' && isFilePath(volume.source) ? 'bind' : 'volume';
  return volume;
}

/** At colons, but not at one that follows a single letter. */
function splitColons(spec: string): string[] {
  const parts = [''];
  for (const c of spec) {
    const part = parts[parts.length - 1] as string;
    if (c === ':' && !/^\p{L}$/u.test(part)) parts.push('');
    else parts[parts.length - 1] = part + c;
  }
  return parts;
}

/** Unknown options are ignored. */
function applyOptions(volume: ServiceVolume, options: string): void {
  for (const option of options.split(',')) {
    if (option === 'ro') volume.read_only = true;
    else if (option === 'rw') volume.read_only = false;
    else if (option === 'nocopy') volume.volume = { nocopy: true, subpath: '' };
    else if (PROPAGATIONS.has(option)) volume.bind = { propagation: option };
  }
}

function isFilePath(source: string): boolean {
  if (/^[./~]/.test(source)) return true;
  return [...source].length > 1 && (source.startsWith('\\\\') || /^\p{L}:/u.test(source));
}
