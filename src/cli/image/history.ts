/** `docker history` (command/image/history.go, formatter_history.go). */
import { apiPath } from '../_client/path';
import { command, exactly } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { ellipsis, humanDuration, humanSize, shortId } from '../_format/human';
import { type ListShape, printList } from '../_format/list';
import { platformParameter } from './_platform';
import { instantText } from '../_parse/time';

const SHAPE: ListShape = {
  typeName: '*image.historyContext',
  headers: { ID: 'IMAGE', CreatedSince: 'CREATED', CreatedAt: 'CREATED AT', CreatedBy: 'CREATED BY', Size: 'SIZE', Comment: 'COMMENT' },
  table: ['ID', 'CreatedSince', 'CreatedBy', 'Size', 'Comment'],
  quiet: '{{.ID}}',
};

interface Layer {
  Id: string;
  Created: number;
  CreatedBy: string;
  Size: number;
  Comment: string;
}

const CREATED_BY_WIDTH = 45;

export default command({
  use: 'history [OPTIONS] IMAGE',
  top: 'history',
  short: 'Show how an image was made',
  args: exactly(1),
  flags: {
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    human: flag.bool('H', 'Sizes and dates for people', { initial: true }),
    'no-trunc': flag.bool('', 'Print everything in full'),
    platform: flag.string('', 'Platform, as os/architecture'),
    quiet: flag.bool('q', 'Only IDs'),
  },
  completes: upTo(1, imageNames),
  *run(context, [ref = ''], flags) {
    const platform = platformParameter(flags.platform, 'invalid platform: ');
    const layers = yield* context.api.get<Layer[]>(apiPath`/images/${ref}/history`, { platform });
    const truncated = !flags['no-trunc'];
    const rows = layers.map((layer) => ({
      ID: () => (truncated ? shortId(layer.Id) : layer.Id),
      CreatedAt: () => instantText(layer.Created * 1000),
      CreatedSince: () => (flags.human ? `${humanDuration(context.sim.nowMs - layer.Created * 1000)} ago` : instantText(layer.Created * 1000)),
      CreatedBy: () => {
        const text = layer.CreatedBy.replace(/\t/g, ' ');
        return truncated ? ellipsis(text, CREATED_BY_WIDTH) : text;
      },
      Size: () => (flags.human ? humanSize(layer.Size, 3) : String(layer.Size)),
      Comment: () => layer.Comment,
    }));
    const shape = flags.human ? SHAPE : { ...SHAPE, table: ['ID', 'CreatedAt', 'CreatedBy', 'Size', 'Comment'] };
    yield* printList(context, shape, rows, { format: flags.format, quiet: flags.quiet });
  },
});
