/** `docker image inspect` (command/image/inspect.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { imageNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { platformParameter } from './_platform';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';

export default command({
  use: 'inspect [OPTIONS] IMAGE [IMAGE...]',
  short: 'Show everything about one or more images',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    platform: flag.string('', 'Platform, as os/architecture'),
  },
  completes: imageNames,
  *run(context, refs, flags) {
    const { format } = flags;
    const platform = platformParameter(flags.platform);
    yield* inspectAll(context, refs, { format }, function* (ref) {
      const raw = yield* context.api.getRaw<object>('image.InspectResponse', apiPath`/images/${ref}/json`, { platform });
      return { value: { type: goType('image.InspectResponse'), data: raw }, raw };
    });
  },
});
