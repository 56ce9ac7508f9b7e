/** `/nodes` (moby api/server/router/swarm). */
import type { NodeSpec } from '../../model';
import { isRefusal, refuse } from '../../model';
import { convertNodeSpec } from '../../world';
import type { Routes } from '../engine-api';
import { answer, bodyOf, done, filtersOf, refused, unknownFilter } from '../call';
import { answerList, jsonOnce } from '../json-once';
import { nodeJson } from '../shape/cluster-objects';

const FILTERS = ['id', 'label', 'node.label', 'membership', 'name', 'role'];

const nodesText = jsonOnce(nodeJson);

export const nodes: Routes = {
  *'GET /nodes'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const refusal = call.daemon.swarm.notManager() ?? unknownFilter(filters, FILTERS);
    if (refusal) return refused(refusal);
    return answerList(yield* call.daemon.swarm.control((api) => api.listNodes(filters)), nodesText);
  },

  *'GET /nodes/{id}'(call) {
    const { id = '' } = call.params;
    return answer(yield* call.daemon.swarm.control((api) => api.getNode(id)), nodeJson);
  },

  *'POST /nodes/{id}/update'(call) {
    const body = yield* bodyOf<NodeSpec>(call, 'swarm.NodeSpec');
    if (isRefusal(body)) return refused(body);
    const version = call.query.get('version');
    if (!/^\d+$/.test(version)) return refused(refuse(400, `invalid node version '${version}': strconv.ParseUint: parsing "${version}": invalid syntax`));
    const spec = convertNodeSpec(body);
    if (isRefusal(spec)) return refused(spec);
    const { id = '' } = call.params;
    return done(yield* call.daemon.swarm.control((api) => api.updateNode(id, Number(version), spec)), 200);
  },

  *'DELETE /nodes/{id}'(call) {
    const { id = '' } = call.params;
    return done(yield* call.daemon.swarm.control((api) => api.removeNode(id, call.query.bool('force'))), 200);
  },
};
