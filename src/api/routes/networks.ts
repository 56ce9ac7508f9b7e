/**
 * `/networks`: the engine's own networks, and on a manager all of the swarm's (moby api/server/router/network).
 * A swarm network that is in use on this machine is known to both; then the engine's view has its containers.
 */
import type { NetworkCreateRequest, NetworkData } from '../../host';
import { checkNetworkRequest, matchesPattern, predefinedNetworks, pruneMoment } from '../../host';
import type { Refusal } from '../../model';
import { isRefusal, parseInstant, refuse } from '../../model';
import type { Program } from '../../sim';
import { networkSpecOf, NOT_MANAGER } from '../../world';
import type { ApiCall, Filters } from '../call';
import { answer, bodyOf, done, filtersOf, json, refused, unknownFilter } from '../call';
import type { Routes } from '../engine-api';
import { networkJson } from '../shape/cluster-objects';

const FILTERS = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];
const PRUNE_FILTERS = ['label', 'label!', 'until'];

type NetworkJson = Omit<NetworkData, 'Containers'> & { Containers: NetworkData['Containers'] | null };

/** Networks of the whole swarm: overlays, and what asks for that scope. */
function isSwarmScope(request: NetworkCreateRequest): boolean {
  return request.ConfigOnly !== true && (request.Driver === 'overlay' || request.Scope === 'swarm');
}

export const networks: Routes = {
  *'GET /networks'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, FILTERS) ?? badValue(filters);
    if (bad) return refused(bad);
    const here = new Set(call.daemon.engine.networkList().map((one) => one.Id));
    const all = yield* everyNetwork(call);
    // The cluster takes a name whole; a pattern finds only what this machine knows (moby daemon/cluster/networks.go).
    const asked = filters.name?.length ? all.filter((one) => here.has(one.Id) || filters.name?.includes(one.Name)) : all;
    const ofSwarm = new Map((yield* swarmNetworks(call)).map((one) => [one.Id, one]));
    // A list tells of the swarm's networks what the swarm knows, of the machine's own what a list has room for.
    return json(200, asked.filter((one) => fits(one, filters, call.daemon.machine.platform.os)).map((one) => ({ ...one, ...(ofSwarm.get(one.Id) ?? { Containers: {} }), Created: one.Created })));
  },

  *'GET /networks/{id}'(call) {
    const { id = '' } = call.params;
    const scope = call.query.get('scope');
    const all = (yield* everyNetwork(call)).filter((one) => scope === '' || one.Scope === scope);
    // The swarm's own answer knows its hidden mirrors of `bridge` and `host`; it counts for IDs, and for names of its scope.
    const swarms = call.daemon.swarm.notManager() ? undefined : yield* call.daemon.swarm.control((api) => api.getNetwork(id));
    const mirror = swarms && !isRefusal(swarms) && swarms.predefined && (scope === 'swarm' || swarms.ID.startsWith(id)) ? swarms : undefined;
    const found = mirror ? (networkJson(mirror) as unknown as NetworkJson) : find(all, id);
    if (isRefusal(found)) return refused(found);
    const here = call.daemon.engine.networkInspect(found.Id, { verbose: call.query.bool('verbose') });
    if (isRefusal(here)) return json(200, found);
    const { Created, Containers, Labels, Peers, Services } = here;
    return json(200, { ...found, Created, Containers, Labels, ...(Peers ? { Peers } : {}), ...(Services ? { Services } : {}) });
  },

  *'POST /networks/create'(call) {
    const request = yield* bodyOf<NetworkCreateRequest>(call, 'network.CreateRequest');
    if (isRefusal(request)) return refused(request);
    if (!request.Name) return refused(refuse(400, 'invalid name: name is empty'));
    // The cluster is asked first, and it has mirrors of these two.
    const mirrored = call.daemon.swarm.notManager() === undefined && ['bridge', 'host'].includes(request.Name);
    const swarmTaken = mirrored || (yield* swarmNetworks(call)).some((one) => one.Name === request.Name);
    if (swarmTaken) return refused(refuse(409, `network with name ${request.Name} already exists`));
    if (!isSwarmScope(request)) return answer(yield* call.daemon.engine.networkCreate(request), (value) => value, 201);
    const refusal = checkNetworkRequest(request, call.daemon.machine.platform.os) ?? missingSwarm(call, request) ?? takenHere(call, request.Name);
    if (refusal) return refused(refusal);
    const network = yield* call.daemon.swarm.control((api) => api.createNetwork(networkSpecOf(request)));
    return isRefusal(network) ? refused(network) : json(201, { Id: network.ID, Warning: '' });
  },

  *'POST /networks/{id}/connect'(call) {
    const body = yield* bodyOf<{ Container?: string; EndpointConfig?: object }>(call, 'network.ConnectOptions');
    if (isRefusal(body)) return refused(body);
    return done(yield* call.daemon.engine.networkConnect(call.params.id ?? '', body.Container ?? '', body.EndpointConfig), 200);
  },

  *'POST /networks/{id}/disconnect'(call) {
    const body = yield* bodyOf<{ Container?: string; Force?: boolean }>(call, 'network.DisconnectOptions');
    if (isRefusal(body)) return refused(body);
    return done(yield* call.daemon.engine.networkDisconnect(call.params.id ?? '', body.Container ?? '', body.Force === true), 200);
  },

  *'DELETE /networks/{id}'(call) {
    const { id = '' } = call.params;
    const found = find(yield* everyNetwork(call), id);
    if (isRefusal(found)) return refused(found);
    if (found.Scope === 'swarm' && call.daemon.swarm.notManager() === undefined) {
      return done(yield* call.daemon.swarm.control((api) => api.removeNetwork(found.Id)));
    }
    return done(yield* call.daemon.engine.networkRemove(found.Id));
  },

  *'POST /networks/prune'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, PRUNE_FILTERS);
    if (bad) return refused(bad);
    const before = pruneMoment(filters, call.sim.nowMs);
    if (isRefusal(before)) return refused(before);
    const removed: string[] = [];
    for (const network of yield* swarmNetworks(call)) {
      // As Docker does, simply try: what is in use refuses.
      const young = before !== undefined && (parseInstant(network.Created) ?? 0) > before;
      if (network.Ingress || young || !fitsLabels(network.Labels ?? {}, filters)) continue;
      const result = yield* call.daemon.swarm.control((api) => api.removeNetwork(network.Id));
      if (!isRefusal(result)) removed.push(network.Name);
    }
    const local = yield* call.daemon.engine.networkPrune(filters);
    if (isRefusal(local)) return refused(local);
    removed.push(...local.NetworksDeleted);
    return json(200, { NetworksDeleted: removed.length > 0 ? removed : null });
  },
};

