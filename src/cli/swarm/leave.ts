/** `docker swarm leave` (command/swarm/leave.go). */
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';

export default command({
  use: 'leave [OPTIONS]',
  short: 'Take this node out of its swarm',
  swarm: 'active',
  args: noArguments,
  flags: {
    force: flag.bool('f', 'Leave even as a manager, and without warnings'),
  },
  *run({ api, out }, _args, { force }) {
    yield* api.post('/swarm/leave', { query: { force: force ? '1' : undefined } });
    yield* out.line('Node left the swarm.');
  },
});
