/**
 * `/networks`: the engine's own networks, and on a manager all of the swarm's (moby api/server/router/network).
 * A swarm network that is in use on this machine is known to both; then the engine's view has its containers.
 */
import type { NetworkCreateRequest, NetworkData } from '../../host';
import type { Refusal } from '../../model';
import { ipamProblem, isRefusal, refuse } from '../../model';
import type { Program } from '../../sim';
import { networkSpecOf, NOT_MANAGER } from '../../world';
import type { ApiCall, Filters } from '../call';
import { answer, bodyOf, done, filtersOf, json, refused, unknownFilter } from '../call';
import type { Routes } from '../engine-api';
import { networkJson } from '../shape/cluster-objects';

const FILTERS = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];
const PRUNE_FILTERS = ['label', 'label!', 'until'];
const PREDEFINED = ['bridge', 'host', 'none'];

type NetworkJson = Omit<NetworkData, 'Containers'> & { Containers: NetworkData['Containers'] | null };

/** Drivers that make networks of the whole swarm. */
function isSwarmScope(request: NetworkCreateRequest): boolean {
  return request.Driver === 'overlay' || request.Scope === 'swarm' || request.Ingress === true;
}

export const networks: Routes = {
  *'GET /networks'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, FILTERS);
    if (bad) return refused(bad);
    const odd = (filters.type ?? []).find((one) => one !== 'builtin' && one !== 'custom');
    if (odd !== undefined) return refused(refuse(400, `invalid filter: 'type'='${odd}'`));
    const all = yield* everyNetwork(call);
    return json(200, all.filter((one) => fits(one, filters)).map((one) => ({ ...one, Containers: {} })));
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
    const here = call.daemon.engine.networkInspect(found.Id);
    if (isRefusal(here)) return json(200, found);
    return json(200, { ...found, Created: here.Created, Containers: here.Containers, Labels: here.Labels, ...(here.Peers ? { Peers: here.Peers } : {}) });
  },

  *'POST /networks/create'(call) {
    const request = yield* bodyOf<NetworkCreateRequest>(call);
    if (isRefusal(request)) return refused(request);
    if (!isSwarmScope(request)) {
      const swarmTaken = (yield* swarmNetworks(call)).some((one) => one.Name === request.Name);
      if (swarmTaken) return refused(refuse(409, `network with name ${request.Name} already exists`));
      return answer(yield* call.daemon.engine.networkCreate(request), (value) => value, 201);
    }
    const refusal = call.daemon.swarm.notManager();
    // Whatever the node's state, an overlay asks for a manager in these words (moby daemon/network.go).
    if (refusal) return refused(refuse(403, NOT_MANAGER));
    const taken = (yield* everyNetwork(call)).some((one) => one.Name === request.Name);
    const problem = taken ? undefined : ipamProblem(request.IPAM, request.EnableIPv6 ?? false);
    if (problem) return refused(refuse(400, problem));
    if (taken) return refused(refuse(409, `network with name ${request.Name} already exists`));
    const network = yield* call.daemon.swarm.control((api) => api.createNetwork(networkSpecOf(request)));
    return isRefusal(network) ? refused(network) : json(201, { Id: network.ID, Warning: '' });
  },

  *'POST /networks/{id}/connect'(call) {
    const body = yield* bodyOf<{ Container?: string; EndpointConfig?: object | null }>(call);
    if (isRefusal(body)) return refused(body);
    return done(yield* call.daemon.engine.networkConnect(call.params.id ?? '', body.Container ?? '', body.EndpointConfig ?? undefined), 200);
  },

  *'POST /networks/{id}/disconnect'(call) {
    const body = yield* bodyOf<{ Container?: string; Force?: boolean }>(call);
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
    const local = yield* call.daemon.engine.networkPrune(filters);
    if (isRefusal(local)) return refused(local);
    const removed = [...local.NetworksDeleted];
    for (const network of yield* swarmNetworks(call)) {
      // As Docker does, simply try: what is in use refuses.
      if (network.Ingress || !fitsLabels(network.Labels ?? {}, filters)) continue;
      const result = yield* call.daemon.swarm.control((api) => api.removeNetwork(network.Id));
      if (!isRefusal(result)) removed.push(network.Name);
    }
    return json(200, { NetworksDeleted: removed.length > 0 ? removed : null });
  },
};

function* swarmNetworks(call: ApiCall): Program<NetworkJson[]> {
  if (call.daemon.swarm.notManager()) return [];
  const list = yield* call.daemon.swarm.control((api) => api.listNetworks());
  return isRefusal(list) ? [] : list.map((one) => networkJson(one) as unknown as NetworkJson);
}

function* everyNetwork(call: ApiCall): Program<NetworkJson[]> {
  const local = call.daemon.engine.networkList();
  const own: NetworkJson[] = isRefusal(local) ? [] : local;
  const byId = new Map<string, NetworkJson>(own.map((one) => [one.Id, one]));
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
  if (byName.length > 1) return refuse(400, `network ${ref} is ambiguous (${byName.length} matches found on name)`);
  if (byName[0]) return byName[0];
  const byPrefix = ref === '' ? [] : all.filter((one) => one.Id.startsWith(ref));
  if (byPrefix.length > 1) return refuse(400, `network ${ref} is ambiguous (${byPrefix.length} matches found based on ID prefix)`);
  return byPrefix[0] ?? refuse(404, `network ${ref} not found`);
}

function fitsLabels(labels: Readonly<Record<string, string>>, filters: Filters): boolean {
  const holds = (one: string) => (one.includes('=') ? labels[one.slice(0, one.indexOf('='))] === one.slice(one.indexOf('=') + 1) : one in labels);
  return (filters.label ?? []).every(holds) && !(filters['label!'] ?? []).some(holds);
}

function fits(network: NetworkJson, filters: Filters): boolean {
  const any = (name: string, test: (wanted: string) => boolean) => !filters[name]?.length || filters[name].some(test);
  return (
    any('id', (wanted) => network.Id.startsWith(wanted)) &&
    any('name', (wanted) => network.Name.includes(wanted)) &&
    any('driver', (wanted) => network.Driver === wanted) &&
    any('scope', (wanted) => network.Scope === wanted) &&
    any('type', (wanted) => (wanted === 'builtin') === PREDEFINED.includes(network.Name)) &&
    any('dangling', (wanted) => {
      const unused = !PREDEFINED.includes(network.Name) && !network.Ingress && Object.keys(network.Containers ?? {}).length === 0;
      return unused === ['1', 'true', 't'].includes(wanted.toLowerCase());
    }) &&
    fitsLabels(network.Labels ?? {}, filters)
  );
}
