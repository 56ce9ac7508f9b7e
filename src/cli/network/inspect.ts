/** `docker network inspect` (command/network/inspect.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { networkNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';

export default command({
  use: 'inspect [OPTIONS] NETWORK [NETWORK...]',
  short: 'Show everything about one or more networks',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    verbose: flag.bool('v', 'Show more'),
  },
  completes: networkNames,
  *run(context, refs, { format, verbose }) {
    yield* inspectAll(context, refs, { format }, function* (ref) {
      const raw = yield* context.api.getRaw<object>('network.Inspect', apiPath`/networks/${ref}`, { verbose: verbose ? 'true' : undefined });
      return { value: { type: goType('network.Inspect'), data: raw }, raw };
    });
  },
});
