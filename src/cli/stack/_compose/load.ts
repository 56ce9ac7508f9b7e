/**
 * From compose files to one configuration: each file is checked, interpolated, validated and decoded by itself, then
 * they are merged, the later ones over the first (docker/cli compose/loader).
 */
import { isFileError } from '../../../os';
import { Failure } from '../../_framework/failure';
import { readVariables } from '../../_parse/environment';
import { cut } from '../../_parse/csv';
import { goText, isMap, type YamlMap, type YamlValue } from '../_yaml';
import { interpolate } from './interpolate';
import { type ComposeFileObject, type ComposeNetwork, type ComposeVolume, loadFileObjects, loadNetworks, loadVolumes } from './objects';
import { extrasOf } from './extras';
import { ForbiddenKeys, misfit } from './problem';
import { forbiddenKeys, usesOf } from './properties';
import { maximumVersion } from './schema-types';
import { type ComposeService, SERVICE } from './service';
import { Decoding } from './shape';
import type { Source } from './source';
import { validate } from './validate';
import { isWindowsAbsolute } from './windows-path';

export interface ComposeConfig {
  version: string;
  services: Map<string, ComposeService>;
  networks: Map<string, ComposeNetwork>;
  volumes: Map<string, ComposeVolume>;
  secrets: Map<string, ComposeFileObject>;
  configs: Map<string, ComposeFileObject>;
  extras: YamlMap;
}

export interface LoadOptions {
  skipInterpolation?: boolean;
  /** For who wants to know of all mistakes: what cannot be decoded is left out and loading goes on. */
  failed?(failure: Failure): void;
}

/** The version of a file; the newest where it names none or only `3`. */
export function versionOf(config: YamlMap): string {
  const written = config.get('version');
  const version = written === undefined ? '' : goText(written);
  return version === '' || version === '3' ? `3.${maximumVersion}` : version;
}

/** Throws a Failure with the first mistake. */
export function loadConfigs(configs: readonly YamlMap[], source: Source, options: LoadOptions = {}): ComposeConfig {
  const loaded = configs.map((config) => loadConfig(config, source, options));
  return loaded.slice(1).reduce(merge, loaded[0] as ComposeConfig);
}

function loadConfig(raw: YamlMap, source: Source, options: LoadOptions): ComposeConfig {
  const version = versionOf(raw);
  if (version !== source.version) throw new Failure(`version mismatched between two composefiles : ${source.version} and ${version}`);
  const forbidden = forbiddenKeys(raw);
  if (forbidden.size) throw new ForbiddenKeys(forbidden, usesOf(raw, forbidden.keys()));
  const config = options.skipInterpolation ? raw : interpolate(raw, source.lookup);
  validate(config, version);
  const section = (key: string): YamlMap => {
    const value = config.get(key);
    return isMap(value) ? value : new Map<string, YamlValue>();
  };
  const decoding = () => new Decoding(source.warn);
  const attempt = <T>(load: () => Map<string, T>): Map<string, T> => {
    try {
      return load();
    } catch (error) {
      if (!options.failed || !(error instanceof Failure)) throw error;
      options.failed(error);
      return new Map<string, T>();
    }
  };
  return {
    version,
    services: new Map(
      [...section('services')].flatMap(([name, value]) => [...attempt(() => new Map([[name, loadService(name, value as YamlMap, source)]]))]),
    ),
    networks: attempt(() => loadNetworks(section('networks'), source, decoding())),
    volumes: attempt(() => loadVolumes(section('volumes'), source, decoding())),
    secrets: attempt(() => loadFileObjects('secret', section('secrets'), source, decoding())),
    configs: attempt(() => loadFileObjects('config', section('configs'), source, decoding())),
    extras: extrasOf(config),
  };
}

function loadService(name: string, value: YamlMap, source: Source): ComposeService {
  const decoding = new Decoding(source.warn);
  const service = SERVICE.decode(name, value, decoding);
  decoding.throwIfAny();
  service.environment = resolveEnvironment(service, source);
  for (const [i, volume] of (service.volumes ?? []).entries()) {
    if (volume.type !== 'bind') continue;
    if (volume.source === '') throw misfit('invalid mount config for type "bind": field Source must not be empty', ['services', name, 'volumes', i]);
    const path = expandHome(volume.source, source);
    volume.source = path.startsWith('/') || isWindowsAbsolute(path) ? path : source.absolute(path);
  }
  return service;
}

/** Files first, then the service's own; whatever is empty or only named takes the client's variable of that name. */
function resolveEnvironment(service: ComposeService, source: Source): Map<string, string | null> {
  const environment = new Map<string, string | null>();
  const add = (name: string, value: string | null) => environment.set(name, value ? value : (source.lookup(name) ?? value));
  const lines = (service.env_file ?? []).flatMap((file) => {
    try {
      return variablesOf(source.absolute(file), source);
    } catch (error) {
      throw error instanceof Failure ? misfit(error.message, ['services', service.name, 'env_file']) : error;
    }
  });
  // A name said twice counts once, with its last value.
  for (const [name, value] of new Map(lines.map((line) => cut(line)))) add(name, value ?? null);
  for (const [name, value] of service.environment ?? []) add(name, value);
  return environment;
}

function variablesOf(path: string, source: Source): string[] {
  const stat = source.process.machine.files.stat(path);
  if (!isFileError(stat) && stat.kind === 'directory') throw new Failure(`invalid env file (${path}): read ${path}: is a directory`);
  return readVariables(source.process, path);
}

function expandHome(path: string, source: Source): string {
  if (!path.startsWith('~')) return path;
  const home = source.lookup('HOME');
  if (home !== undefined) return home + path.slice(1);
  source.warn("cannot expand '~', because the environment lacks HOME");
  return path;
}

/** Services are merged field by field, everything else is replaced by name. */
function merge(base: ComposeConfig, other: ComposeConfig): ComposeConfig {
  const services = new Map(base.services);
  for (const [name, service] of other.services) {
    const mine = services.get(name);
    services.set(name, mine ? SERVICE.merge(mine, service) : service);
  }
  const replaced = <T>(mine: Map<string, T>, theirs: Map<string, T>) => new Map([...mine, ...theirs]);
  return {
    ...base,
    services: new Map([...services].sort(([a], [b]) => (a < b ? -1 : 1))),
    networks: replaced(base.networks, other.networks),
    volumes: replaced(base.volumes, other.volumes),
    secrets: replaced(base.secrets, other.secrets),
    configs: replaced(base.configs, other.configs),
  };
}
