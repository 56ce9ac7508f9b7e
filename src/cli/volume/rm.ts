/** `docker volume rm` (command/volume/remove.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { volumeNames } from '../_framework/completion';
import { Failures } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'rm [OPTIONS] VOLUME [VOLUME...]',
  aliases: ['remove'],
  short: 'Remove volumes',
  args: atLeast(1),
  flags: {
    force: flag.bool('f', 'A volume that is not there is no error'),
  },
  completes: volumeNames,
  *run({ api, out }, refs, { force }) {
    const failures = new Failures();
    for (const ref of refs) {
      try {
        yield* api.delete(apiPath`/volumes/${ref}`, { force: force ? '1' : undefined });
        yield* out.line(ref);
      } catch (error) {
        failures.add(error);
      }
    }
    failures.throwIfAny();
  },
});
