/** `docker system prune` (command/system/prune.go). */
import type { Program } from '../../sim';
import { confirmed } from '../_client/prompt';
import { deletedText, type Filters, imagesText, type ImagesPruned, pruneFilters, reclaimedText } from '../_client/prune';
import type { Context } from '../_framework/context';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';

interface Report {
  ContainersDeleted?: string[] | null;
  NetworksDeleted?: string[] | null;
  VolumesDeleted?: string[] | null;
  CachesDeleted?: string[] | null;
  SpaceReclaimed?: number;
}

export default command({
  use: 'prune [OPTIONS]',
  short: 'Remove everything that nothing uses',
  args: noArguments,
  flags: {
    all: flag.bool('a', 'Every image that no container uses, not only untagged ones'),
    filter: flag.filter('', 'Remove only what matches, such as label=x'),
    force: flag.bool('f', 'Do not ask'),
    volumes: flag.bool('', 'Anonymous volumes as well'),
  },
  *run(context, _args, { all, force, volumes, filter }) {
    if (volumes && filter.some(([key]) => key === 'until')) throw new Failure('ERROR: The "until" filter is not supported with "--volumes"');
    const filters = pruneFilters(context, filter);
    if (!force && !(yield* confirmed(context, warning(all, volumes, filters)))) return;
    yield* prune(context, { all, volumes, filters });
  },
});

function warning(all: boolean, volumes: boolean, filters: Filters): string {
  const lines = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    all ? 'all build cache' : 'unused build cache',
  ];
  // Only these are told (command/system/prune.go).
  const told = filters.filter(([key]) => key === 'label' || key === 'label!' || key === 'until');
  const filtered = told.length
    ? `  Items to be pruned will be filtered with:\n${told
        .map(([key, value]) => `  - ${key}=${value}\n`)
        .sort()
        .join('')}\n`
    : '';
  return `WARNING! This will remove:\n${lines.map((line) => `  - ${line}\n`).join('')}\n${filtered}Are you sure you want to continue?`;
}

function* prune({ api, out }: Context, { all, volumes, filters }: { all: boolean; volumes: boolean; filters: Filters }): Program {
  const query = (extra: Filters = []) => ({ filters: flag.filtersParameter([...extra, ...filters]) });
  let reclaimed = 0;
  const gained = (bytes: number | undefined) => (reclaimed += bytes ?? 0);
  const containers = yield* api.post<Report>('/containers/prune', { query: query() });
  gained(containers.SpaceReclaimed);
  yield* out.write(deletedText('Containers', containers.ContainersDeleted ?? []));
  const networks = yield* api.post<Report>('/networks/prune', { query: query() });
  yield* out.write(deletedText('Networks', networks.NetworksDeleted ?? []));
  if (volumes) {
    const report = yield* api.post<Report>('/volumes/prune', { query: query() });
    gained(report.SpaceReclaimed);
    yield* out.write(deletedText('Volumes', report.VolumesDeleted ?? []));
  }
  const images = yield* api.post<ImagesPruned>('/images/prune', { query: query([['dangling', String(!all)]]) });
  gained(images.SpaceReclaimed);
  yield* out.write(imagesText(images));
  const cache = yield* buildCache(api, { filters: flag.filtersParameter(filters) ?? '', all: all ? '1' : undefined });
  gained(cache.SpaceReclaimed);
  yield* out.write(deletedText('build cache objects', cache.CachesDeleted ?? []));
  yield* out.write(reclaimedText(reclaimed));
}

/** An engine without a builder has no cache. */
function* buildCache(api: Context['api'], query: Record<string, string | undefined>): Program<Report> {
  try {
    return yield* api.post<Report>('/build/prune', { query });
  } catch (error) {
    if (error instanceof Failure) return {};
    throw error;
  }
}
