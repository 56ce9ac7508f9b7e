/** `docker volume prune` (command/volume/prune.go). */
import { deletedText, mayPrune, pruneFilters, reclaimedText } from '../_client/prune';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'prune [OPTIONS]',
  short: 'Remove volumes that nothing uses',
  args: noArguments,
  flags: {
    all: flag.bool('a', 'Named volumes as well'),
    filter: flag.filter('', 'Remove only what matches, such as label=x'),
    force: flag.bool('f', 'Do not ask'),
  },
  *run(context, _args, { all, force, filter }) {
    if (all && filter.some(([key]) => key === 'all')) throw new Failure('conflicting options: cannot specify both --all and --filter all=1');
    const kind = all ? 'all' : 'anonymous';
    if (!(yield* mayPrune(context, force, `WARNING! This will remove ${kind} local volumes not used by at least one container.`))) return;
    const filters = pruneFilters(context, all ? [...filter, ['all', 'true']] : filter);
    const report = yield* context.api.post<{ VolumesDeleted?: string[] | null; SpaceReclaimed: number }>('/volumes/prune', {
      query: { filters: flag.filtersParameter(filters) },
    });
    yield* context.out.write(deletedText('Volumes', report.VolumesDeleted ?? []) + reclaimedText(report.SpaceReclaimed ?? 0));
  },
});
