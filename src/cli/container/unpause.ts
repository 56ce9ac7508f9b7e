/** `docker unpause` (command/container/unpause.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { runningContainerNames } from '../_framework/completion';

import { eachContainer } from './_each';

export default command({
  use: 'unpause CONTAINER [CONTAINER...]',
  top: 'unpause',
  short: 'Let the processes of one or more containers go on',
  args: atLeast(1),
  flags: {},
  completes: runningContainerNames,
  *run(context, refs) {
    yield* eachContainer(context, refs, (ref) => context.api.post(apiPath`/containers/${ref}/unpause`));
  },
});
