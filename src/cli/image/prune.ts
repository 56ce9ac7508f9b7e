/** `docker image prune` (command/image/prune.go). */
import { imagesText, type ImagesPruned, mayPrune, pruneFilters, reclaimedText } from '../_client/prune';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';

export default command({
  use: 'prune [OPTIONS]',
  short: 'Remove images that nothing uses',
  args: noArguments,
  flags: {
    all: flag.bool('a', 'Every image that no container uses, not only untagged ones'),
    filter: flag.filter('', 'Remove only what matches, such as until=24h'),
    force: flag.bool('f', 'Do not ask'),
  },
  *run(context, _args, { all, force, filter }) {
    const warning = all
      ? 'WARNING! This will remove all images without at least one container associated to them.'
      : 'WARNING! This will remove all dangling images.';
    if (!(yield* mayPrune(context, force, warning))) return;
    const filters = pruneFilters(context, [['dangling', String(!all)], ...filter]);
    const report = yield* context.api.post<ImagesPruned>('/images/prune', { query: { filters: flag.filtersParameter(filters) } });
    yield* context.out.write(imagesText(report) + reclaimedText(report.SpaceReclaimed ?? 0));
  },
});
