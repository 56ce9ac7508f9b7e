/** `docker ps` (command/container/list.go, formatter/container.go). */
import { TemplateError, Template, wrap } from '../../template';
import type { ApiContainerSummary } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { CONTAINER_SHAPE, containerRow } from '../_format/containers';
import { printList } from '../_format/list';

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list', 'ps'],
  top: 'ps',
  rank: 3,
  short: 'List containers',
  args: noArguments,
  flags: {
    all: flag.bool('a', 'Containers in all states; without it only running ones'),
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    last: flag.int('n', 'The last n created, in whatever state', { initial: -1 }),
    latest: flag.bool('l', 'The last one created, in whatever state'),
    'no-trunc': flag.bool('', 'Print everything in full'),
    quiet: flag.bool('q', 'Only IDs'),
    size: flag.bool('s', 'Show sizes of files'),
  },
  *run(context, _args, flags, given) {
    const format = flags.format || (flags.quiet ? '' : context.config.text('psFormat'));
    if (flags.quiet && flags.format) yield* context.err.line('WARNING: Ignoring custom format, because both --format and --quiet are set.');
    const templateUsesSize = usesSize(format);
    const wantsSize = flags.size || (!given('size') && !flags.quiet && templateUsesSize);
    const limit = flags.latest && flags.last === -1 ? 1 : flags.last;
    const containers = yield* context.api.get<ApiContainerSummary[]>('/containers/json', {
      all: flags.all ? '1' : undefined,
      limit: limit > 0 ? limit : undefined,
      size: wantsSize ? '1' : undefined,
      filters: flag.filtersParameter(flags.filter),
    });
    const rows = containers.map((container) => containerRow(container, { truncated: !flags['no-trunc'], nowMs: context.sim.nowMs }));
    const shape = flags.size
      ? { ...CONTAINER_SHAPE, table: [...CONTAINER_SHAPE.table, 'Size'], raw: [...(CONTAINER_SHAPE.raw ?? []), 'size: {{.Size}}'] }
      : CONTAINER_SHAPE;
    yield* printList(context, shape, rows, { format: flags.quiet ? '' : format, quiet: flags.quiet });
  },
});

/** Whether a template asks for sizes; tried as it was written, and its problems are told before the daemon is asked. */
function usesSize(format: string): boolean {
  if (['', 'table', 'json', 'raw'].includes(format)) return false;
  let used = false;
  const row = containerRow(
    { Id: '', Names: [], Image: '', ImageID: '', Command: '', Created: 0, Ports: [], Labels: null, State: '', Status: '' },
    { truncated: true, nowMs: 0 },
  );
  const methods = {
    ...row,
    Size: () => {
      used = true;
      return '0B';
    },
  };
  try {
    Template.parse(format).execute(
      wrap({ typeName: CONTAINER_SHAPE.typeName, methods, takesArgument: ['Label'] }),
    );
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new Failure(`${error.message.includes('executing') ? 'failed to execute template' : 'failed to parse template'}: ${error.message}`);
  }
  return used;
}
