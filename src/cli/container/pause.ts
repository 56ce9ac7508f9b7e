/** `docker pause` (command/container/pause.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { runningContainerNames } from '../_framework/completion';

import { eachContainer } from './_each';

export default command({
  use: 'pause CONTAINER [CONTAINER...]',
  top: 'pause',
  short: 'Freeze all processes of one or more containers',
  args: atLeast(1),
  flags: {},
  completes: runningContainerNames,
  *run(context, refs) {
    yield* eachContainer(context, refs, (ref) => context.api.post(apiPath`/containers/${ref}/pause`));
  },
});
