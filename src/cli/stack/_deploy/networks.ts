/** Networks of a deployment: external ones must be there, in the swarm; the others are made once and never changed. */
import type { Program } from '../../../sim';
import { apiPath } from '../../_client/path';
import type { ApiNetwork } from '../../_client/shapes';
import type { Context } from '../../_framework/context';
import { Failure, isNotFound } from '../../_framework/failure';
import { filtersParameter } from '../../_framework/flags';
import { stackFilter } from '../_convert/namespace';
import { isPredefined, type StackNetworks } from '../_convert/networks';

export function* checkExternalNetworks(context: Context, names: readonly string[]): Program {
  for (const name of names) {
    if (isPredefined(name)) continue;
    let network: ApiNetwork;
    try {
      network = yield* context.api.getAs<ApiNetwork>('network.Inspect', apiPath`/networks/${name}`);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw new Failure(
        `network "${name}" is declared as external, but could not be found. You need to create a swarm-scoped network before the stack is deployed`,
      );
    }
    if (network.Scope !== 'swarm') {
      throw new Failure(`network "${name}" is declared as external, but it is not in the right scope: "${network.Scope}" instead of "swarm"`);
    }
  }
}

export function* createNetworks(context: Context, stack: string, networks: StackNetworks['own']): Program {
  const existing = yield* context.api.get<ApiNetwork[]>('/networks', { filters: filtersParameter([stackFilter(stack)]) });
  const names = new Set(existing.map((network) => network.Name));
  for (const [name, request] of networks) {
    if (names.has(name)) continue;
    yield* context.out.line(`Creating network ${name}`);
    yield* described(`failed to create network ${name}`, context.api.post('/networks/create', { json: { ...request, Name: name } }));
  }
}

/** Puts what was tried in front of what the daemon said. */
export function* described<T>(what: string, request: Program<T>): Program<T> {
  try {
    return yield* request;
  } catch (error) {
    throw error instanceof Failure ? new Failure(`${what}: ${error.message}`) : error;
  }
}
