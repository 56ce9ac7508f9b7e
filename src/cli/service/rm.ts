/** `docker service rm` (command/service/remove.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { serviceNames } from '../_framework/completion';
import { Failures } from '../_framework/failure';

export default command({
  use: 'rm SERVICE [SERVICE...]',
  aliases: ['remove'],
  short: 'Remove services',
  swarm: 'manager',
  args: atLeast(1),
  flags: {},
  completes: serviceNames,
  *run({ api, out }, refs) {
    const failures = new Failures();
    for (const ref of refs) {
      try {
        yield* api.delete(apiPath`/services/${ref}`);
        yield* out.line(ref);
      } catch (error) {
        failures.add(error);
      }
    }
    failures.throwIfAny();
  },
});
