/** `docker restart` (command/container/restart.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { eachContainer } from './_each';
import { stopQuery } from './_stop';

export default command({
  use: 'restart [OPTIONS] CONTAINER [CONTAINER...]',
  top: 'restart',
  short: 'Stop one or more containers and start them again',
  args: atLeast(1),
  flags: {
    signal: flag.string('s', 'Signal that asks the container to end'),
    timeout: flag.int('t', 'Seconds to wait before killing the container'),
    time: flag.int('', 'Seconds to wait before killing the container', { hidden: true, deprecated: 'use --timeout instead' }),
  },
  completes: containerNames,
  *run(context, refs, flags, given) {
    yield* eachContainer(context, refs, (ref) => context.api.post(apiPath`/containers/${ref}/restart`, { query: stopQuery(flags, given) }));
  },
});
