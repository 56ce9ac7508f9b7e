/** `docker swarm join-token` (command/swarm/join_token.go). */
import type { ApiSwarm } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import { oneOf, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { ownNodeId, printJoinCommand } from './_swarm';

export default command({
  use: 'join-token [OPTIONS] (worker|manager)',
  short: 'Show or replace the token that nodes join with',
  swarm: 'manager',
  args: exactly(1),
  flags: {
    quiet: flag.bool('q', 'Only the token'),
    rotate: flag.bool('', 'Make a new one'),
  },
  completes: upTo(1, oneOf('worker', 'manager')),
  *run(context, [word = ''], flags) {
    if (word !== 'worker' && word !== 'manager') throw new Failure(`unknown role ${word}`);
    const { api, out } = context;
    if (flags.rotate) {
      const swarm = yield* api.get<ApiSwarm>('/swarm');
      yield* api.post('/swarm/update', {
        query: {
          version: swarm.Version.Index,
          rotateWorkerToken: word === 'worker',
          rotateManagerToken: word === 'manager',
          rotateManagerUnlockKey: false,
        },
        json: swarm.Spec,
      });
      if (!flags.quiet) yield* out.write(`Successfully rotated ${word} join token.\n\n`);
    }
    // The token is asked for before the node: the first refusal is the one that people see.
    const swarm = yield* api.get<ApiSwarm>('/swarm');
    if (flags.quiet) return yield* out.line(word === 'worker' ? swarm.JoinTokens.Worker : swarm.JoinTokens.Manager);
    yield* printJoinCommand(context, word, yield* ownNodeId(context));
  },
});
