/** `docker node rm` (command/node/remove.go): goes on after an error. */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { nodeNames } from '../_framework/completion';
import { Failures } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'rm [OPTIONS] NODE [NODE...]',
  aliases: ['remove'],
  short: 'Remove nodes from the swarm',
  swarm: 'manager',
  args: atLeast(1),
  flags: {
    force: flag.bool('f', 'Remove the node even if it is up'),
  },
  completes: nodeNames,
  *run({ api, out }, refs, { force }) {
    const failures = new Failures();
    for (const ref of refs) {
      try {
        yield* api.delete(apiPath`/nodes/${ref}`, { force: force ? '1' : undefined });
        yield* out.line(ref);
      } catch (error) {
        failures.add(error);
      }
    }
    failures.throwIfAny();
  },
});
