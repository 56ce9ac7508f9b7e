/** `docker swarm unlock-key` (command/swarm/unlock_key.go). */
import type { ApiSwarm } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { printUnlockKey, unlockKey } from './_swarm';

export default command({
  use: 'unlock-key [OPTIONS]',
  short: 'Show or replace the key that unlocks managers',
  swarm: 'manager',
  args: noArguments,
  flags: {
    quiet: flag.bool('q', 'Only the key'),
    rotate: flag.bool('', 'Make a new one'),
  },
  *run(context, _args, flags) {
    const { api, out } = context;
    if (flags.rotate) {
      const swarm = yield* api.get<ApiSwarm>('/swarm');
      if (!swarm.Spec.EncryptionConfig.AutoLockManagers) throw new Failure('cannot rotate because autolock is not turned on');
      yield* api.post('/swarm/update', {
        query: { version: swarm.Version.Index, rotateWorkerToken: false, rotateManagerToken: false, rotateManagerUnlockKey: true },
        json: swarm.Spec,
      });
      if (!flags.quiet) yield* out.write('Successfully rotated manager unlock key.\n');
    }
    const key = yield* unlockKey(context);
    if (key === '') throw new Failure('no unlock key is set');
    if (flags.quiet) yield* out.line(key);
    else yield* printUnlockKey(context, key);
  },
});
