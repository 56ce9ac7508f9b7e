/** `docker network prune` (command/network/prune.go). */
import type { Program } from '../../sim';
import { deletedText, type Filters, mayPrune, pruneFilters } from '../_client/prune';
import type { Context } from '../_framework/context';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';

export default command({
  use: 'prune [OPTIONS]',
  short: 'Remove networks that nothing uses',
  args: noArguments,
  flags: {
    filter: flag.filter('', 'Remove only what matches, such as until=24h'),
    force: flag.bool('f', 'Do not ask'),
  },
  *run(context, _args, { force, filter }) {
    if (!(yield* mayPrune(context, force, 'WARNING! This will remove all custom networks not used by at least one container.'))) return;
    yield* context.out.write(yield* pruneNetworks(context, pruneFilters(context, filter)));
  },
});

/** Prunes; answers what to print. */
function* pruneNetworks(context: Context, filters: Filters): Program<string> {
  const report = yield* context.api.post<{ NetworksDeleted?: string[] | null }>('/networks/prune', {
    query: { filters: flag.filtersParameter(filters) },
  });
  return deletedText('Networks', report.NetworksDeleted ?? []);
}
