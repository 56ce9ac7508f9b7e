/** `/secrets` (moby api/server/router/swarm, daemon/cluster/secrets.go). */
import { isRefusal } from '../../model';
import type { Routes } from '../engine-api';
import { answer, done, filtersOf, json, refused, unknownFilter } from '../call';
import { secretJson } from '../shape/cluster-objects';
import { secretSpecOf, specVersion } from '../secret-spec';

const FILTERS = ['id', 'label', 'name', 'names'];

export const secrets: Routes = {
  *'GET /secrets'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const refusal = call.daemon.swarm.notManager() ?? unknownFilter(filters, FILTERS);
    if (refusal) return refused(refusal);
    return answer(yield* call.daemon.swarm.control((api) => api.listSecrets(filters)), (list) => list.map(secretJson));
  },

  *'POST /secrets/create'(call) {
    const refusal = call.daemon.swarm.notManager();
    if (refusal) return refused(refusal);
    const spec = yield* secretSpecOf(call, 'secret');
    if (isRefusal(spec)) return refused(spec);
    const secret = yield* call.daemon.swarm.control((api) => api.createSecret(spec));
    return isRefusal(secret) ? refused(secret) : json(201, { ID: secret.ID });
  },

  *'GET /secrets/{id}'(call) {
    const { id = '' } = call.params;
    return answer(yield* call.daemon.swarm.control((api) => api.getSecret(id)), secretJson);
  },

  *'POST /secrets/{id}/update'(call) {
    const spec = yield* secretSpecOf(call, 'secret');
    if (isRefusal(spec)) return refused(spec);
    const version = specVersion(call, 'secret');
    if (isRefusal(version)) return refused(version);
    const { id = '' } = call.params;
    return done(yield* call.daemon.swarm.control((api) => api.updateSecret(id, version, spec)), 200);
  },

  *'DELETE /secrets/{id}'(call) {
    const { id = '' } = call.params;
    return done(yield* call.daemon.swarm.control((api) => api.removeSecret(id)));
  },
};
