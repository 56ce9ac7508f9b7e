/** `docker service ps` (command/service/ps.go): every name is resolved first, misses are told of after the table. */
import type { Program } from '../../sim';
import type { ApiInfo, ApiService, ApiTask } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { command, atLeast } from '../_framework/command';
import { serviceNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { NameResolver, printTasks } from '../_format/tasks';

export default command({
  use: 'ps [OPTIONS] SERVICE [SERVICE...]',
  short: 'List the tasks of one or more services',
  swarm: 'manager',
  args: atLeast(1),
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    'no-resolve': flag.bool('', 'Show IDs instead of names'),
    'no-trunc': flag.bool('', 'Print everything in full'),
    quiet: flag.bool('q', 'Only task IDs'),
  },
  completes: serviceNames,
  *run(context, refs, flags) {
    const { ids, missing } = yield* findServices(context, refs);
    if (ids.length === 0) throw new Failure(missing.join('\n'));
    const filters = yield* ownNode(context, [...ids.map((id) => ['service', id] as [string, string]), ...flags.filter]);
    const tasks = yield* context.api.get<ApiTask[]>('/tasks', { filters: flag.filtersParameter(filters) });
    yield* printTasks(context, tasks, new NameResolver(context, !flags['no-resolve']), {
      format: flags.format,
      quiet: flags.quiet,
      // Quiet means whole IDs here, unlike in `node ps` and `stack ps`.
      truncated: !flags['no-trunc'] && !flags.quiet,
    });
    if (missing.length) throw new Failure(missing.join('\n'));
  },
});

/** Each word as a full ID, then a name, then the start of exactly one ID. */
function* findServices(context: Context, refs: readonly string[]): Program<{ ids: string[]; missing: string[] }> {
  const byId = yield* context.api.get<ApiService[]>('/services', { filters: flag.filtersParameter(refs.map((ref) => ['id', ref])) });
  const byName = yield* context.api.get<ApiService[]>('/services', { filters: flag.filtersParameter(refs.map((ref) => ['name', ref])) });
  const ids: string[] = [];
  const missing: string[] = [];
  for (const ref of refs) {
    const exact = byId.find((service) => service.ID === ref) ?? byName.find((service) => service.Spec.Name === ref);
    const starting = byId.filter((service) => service.ID.startsWith(ref));
    if (exact) ids.push(exact.ID);
    else if (starting.length === 1) ids.push((starting[0] as ApiService).ID);
    else if (starting.length > 1) throw new Failure(`multiple services found with provided prefix: ${ref}`);
    else missing.push(`no such service: ${ref}`);
  }
  return { ids, missing };
}

/** `node=self` is this node's ID. */
function* ownNode(context: Context, filters: [string, string][]): Program<[string, string][]> {
  if (!filters.some(([key, value]) => key === 'node' && value === 'self')) return filters;
  const info = yield* context.api.get<ApiInfo>('/info');
  return filters.map(([key, value]) => [key, key === 'node' && value === 'self' ? info.Swarm.NodeID : value]);
}
