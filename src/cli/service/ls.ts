/** `docker service ls` (command/service/list.go). */
import type { ApiService } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { printServices } from './_list';

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List services',
  swarm: 'manager',
  args: noArguments,
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    quiet: flag.bool('q', 'Only IDs'),
  },
  *run(context, _args, { filter, format, quiet }) {
    const services = yield* context.api.get<ApiService[]>('/services', { filters: flag.filtersParameter(filter), status: quiet ? undefined : true });
    yield* printServices(context, services, { format, quiet });
  },
});
