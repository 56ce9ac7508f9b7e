/** `docker images` (command/image/list.go). */
import type { ApiImageSummary } from '../_client/shapes';
import { command, atMost } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { IMAGE_SHAPE, imageMethods, imageRows } from '../_format/images';
import { printList, templateOf } from '../_format/list';

const VERBS = ['build', 'history', 'import', 'inspect', 'list', 'load', 'ls', 'prune', 'pull', 'push', 'rm', 'save', 'tag'];

export default command({
  use: 'ls [OPTIONS] [REPOSITORY[:TAG]]',
  aliases: ['list'],
  top: 'images',
  rank: 7,
  short: 'List images',
  args: atMost(1),
  flags: {
    all: flag.bool('a', 'Intermediate images as well'),
    digests: flag.bool('', 'Show digests as well'),
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    'no-trunc': flag.bool('', 'Print everything in full'),
    quiet: flag.bool('q', 'Only IDs'),
    tree: flag.bool('', 'Images as a tree'),
  },
  completes: upTo(1, imageNames),
  *run(context, [match], flags) {
    if (flags.tree) {
      for (const name of ['quiet', 'no-trunc', 'digests', 'format'] as const) {
        if (flags[name]) throw new Failure(`--${name === 'digests' ? 'show-digest' : name} is not yet supported with --tree`);
      }
    }
    const filters = match === undefined ? flags.filter : [...flags.filter, ['reference', match] as [string, string]];
    const images = yield* context.api.get<ApiImageSummary[]>('/images/json', {
      all: flags.all ? '1' : undefined,
      filters: flag.filtersParameter(filters),
    });
    const format = flags.format || (flags.quiet ? '' : context.config.text('imagesFormat'));
    const shape = { ...IMAGE_SHAPE, table: flags.digests ? ['Repository', 'Tag', 'Digest', ...IMAGE_SHAPE.table.slice(2)] : IMAGE_SHAPE.table };
    const { source } = templateOf(shape, { format, quiet: flags.quiet });
    const rows = imageRows(images, flags.digests, flags.digests || source.includes('.Digest')).map((row) =>
      imageMethods(row, { truncated: !flags['no-trunc'], nowMs: context.sim.nowMs }),
    );
    yield* printList(context, shape, rows, { format, quiet: flags.quiet });
    if (!images.length && match !== undefined && VERBS.includes(match)) {
      yield* context.err.write(`\nNo images found matching "${match}": did you mean "docker image ${match}"?\n`);
    }
  },
});
