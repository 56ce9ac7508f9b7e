/**
 * The volumes of one machine (moby volume/local). Data stays until the volume is removed; an anonymous volume belongs
 * to the container that it was made for and goes with it.
 */
import { formatInstant, refuse, type Labels, type Refusal } from '../model';
import { FileTree } from '../os';
import type { Random, Sim } from '../sim';
import type { Filters } from './engine';
import { booleanFilter, checkFilters, lacksLabels, matchesLabels, matchesPattern, wordsOf } from './filters';
import { isRefusal } from '../model';
import type { VolumeData } from './image-data';
import { wordTable } from '../os/word-table';

export interface Volume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Labels | null;
  readonly options: Labels | null;
  readonly createdMs: number;
  readonly files: FileTree;
  /** Named by Docker, not by a person. */
  readonly anonymous: boolean;
  /** IDs of the containers that mount it. */
  readonly users: Set<string>;
}

const ANONYMOUS_LABEL = 'com.docker.volume.anonymous';
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** Options of the local driver, and what each cannot be without (moby volume/local/local_unix.go). */
const OPTION_NEEDS: Readonly<Record<string, readonly string[]>> = wordTable({ type: ['device'], device: ['type'], o: ['device', 'type'], size: [] });

function optionProblem(options: Labels): string | undefined {
  const odd = Object.keys(options).find((name) => !(name in OPTION_NEEDS));
  if (odd !== undefined) return `invalid option: ${JSON.stringify(odd)}`;
  if (options['size'] !== undefined) return 'quota size requested but no quota support';
  for (const name of Object.keys(options)) {
    const missing = OPTION_NEEDS[name]?.find((need) => !(need in options));
    if (missing !== undefined) return `missing required option: ${JSON.stringify(missing)}`;
  }
  return undefined;
}

export class VolumeStore {
  private readonly volumes = new Map<string, Volume>();

  constructor(
    private readonly sim: Sim,
    private readonly random: Random,
  ) {}

  get count(): number {
    return this.volumes.size;
  }

  get(name: string): Volume | undefined {
    return this.volumes.get(name);
  }

  /** Made if missing; with another driver than it has it is refused. */
  create(options: {
    Name?: string;
    Driver?: string;
    Labels?: Labels | null;
    DriverOpts?: Labels | null;
  }): { volume: Volume; created: boolean } | Refusal {
    const driver = options.Driver || 'local';
    const name = options.Name || this.random.hex(64);
    const existing = this.volumes.get(name);
    if (existing) {
      if (existing.driver !== driver)
        return refuse(409, `a volume with the name ${name} already exists with the ${existing.driver} driver. Choose a different volume name`);
      return { volume: existing, created: false };
    }
    const failed = (status: number, why: string) => refuse(status, `create ${name}: ${why}`);
    if (driver !== 'local') return failed(404, `error looking up volume plugin ${driver}: plugin "${driver}" not found`);
    if (options.Name && !NAME.test(name)) {
      const advice = 'If you intended to pass a host directory, use absolute path';
      if (name.length < 2) return failed(400, 'volume name is too short, names should be at least two alphanumeric characters');
      return failed(400, `"${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. ${advice}`);
    }
    const problem = optionProblem(options.DriverOpts ?? {});
    if (problem) return failed(400, problem);
    const anonymous = !options.Name;
    const labels = anonymous
      ? { ...options.Labels, [ANONYMOUS_LABEL]: '' }
      : options.Labels && Object.keys(options.Labels).length > 0
        ? options.Labels
        : null;
    const volume: Volume = {
      name,
      driver,
      labels,
      options: options.DriverOpts && Object.keys(options.DriverOpts).length > 0 ? options.DriverOpts : null,
      createdMs: this.sim.nowMs,
      files: new FileTree({ now: () => this.sim.nowMs }),
      anonymous,
      users: new Set(),
    };
    this.volumes.set(name, volume);
    return { volume, created: true };
  }

  list(filters?: Filters): Volume[] | Refusal {
    const refused = checkFilters(filters, ['dangling', 'driver', 'label', 'name']);
    if (refused) return refused;
    const dangling = booleanFilter(filters, 'dangling');
    if (isRefusal(dangling)) return dangling;
    const drivers = wordsOf(filters, 'driver');
    return [...this.volumes.values()]
      .filter((volume) => dangling === undefined || (volume.users.size === 0) === dangling)
      .filter((volume) => drivers.length === 0 || drivers.includes(volume.driver))
      .filter((volume) => matchesLabels(filters, volume.labels) && matchesPattern(wordsOf(filters, 'name'), [volume.name]))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  remove(name: string, force = false): Volume | undefined | Refusal {
    const volume = this.volumes.get(name);
    if (!volume) return force ? undefined : refuse(404, `get ${name}: no such volume`);
    if (volume.users.size > 0) return refuse(409, `remove ${name}: volume is in use - [${[...volume.users].join(', ')}]`);
    this.volumes.delete(name);
    return volume;
  }

  /** Anonymous ones unless `all`; answers what went. */
  prune(filters?: Filters): Volume[] | Refusal {
    const refused = checkFilters(filters, ['all', 'label', 'label!']);
    if (refused) return refused;
    const all = booleanFilter(filters, 'all');
    if (isRefusal(all)) return all;
    const gone = [...this.volumes.values()].filter(
      (volume) =>
        volume.users.size === 0 && (all || volume.anonymous) && volume.options === null && matchesLabels(filters, volume.labels) && lacksLabels(filters, volume.labels),
    );
    for (const volume of gone) this.volumes.delete(volume.name);
    return gone;
  }

  json(volume: Volume, usage = false): VolumeData {
    return {
      CreatedAt: formatInstant(Math.floor(volume.createdMs / 1000) * 1000),
      Driver: volume.driver,
      Labels: volume.labels,
      Mountpoint: mountpointOf(volume),
      Name: volume.name,
      Options: volume.options,
      Scope: 'local',
      ...(usage ? { UsageData: { Size: volume.files.usage().usedBytes, RefCount: volume.users.size } } : {}),
    };
  }
}

/** The host's directory behind a volume made with `-o type=none -o o=bind -o device=/path`. */
export function boundPath(volume: Volume): string | undefined {
  const { type, o = '', device } = volume.options ?? {};
  return type === 'none' && o.split(',').some((word) => word === 'bind' || word === 'rbind') ? device : undefined;
}

export function mountpointOf(volume: Volume): string {
  return `/var/lib/docker/volumes/${volume.name}/_data`;
}
