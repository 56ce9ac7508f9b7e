/** `docker node ps` (command/node/ps.go). */
import { apiPath } from '../_client/path';
import type { ApiNode, ApiTask } from '../_client/shapes';
import { command, anyArguments } from '../_framework/command';
import { nodeNames } from '../_framework/completion';
import { Failures } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { NameResolver, printTasks } from '../_format/tasks';
import { nodeReference } from './_node';

export default command({
  use: 'ps [OPTIONS] [NODE...]',
  short: 'List the tasks on one or more nodes, this one if none is named',
  swarm: 'manager',
  args: anyArguments,
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    'no-resolve': flag.bool('', 'Show IDs instead of names'),
    'no-trunc': flag.bool('', 'Print everything in full'),
    quiet: flag.bool('q', 'Only task IDs'),
  },
  completes: nodeNames,
  *run(context, args, flags) {
    const failures = new Failures();
    const tasks: ApiTask[] = [];
    for (const ref of args.length ? args : ['self']) {
      try {
        const node = yield* context.api.getAs<ApiNode>('swarm.Node', apiPath`/nodes/${yield* nodeReference(context, ref)}`);
        const filters = flag.filtersParameter([...flags.filter, ['node', node.ID]]);
        tasks.push(...(yield* context.api.get<ApiTask[]>('/tasks', { filters })));
      } catch (error) {
        failures.add(error);
      }
    }
    if (!failures.any || tasks.length) {
      yield* printTasks(context, tasks, new NameResolver(context, !flags['no-resolve']), {
        format: flags.format,
        quiet: flags.quiet,
        truncated: !flags['no-trunc'],
      });
    }
    failures.throwIfAny();
  },
});
