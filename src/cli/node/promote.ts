/** `docker node promote` (command/node/promote.go). */
import { command, atLeast } from '../_framework/command';
import { nodeNames } from '../_framework/completion';
import { setRole } from './_node';

export default command({
  use: 'promote NODE [NODE...]',
  short: 'Make workers managers',
  swarm: 'manager',
  args: atLeast(1),
  flags: {},
  completes: nodeNames,
  *run(context, refs) {
    yield* setRole(context, refs, 'manager', (ref) => `Node ${ref} promoted to a manager in the swarm.`);
  },
});
