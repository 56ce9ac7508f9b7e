/** `docker stack ps` (command/stack/ps.go). */
import type { ApiTask } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { NameResolver, printTasks } from '../_format/tasks';
import { stackFilter } from './_convert/namespace';
import { checkStackName, oneStackName, ORCHESTRATOR } from './_stack';

export default command({
  use: 'ps [OPTIONS] STACK',
  short: 'List the tasks of a stack',
  swarm: 'manager',
  args: exactly(1),
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    'no-resolve': flag.bool('', 'Show IDs instead of names'),
    'no-trunc': flag.bool('', 'Print everything in full'),
    quiet: flag.bool('q', 'Only task IDs'),
    ...ORCHESTRATOR,
  },
  completes: oneStackName,
  *run(context, [stack = ''], flags) {
    checkStackName(stack);
    const tasks = yield* context.api.get<ApiTask[]>('/tasks', { filters: flag.filtersParameter([...flags.filter, stackFilter(stack)]) });
    if (!tasks.length) throw new Failure(`nothing found in stack: ${stack}`);
    // Unlike those of `service ps`, quiet IDs are short here.
    const format = flags.quiet && ['', 'table', 'raw'].includes(flags.format) ? '{{.ID}}' : flags.format;
    yield* printTasks(context, tasks, new NameResolver(context, !flags['no-resolve']), { format, quiet: false, truncated: !flags['no-trunc'] });
  },
});
