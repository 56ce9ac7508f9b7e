/** `docker swarm unlock` (command/swarm/unlock.go). */
import { askSecret } from '../_client/prompt';
import type { ApiInfo } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';

export default command({
  use: 'unlock',
  short: 'Unlock a manager after it was started again',
  swarm: 'manager',
  args: noArguments,
  flags: {},
  *run(context) {
    const { Swarm } = yield* context.api.get<ApiInfo>('/info');
    if (Swarm.LocalNodeState === 'inactive') throw new Failure('Error: This node is not part of a swarm');
    if (Swarm.LocalNodeState !== 'locked') throw new Failure('Error: swarm is not locked');
    const key = yield* askSecret(context, 'Enter unlock key: ');
    yield* context.api.post('/swarm/unlock', { json: { UnlockKey: key } });
  },
});
