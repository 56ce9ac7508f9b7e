/** `docker service inspect` (command/service/inspect.go, formatter.go). */
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiNetwork, ApiService } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { command, atLeast } from '../_framework/command';
import { serviceNames } from '../_framework/completion';
import { Failure, isNotFound } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';
import { formatService } from './_pretty';

export default command({
  use: 'inspect [OPTIONS] SERVICE [SERVICE...]',
  short: 'Show everything about one or more services',
  swarm: 'manager',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    pretty: flag.bool('', 'Print it for people'),
  },
  completes: serviceNames,
  *run(context, refs, flags) {
    if (flags.pretty && flags.format) throw new Failure('--format is incompatible with human friendly format');
    const format = flags.format || context.config.text('serviceInspectFormat');
    if (flags.pretty || format === 'pretty') return yield* printPages(context, refs);
    yield* inspectAll(context, refs, { format, badTemplateExit: 1 }, function* (ref) {
      return { value: { type: goType('swarm.Service'), data: yield* fetchService(context, ref) } };
    });
  },
});

function* fetchService(context: Context, ref: string): Program<ApiService> {
  try {
    return yield* context.api.getAs<ApiService>('swarm.Service', apiPath`/services/${ref}`, { insertDefaults: true });
  } catch (error) {
    if (isNotFound(error)) throw new Failure(`Error: no such service: ${ref}`);
    throw error;
  }
}

/** All pages or none: the first miss ends it. */
function* printPages(context: Context, refs: readonly string[]): Program {
  const pages: string[] = [];
  for (const ref of refs) {
    const service = yield* fetchService(context, ref);
    const networks = service.Spec.TaskTemplate.Networks?.length ? service.Spec.TaskTemplate.Networks : (service.Spec.Networks ?? []);
    const names = new Map<string, string>();
    for (const { Target } of networks) names.set(Target, yield* networkName(context, Target));
    pages.push(formatService(service, (id) => names.get(id) ?? id, context.sim.nowMs));
  }
  yield* context.out.write(pages.join(''));
}

function* networkName(context: Context, id: string): Program<string> {
  try {
    return (yield* context.api.getAs<ApiNetwork>('network.Inspect', apiPath`/networks/${id}`, { scope: 'swarm' })).Name;
  } catch (error) {
    if (error instanceof Failure) return id;
    throw error;
  }
}
