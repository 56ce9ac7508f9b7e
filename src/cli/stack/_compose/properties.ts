/** Service keys that stacks do not support, and what the client says of each (docker/cli compose/types/types.go). */
import { isMap, type YamlMap } from '../_yaml';
import type { Path } from './problem';

const UNSUPPORTED = [
  'build', 'cgroupns_mode', 'cgroup_parent', 'devices', 'domainname', 'external_links', 'ipc', 'links', 'mac_address',
  'network_mode', 'pid', 'privileged', 'restart', 'security_opt', 'shm_size', 'userns_mode',
];

const DEPRECATED = new Map([
  ['container_name', 'Setting the container name is not supported.'],
  ['expose', "Exposing ports is unnecessary - services on the same network can access each other's containers on any port."],
]);

const LIMITS = 'Set resource limits using deploy.resources';
const FORBIDDEN = new Map([
  ['extends', 'Support for `extends` is not implemented yet.'],
  [
    'volume_driver',
    'Instead of setting the volume driver on the service, define a volume using the top-level `volumes` option and specify the driver there.',
  ],
  [
    'volumes_from',
    'To share a volume between services, define it using the top-level `volumes` option and reference it from each service that shares it ' +
      'using the service-level `volumes` option.',
  ],
  ...['cpu_quota', 'cpu_shares', 'cpuset', 'mem_limit', 'memswap_limit'].map((key): [string, string] => [key, LIMITS]),
]);

function services(config: YamlMap): YamlMap[] {
  const section = config.get('services');
  return isMap(section) ? [...section.values()].filter(isMap) : [];
}

/** Every place where a service has one of these keys, in the order of the file. */
export function usesOf(config: YamlMap, keys: Iterable<string>): Path[] {
  const wanted = new Set(keys);
  const section = config.get('services');
  const all = isMap(section) ? [...section] : [];
  return all.flatMap(([name, service]) => (isMap(service) ? [...service.keys()].filter((key) => wanted.has(key)).map((key) => ['services', name, key]) : []));
}

const usedIn = (config: YamlMap, key: string) => services(config).some((service) => service.has(key));

/** Keys that make the file useless for a stack, each with its reason. */
export function forbiddenKeys(config: YamlMap): Map<string, string> {
  return new Map([...FORBIDDEN].filter(([key]) => usedIn(config, key)));
}

/** Keys that are ignored, sorted. `restart` is among them although it counts where there is no restart policy. */
export function unsupportedKeys(configs: readonly YamlMap[]): string[] {
  return UNSUPPORTED.filter((key) => configs.some((config) => usedIn(config, key))).sort();
}

export function deprecatedKeys(configs: readonly YamlMap[]): Map<string, string> {
  return new Map([...DEPRECATED].filter(([key]) => configs.some((config) => usedIn(config, key))));
}

/** `key: reason`, sorted, a blank line between two. */
export function formatKeys(keys: ReadonlyMap<string, string>): string {
  return [...keys].map(([key, reason]) => `${key}: ${reason}`).sort().join('\n\n');
}
