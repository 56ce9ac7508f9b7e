/** `docker secret ls` (command/secret/ls.go, formatter.go). */
import type { ApiSecret } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { dataRow } from '../_format/data-objects';
import { type ListShape, printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';

const SHAPE: ListShape = {
  typeName: '*secret.secretContext',
  headers: { ID: 'ID', Name: 'NAME', Driver: 'DRIVER', CreatedAt: 'CREATED', UpdatedAt: 'UPDATED', Labels: 'LABELS' },
  table: ['ID', 'Name', 'Driver', 'CreatedAt', 'UpdatedAt'],
  quiet: '{{.ID}}',
  takesArgument: ['Label'],
};

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List secrets',
  swarm: 'manager',
  args: noArguments,
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    quiet: flag.bool('q', 'Only IDs'),
  },
  *run(context, _args, { filter, format, quiet }) {
    const secrets = yield* context.api.get<ApiSecret[]>('/secrets', { filters: flag.filtersParameter(filter) });
    const rows = sortedNaturally(secrets, (secret) => secret.Spec.Name).map((secret) => ({
      ...dataRow(secret, context.sim.nowMs),
      Driver: () => secret.Spec.Driver?.Name ?? '',
    }));
    yield* printList(context, SHAPE, rows, { format: format || (quiet ? '' : context.config.text('secretFormat')), quiet });
  },
});
