/** A service of a compose file, field by field in the order in which `stack config` prints (docker/cli compose/types). */
import { isMap, type YamlMap, type YamlValue } from '../_yaml';
import { extrasOf, mergeExtras, printExtras } from './extras';
import { ports } from './ports';
import { always, count, type Decoding, duration, flag, int, list, mapOf, optional, Place, ratio, type Shape, size, struct, text, uint, type ValueOf } from './shape';
import { command, environment, healthTest, hosts, labels, options, wordOrWords, wordsOrNumbers } from './texts';
import { volumes } from './volumes';

const FILE_REFERENCE = struct({ source: text, target: text, uid: text, gid: text, mode: optional(uint(32)) });

export type FileReference = ValueOf<typeof FILE_REFERENCE>;

/** Secrets and configs of a service: a name or more; a later file's entry for the same source stands. */
const fileReferences: Shape<FileReference[] | undefined> = {
  ...list<FileReference>({
    ...FILE_REFERENCE,
    decode: (value, path, decoding) => FILE_REFERENCE.decode(typeof value === 'string' ? new Map([['source', value]]) : value, path, decoding),
  }),
  merge(base, other) {
    if (!base) return other;
    const bySource = new Map([...base, ...(other ?? [])].map((reference) => [reference.source, reference]));
    return [...bySource.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
  },
};

const UPDATE_CONFIG = struct({
  parallelism: count,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: ratio,
  order: text,
});

export type ComposeUpdateConfig = ValueOf<typeof UPDATE_CONFIG>;

const RESOURCES = struct({
  limits: optional(struct({ cpus: text, memory: size, pids: int })),
  reservations: optional(
    struct({ cpus: text, memory: size, generic_resources: list(struct({ discrete_resource_spec: optional(struct({ kind: always(text), value: always(int) })) })) }),
  ),
});

const RESTART_POLICY = struct({ condition: text, delay: optional(duration), max_attempts: count, window: optional(duration) });

const DEPLOY = struct({
  mode: text,
  replicas: count,
  labels,
  update_config: optional(UPDATE_CONFIG),
  rollback_config: optional(UPDATE_CONFIG),
  resources: RESOURCES,
  restart_policy: optional(RESTART_POLICY),
  placement: struct({ constraints: list(text), preferences: list(struct({ spread: text })), max_replicas_per_node: uint(64) }),
  endpoint_mode: text,
});

const HEALTH_CHECK = struct({
  test: healthTest,
  timeout: optional(duration),
  interval: optional(duration),
  retries: count,
  start_period: optional(duration),
  start_interval: optional(duration),
  disable: flag,
});

const LOGGING_FIELDS = struct({ driver: text, options });
type Logging = ValueOf<typeof LOGGING_FIELDS>;

/** Options of the same driver add up; another driver comes with its own. */
const LOGGING: Shape<Logging> = {
  ...LOGGING_FIELDS,
  merge(base, other) {
    if (base.driver && other.driver && base.driver !== other.driver) return other;
    // Where the first file has no options the client loses those of the second.
    return { driver: base.driver || other.driver, options: base.options && new Map([...base.options, ...(other.options ?? [])]) };
  },
};

const ULIMIT_FIELDS = struct({ single: int, soft: int, hard: int });
type Ulimit = ValueOf<typeof ULIMIT_FIELDS>;

const ULIMIT: Shape<Ulimit> = {
  ...ULIMIT_FIELDS,
  decode(value, path, decoding) {
    const limits = isMap(value) ? [value.get('soft'), value.get('hard')] : [value];
    for (const limit of limits) if (typeof limit !== 'number') decoding.hook(path, `invalid type ${typeName(limit)} for ulimits`);
    const [first = 0, second = 0] = limits as number[];
    return isMap(value) ? { single: 0, soft: first, hard: second } : { single: first, soft: 0, hard: 0 };
  },
  print: (value) => value.single || ULIMIT_FIELDS.print(value),
  merge: (_base, other) => other,
};

function typeName(value: YamlValue | undefined): string {
  return typeof value === 'object' && value !== null ? 'float64' : typeof value;
}

const ATTACHMENT_FIELDS = struct({ aliases: list(text), driver_opts: options, ipv4_address: text, ipv6_address: text });
export type ComposeAttachment = ValueOf<typeof ATTACHMENT_FIELDS>;

const ATTACHMENT: Shape<ComposeAttachment | undefined> = {
  ...optional(ATTACHMENT_FIELDS),
  merge(base, other) {
    if (!base || !other) return base ?? other;
    // Driver options of the later file are lost, in the client too.
    const addresses = { ipv4_address: other.ipv4_address || base.ipv4_address, ipv6_address: other.ipv6_address || base.ipv6_address };
    return { ...base, ...addresses, aliases: other.aliases };
  },
};

const ATTACHMENTS = mapOf(ATTACHMENT);

const networks: Shape<Map<string, ComposeAttachment | undefined> | undefined> = {
  ...ATTACHMENTS,
  decode(value, path, decoding) {
    return Array.isArray(value) ? new Map(value.map((name) => [String(name), undefined])) : ATTACHMENTS.decode(value, path, decoding);
  },
};

const BUILD_FIELDS = struct({
  context: text,
  dockerfile: text,
  args: environment,
  labels,
  cache_from: wordOrWords,
  extra_hosts: hosts,
  network: text,
  target: text,
});

const BUILD: Shape<ValueOf<typeof BUILD_FIELDS>> = {
  ...BUILD_FIELDS,
  decode: (value, path, decoding) => BUILD_FIELDS.decode(typeof value === 'string' ? new Map([['context', value]]) : value, path, decoding),
};

const FIELDS = struct({
  build: BUILD,
  cap_add: list(text),
  cap_drop: list(text),
  cgroupns_mode: text,
  cgroup_parent: text,
  command,
  configs: fileReferences,
  container_name: text,
  credential_spec: struct({ config: text, file: text, registry: text }),
  depends_on: list(text),
  deploy: DEPLOY,
  devices: list(text),
  dns: wordOrWords,
  dns_search: wordOrWords,
  domainname: text,
  entrypoint: command,
  environment,
  env_file: wordOrWords,
  expose: wordsOrNumbers,
  external_links: list(text),
  extra_hosts: hosts,
  hostname: text,
  healthcheck: optional(HEALTH_CHECK),
  image: text,
  init: optional(flag),
  ipc: text,
  isolation: text,
  labels,
  links: list(text),
  logging: optional(LOGGING),
  mac_address: text,
  network_mode: text,
  networks,
  pid: text,
  ports,
  privileged: flag,
  read_only: flag,
  restart: text,
  secrets: fileReferences,
  security_opt: list(text),
  shm_size: text,
  stdin_open: flag,
  stop_grace_period: optional(duration),
  stop_signal: text,
  sysctls: labels,
  tmpfs: wordOrWords,
  tty: flag,
  ulimits: mapOf(ULIMIT),
  user: text,
  // oom_score_adj is decoded under a name that no file has, so it never arrives.
  userns_mode: text,
  volumes,
  working_dir: text,
});

export type ComposeService = ValueOf<typeof FIELDS> & { name: string; extras: YamlMap };

export const SERVICE = {
  decode(name: string, value: YamlMap, decoding: Decoding): ComposeService {
    return { ...FIELDS.decode(value, new Place('', ['services', name]), decoding), name, extras: extrasOf(value) };
  },
  print(service: ComposeService): YamlMap {
    return new Map([...(FIELDS.print(service) as YamlMap), ...printExtras(service.extras)]);
  },
  merge(base: ComposeService, other: ComposeService): ComposeService {
    return { ...FIELDS.merge(base, other), name: base.name, extras: mergeExtras(base.extras, other.extras) };
  },
};

export type Deploy = ComposeService['deploy'];
export type ComposeHealthCheck = NonNullable<ComposeService['healthcheck']>;
