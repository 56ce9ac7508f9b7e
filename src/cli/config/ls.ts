/** `docker config ls` (command/config/ls.go, formatter.go). */
import type { ApiSecret } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { dataRow } from '../_format/data-objects';
import { type ListShape, printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';

const SHAPE: ListShape = {
  typeName: '*config.configContext',
  headers: { ID: 'ID', Name: 'NAME', CreatedAt: 'CREATED', UpdatedAt: 'UPDATED', Labels: 'LABELS' },
  table: ['ID', 'Name', 'CreatedAt', 'UpdatedAt'],
  quiet: '{{.ID}}',
  takesArgument: ['Label'],
};

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List configs',
  swarm: 'manager',
  args: noArguments,
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    quiet: flag.bool('q', 'Only IDs'),
  },
  *run(context, _args, { filter, format, quiet }) {
    const configs = yield* context.api.get<ApiSecret[]>('/configs', { filters: flag.filtersParameter(filter) });
    const rows = sortedNaturally(configs, (config) => config.Spec.Name).map((config) => dataRow(config, context.sim.nowMs));
    yield* printList(context, SHAPE, rows, { format: format || (quiet ? '' : context.config.text('configFormat')), quiet });
  },
});
