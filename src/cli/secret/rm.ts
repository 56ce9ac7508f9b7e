/** `docker secret rm` (command/secret/remove.go). */
import { command, atLeast } from '../_framework/command';
import { secretNames } from '../_framework/completion';
import { removeAll } from '../_format/data-objects';

export default command({
  use: 'rm SECRET [SECRET...]',
  aliases: ['remove'],
  short: 'Remove secrets',
  swarm: 'manager',
  args: atLeast(1),
  flags: {},
  completes: secretNames,
  *run(context, refs) {
    yield* removeAll(context, 'secret', refs);
  },
});
