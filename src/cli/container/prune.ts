/** `docker container prune` (command/container/prune.go). */
import { deletedText, mayPrune, pruneFilters, reclaimedText } from '../_client/prune';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';

export default command({
  use: 'prune [OPTIONS]',
  short: 'Remove all stopped containers',
  args: noArguments,
  flags: {
    filter: flag.filter('', 'Remove only what matches, such as until=24h'),
    force: flag.bool('f', 'Do not ask'),
  },
  *run(context, _args, { force, filter }) {
    if (!(yield* mayPrune(context, force, 'WARNING! This will remove all stopped containers.'))) return;
    const report = yield* context.api.post<{ ContainersDeleted?: string[] | null; SpaceReclaimed: number }>('/containers/prune', {
      query: { filters: flag.filtersParameter(pruneFilters(context, filter)) },
    });
    yield* context.out.write(deletedText('Containers', report.ContainersDeleted ?? []) + reclaimedText(report.SpaceReclaimed ?? 0));
  },
});
