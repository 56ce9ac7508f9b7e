/** `docker swarm update` (command/swarm/update.go). */
import type { ApiSwarm } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { mergeSpec, printUnlockKey, SPEC_FLAGS, unlockKey } from './_swarm';

export default command({
  use: 'update [OPTIONS]',
  short: "Change the swarm's settings",
  swarm: 'manager',
  args: noArguments,
  flags: {
    autolock: flag.bool('', 'Whether managers are locked after a restart (true|false)'),
    ...SPEC_FLAGS,
  },
  *run(context, _args, flags, given) {
    const { api, out } = context;
    const names = ['autolock', ...Object.keys(SPEC_FLAGS)] as (keyof typeof flags & string)[];
    if (!names.some(given)) return yield* out.write(context.help());
    const swarm = yield* api.get<ApiSwarm>('/swarm');
    const wasLocked = swarm.Spec.EncryptionConfig.AutoLockManagers;
    let spec = mergeSpec(context, swarm.Spec, flags, (name) => given(name));
    if (given('autolock')) spec = { ...spec, EncryptionConfig: { AutoLockManagers: flags.autolock } };
    yield* api.post('/swarm/update', {
      query: { version: swarm.Version.Index, rotateWorkerToken: false, rotateManagerToken: false, rotateManagerUnlockKey: false },
      json: spec,
    });
    yield* out.line('Swarm updated.');
    if (!wasLocked && spec.EncryptionConfig.AutoLockManagers) yield* printUnlockKey(context, yield* unlockKey(context));
  },
});
