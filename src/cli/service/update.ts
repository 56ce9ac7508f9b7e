/** `docker service update` (command/service/update.go). */
import { apiPath } from '../_client/path';
import type { ApiService } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import { serviceNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import { converged } from './_converge';
import { type Given, UPDATE_FLAGS, type UpdateFlags } from './_flags';
import { pinImage, tagImage } from './_image';
import { mergedSpec } from './_merge';
import { sendUpdate } from './_send';

export default command({
  use: 'update [OPTIONS] SERVICE',
  short: 'Change a service',
  swarm: 'manager',
  args: exactly(1),
  flags: UPDATE_FLAGS,
  completes: upTo(1, serviceNames),
  *run(context, [ref = ''], flags, given) {
    const service = yield* context.api.getAs<ApiService>('swarm.Service', apiPath`/services/${ref}`, { insertDefaults: false });
    const any: Given<UpdateFlags> = (...names) => names.some(given);
    if (flags.rollback) {
      const others = (Object.keys(UPDATE_FLAGS) as (keyof UpdateFlags & string)[]).filter((name) => !['rollback', 'detach', 'quiet'].includes(name));
      if (any(...others)) throw new Failure('other flags may not be combined with --rollback');
    }
    const spec = yield* mergedSpec(context, service.Spec, flags, any);
    const auth = flags['with-registry-auth'];
    tagImage(spec.TaskTemplate);
    const warning = given('image') && !flags['no-resolve-image'] ? yield* pinImage(context, spec.TaskTemplate, auth) : undefined;
    yield* sendUpdate(
      context,
      service,
      spec,
      { registryAuthFrom: auth ? undefined : 'spec', rollback: flags.rollback ? 'previous' : undefined },
      warning,
      auth,
    );
    yield* context.out.line(ref);
    if (!flags.detach) yield* converged(context, ref, flags.quiet);
  },
});
