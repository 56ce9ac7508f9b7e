/** `docker secret inspect` (command/secret/inspect.go, formatter.go). */
import { apiPath } from '../_client/path';
import type { ApiSecret } from '../_client/shapes';
import { command, atLeast } from '../_framework/command';
import { secretNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { labelLines, pageTime } from '../_format/data-objects';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';

export default command({
  use: 'inspect [OPTIONS] SECRET [SECRET...]',
  short: 'Show everything about one or more secrets, but for their data',
  swarm: 'manager',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    pretty: flag.bool('', 'Print it for people'),
  },
  completes: secretNames,
  *run(context, refs, { format, pretty }) {
    if (pretty) {
      const pages: string[] = [];
      for (const ref of refs) pages.push(page(yield* context.api.getAs<ApiSecret>('swarm.Secret', apiPath`/secrets/${ref}`)));
      return yield* context.out.write(pages.join(''));
    }
    yield* inspectAll(context, refs, { format, badTemplateExit: 1 }, function* (ref) {
      const raw = yield* context.api.getRaw<ApiSecret>('swarm.Secret', apiPath`/secrets/${ref}`);
      return { value: { type: goType('swarm.Secret'), data: raw }, raw };
    });
  },
});

function page(secret: ApiSecret): string {
  const lines = [`ID:              ${secret.ID}`, `Name:              ${secret.Spec.Name}`, ...labelLines(secret.Spec.Labels)];
  lines.push(
    `Driver:            ${secret.Spec.Driver?.Name ?? ''}`,
    `Created at:        ${pageTime(secret.CreatedAt)}`,
    `Updated at:        ${pageTime(secret.UpdatedAt)}`,
  );
  return `${lines.join('\n')}\n`;
}
