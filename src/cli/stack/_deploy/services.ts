/** Services of a deployment: made or updated, with the image's digest asked of the registry when it should be. */
import type { Program } from '../../../sim';
import { apiPath } from '../../_client/path';
import type { ApiService } from '../../_client/shapes';
import type { Context } from '../../_framework/context';
import { Failure, Failures } from '../../_framework/failure';
import { filtersParameter } from '../../_framework/flags';
import { converged } from '../../service/_converge';
import type { ServiceDraft } from '../../service/_draft';
import { pinImage, tagImage } from '../../service/_image';
import { IMAGE_LABEL, scoped, stackFilter } from '../_convert/namespace';
import { described } from './networks';

export type ResolveImage = 'always' | 'changed' | 'never';

export interface ServiceOptions {
  resolveImage: ResolveImage;
  /** Send the registry's credentials along. */
  registryAuth: boolean;
}

/** What the client sends for a registry it has no credentials for: `{}` in base64. */
const NO_CREDENTIALS = 'e30=';

export function* stackServices(context: Context, stack: string, status?: boolean): Program<ApiService[]> {
  return yield* context.api.get<ApiService[]>('/services', { filters: filtersParameter([stackFilter(stack)]), status });
}

/** Answers the IDs, in the order of the file. */
export function* deployServices(
  context: Context,
  stack: string,
  specs: ReadonlyMap<string, ServiceDraft>,
  options: ServiceOptions,
): Program<string[]> {
  const existing = new Map((yield* stackServices(context, stack)).map((service) => [service.Spec.Name, service]));
  const ids: string[] = [];
  for (const [key, spec] of specs) {
    const service = existing.get(scoped(stack, key));
    ids.push(service ? yield* updateService(context, service, spec, options) : yield* createService(context, spec, options));
  }
  return ids;
}

function headersOf(context: Context, { registryAuth }: ServiceOptions): Record<string, string> {
  return { version: context.api.version, ...(registryAuth ? { 'x-registry-auth': NO_CREDENTIALS } : {}) };
}

/** The daemon's warnings, and that of a digest that could not be had, go unsaid here. */
function* createService(context: Context, spec: ServiceDraft, options: ServiceOptions): Program<string> {
  yield* context.out.line(`Creating service ${spec.Name}`);
  tagImage(spec.TaskTemplate);
  if (options.resolveImage !== 'never') yield* pinImage(context, spec.TaskTemplate);
  const made = yield* described(
    `failed to create service ${spec.Name}`,
    context.api.post<{ ID: string }>('/services/create', { json: spec, headers: headersOf(context, options) }),
  );
  return made.ID;
}

function* updateService(context: Context, service: ApiService, spec: ServiceDraft, options: ServiceOptions): Program<string> {
  yield* context.out.line(`Updating service ${spec.Name} (id: ${service.ID})`);
  const task = spec.TaskTemplate;
  const unchanged = task.ContainerSpec.Image === service.Spec.Labels?.[IMAGE_LABEL];
  const asks = options.resolveImage === 'always' || (options.resolveImage === 'changed' && !unchanged);
  // The image that was pinned before stays, else the update would be a change.
  if (!asks && unchanged) task.ContainerSpec.Image = service.Spec.TaskTemplate.ContainerSpec?.Image ?? '';
  task.ForceUpdate = service.Spec.TaskTemplate.ForceUpdate ?? 0;
  tagImage(task);
  const warning = asks ? yield* pinImage(context, task) : undefined;
  const answer = yield* described(
    `failed to update service ${spec.Name}`,
    context.api.post<{ Warnings?: string[] | null } | undefined>(apiPath`/services/${service.ID}/update`, {
      query: { version: service.Version.Index },
      json: spec,
      headers: headersOf(context, options),
    }),
  );
  for (const text of [...(answer?.Warnings ?? []), ...(warning ? [warning] : [])]) yield* context.err.line(text);
  return service.ID;
}

/** Waits for one after the other; those that fail are told of at the end. */
export function* waitForServices(context: Context, ids: readonly string[], quiet: boolean): Program {
  const failures = new Failures();
  for (const id of ids) {
    try {
      yield* converged(context, id, quiet);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.add(error, (message) => `${id}: ${message}`);
    }
  }
  failures.throwIfAny();
}
