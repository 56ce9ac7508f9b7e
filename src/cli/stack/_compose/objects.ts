/** Networks, volumes, secrets and configs of a compose file, and what `external` makes of them. */
import { isMap, type YamlMap, type YamlValue } from '../_yaml';
import { extrasOf, printExtras } from './extras';
import { misfit } from './problem';
import type { Source } from './source';
import { type Decoding, flag, list, optional, Place, type Shape, size, struct, text, type ValueOf } from './shape';
import { labels, options } from './texts';

const EXTERNAL_FIELDS = struct({ name: text, external: flag });
export type External = ValueOf<typeof EXTERNAL_FIELDS>;

/** `true`, or the deprecated `{name: …}`. */
const external: Shape<External> = {
  ...EXTERNAL_FIELDS,
  decode(value, path, decoding) {
    if (typeof value === 'boolean') return { name: '', external: value };
    return { name: EXTERNAL_FIELDS.decode(value, path, decoding).name, external: true };
  },
  print: (value) => (value.name === '' ? value.external : new Map([['name', value.name]])),
};

const NETWORK = struct({
  name: text,
  driver: text,
  driver_opts: options,
  ipam: struct({ driver: text, config: list(struct({ subnet: text })) }),
  external,
  internal: flag,
  attachable: flag,
  labels,
});

const TOPOLOGIES = list(struct({ segments: labels }));
const CLUSTER_SPEC = struct({
  group: text,
  access_mode: optional(
    struct({
      scope: text,
      sharing: text,
      mount_volume: optional(struct({ fs_type: text, mount_flags: list(text) })),
      block_volume: optional(struct({})),
    }),
  ),
  accessibility_requirements: optional(struct({ requisite: TOPOLOGIES, preferred: TOPOLOGIES })),
  capacity_range: optional(struct({ required_bytes: size, limit_bytes: size })),
  secrets: list(struct({ key: text, secret: text })),
  availability: text,
});

const VOLUME = struct({ name: text, driver: text, driver_opts: options, external, labels, 'x-cluster-spec': optional(CLUSTER_SPEC) });

const FILE_OBJECT = struct({ name: text, file: text, external, labels, driver: text, driver_opts: options, template_driver: text });

interface Extended {
  extras: YamlMap;
}

export type ComposeNetwork = ValueOf<typeof NETWORK> & Extended;
export type ComposeVolume = ValueOf<typeof VOLUME> & Extended;
export type ComposeFileObject = ValueOf<typeof FILE_OBJECT> & Extended;

/** Decodes a section's entries; null stands for one that says nothing. */
function decodeAll<T>(shape: Shape<T>, name: string, section: YamlMap, decoding: Decoding): Map<string, T & Extended> {
  const all = new Map<string, T & Extended>();
  for (const [key, value] of section) {
    const decoded = value === null ? shape.zero() : shape.decode(value, new Place(`[${key}]`, [name, key]), decoding);
    all.set(key, { ...decoded, extras: isMap(value) ? extrasOf(value) : new Map<string, YamlValue>() });
  }
  decoding.throwIfAny();
  return all;
}

const minorOf = (version: string) => Number(version.split('.')[1] ?? 0);
const NO_EXTRAS: YamlMap = new Map();

/** The name of an external object: its own, the deprecated one, or its key. */
function externalName(noun: string, key: string, object: { name: string; external: External }, warnsFrom: number, source: Source): string {
  if (!object.external.name) return object.name || key;
  if (object.name) throw misfit(`${noun} ${key}: ${noun}.external.name and ${noun}.name conflict; only use ${noun}.name`, [`${noun}s`, key, 'external', 'name']);
  if (minorOf(source.version) >= warnsFrom) source.warn(`${noun} ${key}: ${noun}.external.name is deprecated in favor of ${noun}.name`);
  return object.external.name;
}

const renamed = <T extends { external: External }>(object: T, name: string): T => ({ ...object, name, external: { name: '', external: true } });

export function loadNetworks(section: YamlMap, source: Source, decoding: Decoding): Map<string, ComposeNetwork> {
  const networks = decodeAll(NETWORK, 'networks', section, decoding);
  for (const [key, network] of networks) {
    // Extension keys survive on external networks only.
    const loaded = network.external.external ? renamed(network, externalName('network', key, network, 5, source)) : { ...network, extras: NO_EXTRAS };
    networks.set(key, loaded);
  }
  return networks;
}

export function loadVolumes(section: YamlMap, source: Source, decoding: Decoding): Map<string, ComposeVolume> {
  const volumes = decodeAll(VOLUME, 'volumes', section, decoding);
  for (const [key, volume] of volumes) {
    if (!volume.external.external) {
      volumes.set(key, { ...volume, extras: NO_EXTRAS });
      continue;
    }
    for (const other of ['driver', 'driver_opts', 'labels'] as const) {
      const value = volume[other];
      const isSet = typeof value === 'string' ? value !== '' : value?.size;
      if (isSet) throw misfit(`conflicting parameters "external" and "${other}" specified for volume "${key}"`, ['volumes', key, other]);
    }
    const extras = new Map([...volume.extras].filter(([name]) => name !== 'x-cluster-spec'));
    volumes.set(key, { ...renamed(volume, externalName('volume', key, volume, 4, source)), extras });
  }
  return volumes;
}

export function loadFileObjects(noun: 'secret' | 'config', section: YamlMap, source: Source, decoding: Decoding): Map<string, ComposeFileObject> {
  const objects = decodeAll(FILE_OBJECT, `${noun}s`, section, decoding);
  for (const [key, object] of objects) {
    if (object.external.external) {
      objects.set(key, renamed(object, externalName(noun, key, object, 5, source)));
      continue;
    }
    if (object.driver) {
      if (object.file) throw misfit(`${noun} ${key}: ${noun}.driver and ${noun}.file conflict; only use ${noun}.driver`, [`${noun}s`, key, 'file']);
      continue;
    }
    objects.set(key, { ...object, file: source.absolute(object.file) });
  }
  return objects;
}

const printed =
  <T>(shape: Shape<T>) =>
  (object: T & Extended): YamlMap =>
    new Map([...(shape.print(object) as YamlMap), ...printExtras(object.extras)]);

export const printNetwork = printed(NETWORK);
export const printVolume = printed(VOLUME);
export const printFileObject = printed(FILE_OBJECT);
