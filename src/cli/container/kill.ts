/** `docker kill` (command/container/kill.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { runningContainerNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { eachContainer } from './_each';

export default command({
  use: 'kill [OPTIONS] CONTAINER [CONTAINER...]',
  top: 'kill',
  short: 'Kill one or more running containers',
  args: atLeast(1),
  flags: {
    signal: flag.string('s', 'Signal to send'),
  },
  completes: runningContainerNames,
  *run(context, refs, flags) {
    yield* eachContainer(context, refs, (ref) => context.api.post(apiPath`/containers/${ref}/kill`, { query: { signal: flags.signal || undefined } }));
  },
});
