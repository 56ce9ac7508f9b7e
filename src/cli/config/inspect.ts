/** `docker config inspect` (command/config/inspect.go, formatter.go). */
import { decodeUtf8 } from '../../os';
import { apiPath } from '../_client/path';
import type { ApiSecret } from '../_client/shapes';
import { command, atLeast } from '../_framework/command';
import { configNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { labelLines, pageTime } from '../_format/data-objects';
import { inspectAll } from '../_format/inspect';
import { decodeBase64 } from '../../template/base64';
import { goType } from '../../api/go-types';

export default command({
  use: 'inspect [OPTIONS] CONFIG [CONFIG...]',
  short: 'Show everything about one or more configs',
  swarm: 'manager',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    pretty: flag.bool('', 'Print it for people'),
  },
  completes: configNames,
  *run(context, refs, { format, pretty }) {
    if (pretty) {
      const pages: string[] = [];
      for (const ref of refs) pages.push(page(yield* context.api.getAs<ApiSecret>('swarm.Config', apiPath`/configs/${ref}`)));
      return yield* context.out.write(pages.join(''));
    }
    yield* inspectAll(context, refs, { format, badTemplateExit: 1 }, function* (ref) {
      const raw = yield* context.api.getRaw<ApiSecret>('swarm.Config', apiPath`/configs/${ref}`);
      return { value: { type: goType('swarm.Config'), data: raw }, raw };
    });
  },
});

function page(config: ApiSecret): string {
  const lines = [`ID:\t\t\t${config.ID}`, `Name:\t\t\t${config.Spec.Name}`, ...labelLines(config.Spec.Labels)];
  lines.push(`Created at:            \t${pageTime(config.CreatedAt)}`, `Updated at:            \t${pageTime(config.UpdatedAt)}`, 'Data:');
  return `${lines.join('\n')}\n${decodeUtf8(decodeBase64(config.Spec.Data ?? ''))}\n`;
}
