/** `docker network ls` (command/network/list.go, formatter.go). */
import type { ApiNetwork } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { labelText } from '../_format/data-objects';
import { shortId } from '../_format/human';
import { type ListShape, printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';
import { formatGoTime } from '../../template/time';

const SHAPE: ListShape = {
  typeName: '*network.networkContext',
  headers: {
    ID: 'NETWORK ID',
    Name: 'NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    IPv4: 'IPV4',
    IPv6: 'IPV6',
    Internal: 'INTERNAL',
    Labels: 'LABELS',
    CreatedAt: 'CREATED AT',
  },
  table: ['ID', 'Name', 'Driver', 'Scope'],
  quiet: '{{.ID}}',
  raw: ['network_id: {{.ID}}', 'name: {{.Name}}', 'driver: {{.Driver}}', 'scope: {{.Scope}}'],
  takesArgument: ['Label'],
};

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List networks',
  args: noArguments,
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    'no-trunc': flag.bool('', 'Print everything in full'),
    quiet: flag.bool('q', 'Only IDs'),
  },
  *run(context, _args, flags) {
    const networks = yield* context.api.get<ApiNetwork[]>('/networks', { filters: flag.filtersParameter(flags.filter) });
    const rows = sortedNaturally(networks, (network) => network.Name).map((network) => ({
      ID: () => (flags['no-trunc'] ? network.Id : shortId(network.Id)),
      Name: () => network.Name,
      Driver: () => network.Driver,
      Scope: () => network.Scope,
      IPv4: () => String(network.EnableIPv4 ?? false),
      IPv6: () => String(network.EnableIPv6 ?? false),
      Internal: () => String(network.Internal ?? false),
      Labels: () => labelText(network.Labels ?? {}),
      Label: (key = '') => network.Labels?.[key] ?? '',
      CreatedAt: () => formatGoTime(network.Created),
    }));
    yield* printList(context, SHAPE, rows, {
      format: flags.format || (flags.quiet ? '' : context.config.text('networksFormat')),
      quiet: flags.quiet,
    });
  },
});
