/** `docker network rm` (command/network/remove.go): asks before the routing mesh goes, tells each error as it happens. */
import { apiPath } from '../_client/path';
import { confirmed } from '../_client/prompt';
import type { ApiNetwork } from '../_client/shapes';
import { command, atLeast } from '../_framework/command';
import { networkNames } from '../_framework/completion';
import { Failure, isNotFound } from '../_framework/failure';
import * as flag from '../_framework/flags';

const INGRESS_WARNING =
  'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. ' +
  'Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\nAre you sure you want to continue?';

export default command({
  use: 'rm NETWORK [NETWORK...]',
  aliases: ['remove'],
  short: 'Remove networks',
  args: atLeast(1),
  flags: {
    force: flag.bool('f', 'A network that is not there is no error'),
  },
  completes: networkNames,
  *run(context, refs, { force }) {
    let failed = false;
    for (const ref of refs) {
      const path = apiPath`/networks/${ref}`;
      try {
        const network = yield* context.api.get<ApiNetwork>(path);
        if (network.Ingress && !(yield* confirmed(context, INGRESS_WARNING))) continue;
      } catch (error) {
        // Whatever is wrong with it, the removal itself will say.
        if (!(error instanceof Failure)) throw error;
      }
      try {
        yield* context.api.delete(path);
        yield* context.out.line(ref);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (force && isNotFound(error)) continue;
        yield* context.err.line(error.message);
        failed = true;
      }
    }
    if (failed) throw new Failure('exit status 1');
  },
});
