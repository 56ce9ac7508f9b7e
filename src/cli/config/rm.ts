/** `docker config rm` (command/config/remove.go). */
import { command, atLeast } from '../_framework/command';
import { configNames } from '../_framework/completion';
import { removeAll } from '../_format/data-objects';

export default command({
  use: 'rm CONFIG [CONFIG...]',
  aliases: ['remove'],
  short: 'Remove configs',
  swarm: 'manager',
  args: atLeast(1),
  flags: {},
  completes: configNames,
  *run(context, refs) {
    yield* removeAll(context, 'config', refs);
  },
});
