/** Secrets and configs of a deployment: made when missing, else updated, of which the engine accepts new labels only. */
import type { Program } from '../../../sim';
import { apiPath } from '../../_client/path';
import type { ApiSecret } from '../../_client/shapes';
import type { Context } from '../../_framework/context';
import { isNotFound } from '../../_framework/failure';
import type { FileObjectSpec } from '../_convert/file-objects';
import { described } from './networks';

export function* deployFileObjects(context: Context, noun: 'secret' | 'config', specs: readonly FileObjectSpec[]): Program {
  const { api } = context;
  for (const spec of specs) {
    const existing = yield* find(context, noun, spec.Name);
    if (existing) {
      yield* described(
        `failed to update ${noun} ${spec.Name}`,
        api.post(`/${noun}s/${existing.ID}/update`, { query: { version: existing.Version.Index }, json: spec }),
      );
    } else {
      yield* context.out.line(`Creating ${noun} ${spec.Name}`);
      yield* described(`failed to create ${noun} ${spec.Name}`, api.post(`/${noun}s/create`, { json: spec }));
    }
  }
}

function* find(context: Context, noun: string, name: string): Program<ApiSecret | undefined> {
  try {
    return yield* context.api.get<ApiSecret>(noun === 'secret' ? apiPath`/secrets/${name}` : apiPath`/configs/${name}`);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
