/** Sending a changed spec for a service that was read before: update, rollback and scale. */
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiService } from '../_client/shapes';
import type { Context } from '../_framework/context';
import type { ServiceDraft } from './_draft';
import { REGISTRY_AUTH } from './_image';

/** Sends the spec under the version that was read, and prints the daemon's warnings. */
export function* sendUpdate(
  context: Context,
  service: ApiService,
  spec: ServiceDraft | ApiService['Spec'],
  query: { registryAuthFrom?: 'spec'; rollback?: 'previous' } = {},
  warning?: string,
  auth = false,
): Program {
  const answer = yield* context.api.post<{ Warnings?: string[] | null } | undefined>(apiPath`/services/${service.ID}/update`, {
    query: { ...query, version: service.Version.Index },
    json: spec,
    headers: auth ? REGISTRY_AUTH : undefined,
  });
  for (const text of [...(answer?.Warnings ?? []), ...(warning ? [warning] : [])]) yield* context.err.line(text);
}
