/** `docker stop` (command/container/stop.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { runningContainerNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { eachContainer } from './_each';
import { stopQuery } from './_stop';

export default command({
  use: 'stop [OPTIONS] CONTAINER [CONTAINER...]',
  top: 'stop',
  short: 'Stop one or more running containers',
  args: atLeast(1),
  flags: {
    signal: flag.string('s', 'Signal that asks the container to end'),
    timeout: flag.int('t', 'Seconds to wait before killing the container'),
    time: flag.int('', 'Seconds to wait before killing the container', { hidden: true, deprecated: 'use --timeout instead' }),
  },
  completes: runningContainerNames,
  *run(context, refs, flags, given) {
    yield* eachContainer(context, refs, (ref) => context.api.post(apiPath`/containers/${ref}/stop`, { query: stopQuery(flags, given) }));
  },
});
