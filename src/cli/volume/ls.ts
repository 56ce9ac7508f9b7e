/** `docker volume ls` (command/volume/list.go, formatter/volume.go). */
import type { ApiVolume } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';
import { CLUSTER_VOLUME_SHAPE, VOLUME_SHAPE, volumeRow } from '../_format/volumes';

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List volumes',
  args: noArguments,
  flags: {
    cluster: flag.bool('', 'Only cluster volumes, with their columns'),
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    quiet: flag.bool('q', 'Only names'),
  },
  *run(context, _args, { filter, format, quiet, cluster }) {
    const { Volumes } = yield* context.api.get<{ Volumes: ApiVolume[] | null }>('/volumes', { filters: flag.filtersParameter(filter) });
    // Of those that this lab can have, none is a cluster volume.
    const rows = cluster ? [] : sortedNaturally(Volumes ?? [], (volume) => volume.Name).map(volumeRow);
    yield* printList(context, cluster ? CLUSTER_VOLUME_SHAPE : VOLUME_SHAPE, rows, { format: format || (quiet ? '' : context.config.text('volumesFormat')), quiet });
  },
});
