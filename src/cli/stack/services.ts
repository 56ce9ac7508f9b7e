/** `docker stack services` (command/stack/services.go). */
import type { ApiService } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import * as flag from '../_framework/flags';
import { printServices } from '../service/_list';
import { stackFilter } from './_convert/namespace';
import { checkStackName, oneStackName, ORCHESTRATOR } from './_stack';

export default command({
  use: 'services [OPTIONS] STACK',
  short: 'List the services of a stack',
  swarm: 'manager',
  args: exactly(1),
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    quiet: flag.bool('q', 'Only IDs'),
    ...ORCHESTRATOR,
  },
  completes: oneStackName,
  *run(context, [stack = ''], { filter, format, quiet }) {
    checkStackName(stack);
    const filters = flag.filtersParameter([...filter, stackFilter(stack)]);
    const services = yield* context.api.get<ApiService[]>('/services', { filters, status: quiet ? undefined : true });
    // Nothing there is no mistake for this verb.
    if (!services.length) yield* context.err.line(`Nothing found in stack: ${stack}`);
    else yield* printServices(context, services, { format, quiet });
  },
});
