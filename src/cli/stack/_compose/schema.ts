/** What a compose file may say, version by version: every key with the least minor version of format 3 that has it. */
import { maximumVersion, type Schema } from './schema-types';

const text: Schema = { types: ['string'] };
const int: Schema = { types: ['integer'] };
const number: Schema = { types: ['number'] };
const bool: Schema = { types: ['boolean'] };
const anything: Schema = {};
const duration: Schema = { types: ['string'], format: 'duration' };
const texts: Schema = { types: ['array'], items: text };
const uniqueTexts: Schema = { types: ['array'], items: text, unique: true };
const textOrTexts: Schema = { oneOf: [text, uniqueTexts] };
const command: Schema = { oneOf: [text, texts] };
const pairs: Schema = { oneOf: [{ types: ['object'], patterns: [[/.+/, { types: ['string', 'number', 'null'] }]], closed: true }, uniqueTexts] };
const options = (...types: string[]): Schema => ({ types: ['object'], patterns: [[/^.+$/, { types }]] });
const EXTENSION = /^x-/;
const NAME = /^[a-zA-Z0-9._-]+$/;

/** A key that came with that minor version. */
const since = (minor: number, schema: Schema): Schema & { since: number } => ({ ...schema, since: minor });

type Keys = Readonly<Record<string, Schema & { since?: number }>>;

/** The keys that a version knows. */
function known(keys: Keys, minor: number): Record<string, Schema> {
  return Object.fromEntries(Object.entries(keys).filter(([, schema]) => (schema.since ?? 0) <= minor));
}

const object = (keys: Keys, minor: number): Schema => ({ types: ['object'], keys: known(keys, minor), closed: true });
/** An object that ignores what it does not know. */
const loose = (keys: Keys, minor: number): Schema => ({ types: ['object'], keys: known(keys, minor) });
/** An object with `x-` keys, which came to these with 3.7. */
const extensible = (types: string[], keys: Keys, minor: number): Schema => ({
  types,
  keys: known(keys, minor),
  closed: true,
  patterns: minor >= 7 ? [[EXTENSION, anything]] : [],
});

const fileReference = (minor: number): Schema => ({
  types: ['array'],
  items: { oneOf: [text, loose({ source: text, target: text, uid: text, gid: text, mode: number }, minor)] },
});

function ports(minor: number): Schema {
  if (minor < 2) return { types: ['array'], items: { types: ['string', 'number'], format: 'ports' }, unique: true };
  const long = object({ mode: text, target: int, published: int, protocol: text }, minor);
  return { types: ['array'], items: { oneOf: [{ types: ['number'], format: 'ports' }, { types: ['string'], format: 'ports' }, long] }, unique: true };
}

function serviceVolumes(minor: number): Schema {
  if (minor < 2) return uniqueTexts;
  const long = object(
    {
      type: text,
      source: text,
      target: text,
      read_only: bool,
      consistency: text,
      bind: loose({ propagation: text }, minor),
      volume: loose({ nocopy: bool }, minor),
      tmpfs: since(6, loose({ size: { types: ['integer'], minimum: 0 } }, minor)),
    },
    minor,
  );
  return { types: ['array'], items: { oneOf: [text, { ...long, required: ['type'] }] } };
}

function build(minor: number): Schema {
  const long = object(
    {
      context: text,
      dockerfile: text,
      args: pairs,
      cache_from: since(2, uniqueTexts),
      labels: since(3, pairs),
      network: since(4, text),
      target: since(4, text),
      shm_size: since(5, { types: ['integer', 'string'] }),
      extra_hosts: since(9, pairs),
    },
    minor,
  );
  return { oneOf: [text, { ...long, closed: minor < 11 }] };
}

function healthcheck(minor: number): Schema {
  const time = minor >= 4 ? duration : text;
  const startTimes = { start_period: since(4, duration), start_interval: since(12, duration) };
  return object({ disable: bool, interval: time, retries: number, test: command, timeout: time, ...startTimes }, minor);
}

function updateConfig(minor: number): Schema {
  const order = since(4, { types: ['string'], allowed: ['start-first', 'stop-first'] });
  return object({ parallelism: int, delay: duration, failure_action: text, monitor: duration, max_failure_ratio: number, order }, minor);
}

function deployment(minor: number): Schema {
  const generic: Schema = { types: ['array'], items: object({ discrete_resource_spec: object({ kind: text, value: number }, minor) }, minor) };
  const resources = object(
    {
      limits: object({ cpus: text, memory: text, pids: since(9, int) }, minor),
      reservations: object({ cpus: text, memory: text, generic_resources: since(5, generic) }, minor),
    },
    minor,
  );
  const placement = object(
    {
      constraints: texts,
      preferences: since(3, { types: ['array'], items: object({ spread: text }, minor) }),
      max_replicas_per_node: since(8, int),
    },
    minor,
  );
  const deploy = object(
    {
      mode: text,
      endpoint_mode: since(2, text),
      replicas: int,
      labels: pairs,
      rollback_config: since(7, updateConfig(minor)),
      update_config: updateConfig(minor),
      resources,
      restart_policy: object({ condition: text, delay: duration, max_attempts: int, window: duration }, minor),
      placement,
    },
    minor,
  );
  return { ...deploy, types: ['object', 'null'] };
}

