/** `/configs` (moby api/server/router/swarm, daemon/cluster/configs.go). */
import { isRefusal } from '../../model';
import type { Routes } from '../engine-api';
import { answer, done, filtersOf, json, refused, unknownFilter } from '../call';
import { configJson } from '../shape/cluster-objects';
import { secretSpecOf, specVersion } from '../secret-spec';

const FILTERS = ['id', 'label', 'name', 'names'];

export const configs: Routes = {
  *'GET /configs'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const refusal = call.daemon.swarm.notManager() ?? unknownFilter(filters, FILTERS);
    if (refusal) return refused(refusal);
    return answer(yield* call.daemon.swarm.control((api) => api.listConfigs(filters)), (list) => list.map(configJson));
  },

  *'POST /configs/create'(call) {
    const refusal = call.daemon.swarm.notManager();
    if (refusal) return refused(refusal);
    const spec = yield* secretSpecOf(call, 'config');
    if (isRefusal(spec)) return refused(spec);
    const config = yield* call.daemon.swarm.control((api) => api.createConfig(spec));
    return isRefusal(config) ? refused(config) : json(201, { ID: config.ID });
  },

  *'GET /configs/{id}'(call) {
    const { id = '' } = call.params;
    return answer(yield* call.daemon.swarm.control((api) => api.getConfig(id)), configJson);
  },

  *'POST /configs/{id}/update'(call) {
    const spec = yield* secretSpecOf(call, 'config');
    if (isRefusal(spec)) return refused(spec);
    const version = specVersion(call, 'config');
    if (isRefusal(version)) return refused(version);
    const { id = '' } = call.params;
    return done(yield* call.daemon.swarm.control((api) => api.updateConfig(id, version, spec)), 200);
  },

  *'DELETE /configs/{id}'(call) {
    const { id = '' } = call.params;
    return done(yield* call.daemon.swarm.control((api) => api.removeConfig(id)));
  },
};
