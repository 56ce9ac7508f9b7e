/** `docker service scale` (command/service/scale.go): every valid pair is applied, the others are told of in the end. */
import type { ServiceMode } from '../../model';
import { apiPath } from '../_client/path';
import type { ApiService } from '../_client/shapes';
import { type Arity, atLeast, command } from '../_framework/command';
import { serviceNames } from '../_framework/completion';
import { Failure, Failures } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { parseUint } from '../_parse/numbers';
import { isProblem } from '../_parse/problem';
import { converged } from './_converge';
import { sendUpdate } from './_send';

const SHORT = 'Set the number of tasks of one or more services';
const USE = 'scale SERVICE=REPLICAS [SERVICE=REPLICAS...]';
const args: Arity = atLeast(1);

export default command({
  use: USE,
  short: SHORT,
  swarm: 'manager',
  args,
  flags: {
    detach: flag.bool('d', 'Do not wait until the service has converged'),
  },
  completes: function* (scene) {
    return (yield* serviceNames(scene)).map((name) => `${name}=`);
  },
  *run(context, pairs, { detach }) {
    for (const pair of pairs) {
      if (!/^[^=]+=./.test(pair)) {
        throw new Failure(
          `invalid scale specifier '${pair}'.\nSee '${context.path} --help'.\n\n` +
            `Usage:  docker service ${USE}\n\nScale one or multiple replicated services`,
        );
      }
    }
    const failures = new Failures();
    const scaled: string[] = [];
    for (const pair of pairs) {
      const ref = pair.slice(0, pair.indexOf('='));
      const text = pair.slice(ref.length + 1);
      try {
        const replicas = parseUint(text, { base: 10 });
        if (isProblem(replicas)) throw new Failure(`invalid replicas value ${text}: ${replicas.problem}`);
        const service = yield* context.api.getAs<ApiService>('swarm.Service', apiPath`/services/${ref}`, { insertDefaults: false });
        yield* sendUpdate(context, service, { ...service.Spec, Mode: scaledMode(service.Spec.Mode, replicas) });
        yield* context.out.line(`${ref} scaled to ${replicas}`);
        scaled.push(ref);
      } catch (error) {
        failures.add(error, (message) => `${ref}: ${message}`);
      }
    }
    if (!detach) {
      for (const ref of scaled) {
        try {
          yield* converged(context, ref);
        } catch (error) {
          failures.add(error, (message) => `${ref}: ${message}`);
        }
      }
    }
    failures.throwIfAny();
  },
});

function scaledMode(mode: ServiceMode, replicas: number): ServiceMode {
  if (mode.Replicated) return { Replicated: { ...mode.Replicated, Replicas: replicas } };
  if (mode.ReplicatedJob) return { ReplicatedJob: { ...mode.ReplicatedJob, TotalCompletions: replicas } };
  throw new Failure('scale can only be used with replicated or replicated-job mode');
}
