/** `docker node demote` (command/node/demote.go). */
import { command, atLeast } from '../_framework/command';
import { nodeNames } from '../_framework/completion';
import { setRole } from './_node';

export default command({
  use: 'demote NODE [NODE...]',
  short: 'Make managers workers',
  swarm: 'manager',
  args: atLeast(1),
  flags: {},
  completes: nodeNames,
  *run(context, refs) {
    yield* setRole(context, refs, 'worker', (ref) => `Manager ${ref} demoted in the swarm.`);
  },
});