function takenHere(call: ApiCall, name: string): Refusal | undefined {
  const taken = call.daemon.engine.networkList().some((one) => one.Name === name);
  return taken ? refuse(409, `network with name ${name} already exists`) : undefined;
}

/** Whatever the node's state, an overlay asks for a manager in the same words (moby daemon/network.go). */
function missingSwarm(call: ApiCall, request: NetworkCreateRequest): Refusal | undefined {
  if (!call.daemon.swarm.notManager()) return undefined;
  if (request.Driver === 'overlay') return refuse(403, NOT_MANAGER);
  return call.daemon.swarm.localState !== 'inactive'
    ? refuse(403, 'Cannot create a multi-host network from a worker node. Please create the network from a manager node.')
    : refuse(403, 'cannot create a swarm scoped network when swarm is not active');
}

function* swarmNetworks(call: ApiCall): Program<NetworkJson[]> {
  if (call.daemon.swarm.notManager()) return [];
  const list = yield* call.daemon.swarm.control((api) => api.listNetworks());
  return isRefusal(list) ? [] : list.map((one) => networkJson(one) as unknown as NetworkJson);
}

function* everyNetwork(call: ApiCall): Program<NetworkJson[]> {
  const byId = new Map<string, NetworkJson>(call.daemon.engine.networkList().map((one) => [one.Id, one]));
  for (const network of yield* swarmNetworks(call)) {
    const here = byId.get(network.Id);
    byId.set(network.Id, here ? { ...network, Created: here.Created, Containers: here.Containers, Labels: here.Labels, ...(here.Peers ? { Peers: here.Peers } : {}) } : network);
  }
  return [...byId.values()];
}

/** moby: a whole ID, then a whole name, then a prefix of an ID; each must be the only one. */
function find(all: readonly NetworkJson[], ref: string): NetworkJson | Refusal {
  const byId = all.find((one) => one.Id === ref);
  if (byId) return byId;
  const byName = all.filter((one) => one.Name === ref);
  if (byName.length > 1) return refuse(400, `${byName.length} matches found based on name: network ${ref} is ambiguous`);
  if (byName[0]) return byName[0];
  const byPrefix = ref === '' ? [] : all.filter((one) => one.Id.startsWith(ref));
  if (byPrefix.length > 1) return refuse(400, `${byPrefix.length} matches found based on ID prefix: network ${ref} is ambiguous`);
  return byPrefix[0] ?? refuse(404, `network ${ref} not found`);
}

function fitsLabels(labels: Readonly<Record<string, string>>, filters: Filters): boolean {
  const holds = (one: string) => (one.includes('=') ? labels[one.slice(0, one.indexOf('='))] === one.slice(one.indexOf('=') + 1) : one in labels);
  return (filters.label ?? []).every(holds) && !(filters['label!'] ?? []).some(holds);
}

const TRUE = ['true', '1'];
const FALSE = ['false', '0'];

function badValue(filters: Filters): Refusal | undefined {
  const odd = (filters.type ?? []).find((one) => one !== 'builtin' && one !== 'custom');
  if (odd !== undefined) return refuse(400, `invalid filter: 'type'='${odd}'`);
  const dangling = filters.dangling ?? [];
  if (dangling.length === 0 || (dangling.length === 1 && [...TRUE, ...FALSE].includes(dangling[0] as string))) return undefined;
  return refuse(400, `invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`);
}

function fits(network: NetworkJson, filters: Filters, os: 'linux' | 'windows'): boolean {
  const any = (name: string, test: (wanted: string) => boolean) => !filters[name]?.length || filters[name].some(test);
  const predefined = predefinedNetworks(os).includes(network.Name);
  return (
    matchesPattern(filters.id ?? [], [network.Id]) &&
    matchesPattern(filters.name ?? [], [network.Name]) &&
    any('driver', (wanted) => network.Driver === wanted) &&
    any('scope', (wanted) => network.Scope === wanted) &&
    any('type', (wanted) => (wanted === 'builtin') === predefined) &&
    // A list knows of no containers: whatever is not predefined dangles (observed on Docker 28.5).
    any('dangling', (wanted) => TRUE.includes(wanted) === !predefined) &&
    fitsLabels(network.Labels ?? {}, filters)
  );
}
