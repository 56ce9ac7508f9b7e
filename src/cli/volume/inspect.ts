/** `docker volume inspect` (command/volume/inspect.go): re-encodes the client's own type. */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { volumeNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';

export default command({
  use: 'inspect [OPTIONS] VOLUME [VOLUME...]',
  short: 'Show everything about one or more volumes',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
  },
  completes: volumeNames,
  *run(context, refs, { format }) {
    yield* inspectAll(context, refs, { format }, function* (ref) {
      return { value: { type: goType('volume.Volume'), data: yield* context.api.getRaw<object>('volume.Volume', apiPath`/volumes/${ref}`) } };
    });
  },
});
