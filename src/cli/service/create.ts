/** `docker service create` (command/service/create.go). */
import { command, atLeast } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import { converged } from './_converge';
import { CREATE_FLAGS, type CreateFlags, type Given } from './_flags';
import { pinImage, REGISTRY_AUTH, tagImage } from './_image';
import { createSpec } from './_spec';

export default command({
  use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a service',
  swarm: 'manager',
  args: atLeast(1),
  stopsAtArguments: true,
  flags: CREATE_FLAGS,
  completes: upTo(1, imageNames),
  *run(context, [image = '', ...args], flags, given) {
    const any: Given<CreateFlags> = (...names) => names.some(given);
    const spec = yield* createSpec(context, image, args, flags, any);
    tagImage(spec.TaskTemplate);
    const warning = flags['no-resolve-image'] ? undefined : yield* pinImage(context, spec.TaskTemplate, flags['with-registry-auth']);
    const made = yield* context.api.post<{ ID: string; Warnings?: string[] | null }>('/services/create', {
      json: spec,
      headers: flags['with-registry-auth'] ? REGISTRY_AUTH : undefined,
    });
    for (const text of [...(made.Warnings ?? []), ...(warning ? [warning] : [])]) yield* context.err.line(text);
    yield* context.out.line(made.ID);
    if (!flags.detach) yield* converged(context, made.ID, flags.quiet);
  },
});