function serviceNetworks(minor: number): Schema {
  const driverOptions = since(13, options('string', 'number'));
  const attachment = object({ aliases: uniqueTexts, driver_opts: driverOptions, ipv4_address: text, ipv6_address: text }, minor);
  return { oneOf: [uniqueTexts, { types: ['object'], patterns: [[NAME, { oneOf: [attachment, { types: ['null'] }] }]], closed: true }] };
}

function ulimits(minor: number): Schema {
  const both: Schema = { ...object({ hard: int, soft: int }, minor), required: ['soft', 'hard'] };
  return { types: ['object'], patterns: [[/^[a-z]+$/, { oneOf: [int, both] }]] };
}

function service(minor: number): Schema {
  return extensible(
    ['object'],
    {
      deploy: deployment(minor),
      build: build(minor),
      cap_add: uniqueTexts,
      cap_drop: uniqueTexts,
      cgroupns_mode: since(9, text),
      cgroup_parent: text,
      command,
      configs: since(3, fileReference(minor)),
      container_name: text,
      credential_spec: since(3, object({ config: since(8, text), file: text, registry: text }, minor)),
      depends_on: uniqueTexts,
      devices: uniqueTexts,
      dns: textOrTexts,
      dns_search: textOrTexts,
      domainname: text,
      entrypoint: command,
      env_file: textOrTexts,
      environment: pairs,
      expose: { types: ['array'], items: { types: ['string', 'number'] }, unique: true },
      external_links: uniqueTexts,
      extra_hosts: pairs,
      healthcheck: healthcheck(minor),
      hostname: text,
      image: text,
      init: since(7, bool),
      ipc: text,
      isolation: since(5, text),
      labels: pairs,
      links: uniqueTexts,
      logging: object({ driver: text, options: options('string', 'number', 'null') }, minor),
      mac_address: text,
      network_mode: text,
      networks: serviceNetworks(minor),
      pid: { types: ['string', 'null'] },
      ports: ports(minor),
      privileged: bool,
      read_only: bool,
      restart: text,
      security_opt: uniqueTexts,
      shm_size: { types: ['number', 'string'] },
      secrets: since(1, fileReference(minor)),
      sysctls: pairs,
      stdin_open: bool,
      stop_grace_period: duration,
      stop_signal: text,
      tmpfs: textOrTexts,
      tty: bool,
      ulimits: ulimits(minor),
      oom_score_adj: since(13, int),
      user: text,
      userns_mode: text,
      volumes: serviceVolumes(minor),
      working_dir: text,
    },
    minor,
  );
}

const external = (closed: boolean): Schema => ({ types: ['boolean', 'object'], keys: { name: text }, closed });

function network(minor: number): Schema {
  const pool = object({ subnet: text }, minor);
  return extensible(
    ['object', 'null'],
    {
      name: since(5, text),
      driver: text,
      driver_opts: options('string', 'number'),
      ipam: object({ driver: text, config: { types: ['array'], items: pool } }, minor),
      external: external(true),
      internal: bool,
      attachable: since(2, bool),
      labels: pairs,
    },
    minor,
  );
}

function clusterSpec(minor: number): Schema {
  const topologies: Schema = { types: ['array'], items: loose({ segments: pairs }, minor) };
  const mount = loose({ fs_type: text, mount_flags: texts }, minor);
  return loose(
    {
      group: text,
      access_mode: loose({ scope: text, sharing: text, block_volume: { types: ['object'] }, mount_volume: mount }, minor),
      accessibility_requirements: loose({ requisite: topologies, preferred: topologies }, minor),
      capacity_range: loose({ required_bytes: text, limit_bytes: text }, minor),
      availability: text,
    },
    minor,
  );
}

function volume(minor: number): Schema {
  return extensible(
    ['object', 'null'],
    {
      name: since(4, text),
      driver: text,
      driver_opts: options('string', 'number'),
      external: external(true),
      labels: pairs,
      'x-cluster-spec': since(10, clusterSpec(minor)),
    },
    minor,
  );
}

function secret(minor: number): Schema {
  return extensible(
    ['object'],
    {
      name: since(5, text),
      file: text,
      external: external(false),
      labels: pairs,
      driver: since(8, text),
      driver_opts: since(8, options('string', 'number')),
      template_driver: since(8, text),
    },
    minor,
  );
}

function config(minor: number): Schema {
  const keys = { name: since(5, text), file: text, external: external(false), labels: pairs, template_driver: since(8, text) };
  return extensible(['object'], keys, minor);
}

const section = (item: Schema, closed = true): Schema => ({ types: ['object'], patterns: [[NAME, item]], closed });

function composeFile(minor: number): Schema {
  return {
    ...object(
      {
        version: text,
        services: section(service(minor)),
        // A network with an odd name is not refused here, nor looked at.
        networks: section(network(minor), false),
        volumes: section(volume(minor)),
        secrets: since(1, section(secret(minor))),
        configs: since(3, section(config(minor))),
      },
      minor,
    ),
    patterns: minor >= 4 ? [[EXTENSION, anything]] : [],
  };
}

const made = new Map<string, Schema>();

/** The schema of a version such as `3.8`; undefined for one that is not supported. */
export function schemaOf(version: string): Schema | undefined {
  const minor = /^3\.(\d|1\d)$/.exec(version)?.[1];
  if (minor === undefined || Number(minor) > maximumVersion) return undefined;
  let schema = made.get(version);
  if (!schema) made.set(version, (schema = composeFile(Number(minor))));
  return schema;
}
