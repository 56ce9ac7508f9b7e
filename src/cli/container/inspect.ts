/** `docker container inspect` (command/container/inspect.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';

export default command({
  use: 'inspect [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Show everything about one or more containers',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    size: flag.bool('s', 'Show sizes of files'),
  },
  completes: containerNames,
  *run(context, refs, { format, size }) {
    yield* inspectAll(context, refs, { format }, function* (ref) {
      const raw = yield* context.api.getRaw<object>('container.InspectResponse', apiPath`/containers/${ref}/json`, { size: size ? '1' : undefined });
      return { value: { type: goType('container.InspectResponse'), data: raw }, raw };
    });
  },
});
