/** `docker service rollback` (command/service/rollback.go). */
import { apiPath } from '../_client/path';
import type { ApiService } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import { serviceNames, upTo } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { converged } from './_converge';
import { sendUpdate } from './_send';

export default command({
  use: 'rollback [OPTIONS] SERVICE',
  short: 'Go back to the previous spec of a service',
  swarm: 'manager',
  args: exactly(1),
  flags: {
    detach: flag.bool('d', 'Do not wait until the service has converged'),
    quiet: flag.bool('q', 'Do not draw progress'),
  },
  completes: upTo(1, serviceNames),
  *run(context, [ref = ''], { detach, quiet }) {
    const service = yield* context.api.getAs<ApiService>('swarm.Service', apiPath`/services/${ref}`, { insertDefaults: false });
    yield* sendUpdate(context, service, service.Spec, { rollback: 'previous' });
    yield* context.out.line(ref);
    if (!detach) yield* converged(context, ref, quiet);
  },
});
