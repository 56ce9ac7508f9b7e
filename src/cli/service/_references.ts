/** Names in flags become IDs: secrets, configs and networks are looked up before a service is sent. */
import type { ConfigReference, NetworkAttachmentConfig, SecretReference } from '../../model';
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiNetwork, ApiSecret } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { filtersParameter } from '../_framework/flags';
import type { FileRequest, NetworkRequest } from '../_parse/references';

function* idsByName(context: Context, noun: 'secret' | 'config', requests: readonly FileRequest[]): Program<Map<string, string>> {
  const filters = filtersParameter(requests.map((request) => ['name', request.source]));
  const found = yield* context.api.get<ApiSecret[]>(`/${noun}s`, { filters });
  return new Map(found.map((object) => [object.Spec.Name, object.ID]));
}

/** No two at the same path. */
export function checkTargets(noun: 'secret' | 'config', requests: readonly FileRequest[]): void {
  const targets = new Set<string>();
  for (const { target, source, runtime } of requests) {
    if (runtime) continue;
    if (targets.has(target)) throw new Failure(`duplicate ${noun} target for ${source} not allowed`);
    targets.add(target);
  }
}

const fileTarget = ({ target, uid, gid, mode }: FileRequest) => ({ Name: target, UID: uid, GID: gid, Mode: mode });

function idOf(ids: ReadonlyMap<string, string>, noun: string, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Failure(`${noun} not found: ${name}`);
  return id;
}

export function* secretReferences(context: Context, requests: readonly FileRequest[]): Program<SecretReference[]> {
  if (!requests.length) return [];
  checkTargets('secret', requests);
  const ids = yield* idsByName(context, 'secret', requests);
  return requests.map((request) => ({ File: fileTarget(request), SecretID: idOf(ids, 'secret', request.source), SecretName: request.source }));
}

export function* configReferences(context: Context, requests: readonly FileRequest[]): Program<ConfigReference[]> {
  if (!requests.length) return [];
  checkTargets('config', requests);
  const ids = yield* idsByName(context, 'config', requests);
  return requests.map((request) => ({
    ...(request.runtime ? { Runtime: {} } : { File: fileTarget(request) }),
    ConfigID: idOf(ids, 'config', request.source),
    ConfigName: request.source,
  }));
}

/** The ID of a network that services may use. */
export function* swarmNetworkId(context: Context, ref: string): Program<string> {
  return (yield* context.api.getAs<ApiNetwork>('network.Inspect', apiPath`/networks/${ref}`, { scope: 'swarm' })).Id;
}

export function attachment(request: NetworkRequest, id: string): NetworkAttachmentConfig {
  return {
    Target: id,
    ...(request.aliases.length ? { Aliases: request.aliases } : {}),
    ...(Object.keys(request.driverOpts).length ? { DriverOpts: request.driverOpts } : {}),
  };
}

/** Attachments sorted by network ID, so that equal specs are equal. */
export function* networkAttachments(context: Context, requests: readonly NetworkRequest[]): Program<NetworkAttachmentConfig[]> {
  const attachments: NetworkAttachmentConfig[] = [];
  for (const request of requests) attachments.push(attachment(request, yield* swarmNetworkId(context, request.target)));
  return attachments.sort((a, b) => (a.Target < b.Target ? -1 : 1));
}
