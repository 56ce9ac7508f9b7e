/** `/services` (moby api/server/router/swarm, daemon/cluster/services.go). */
import type { NetworkAttachmentConfig, Refusal, ServiceSpec } from '../../model';
import { isRefusal, refuse } from '../../model';
import type { Program } from '../../sim';
import { convertServiceSpec } from '../../world';
import type { ApiCall } from '../call';
import { answer, bodyOf, done, filtersOf, json, refused, unknownFilter } from '../call';
import type { Routes } from '../engine-api';
import { serviceLogs } from '../service-logs';
import { serviceJson } from '../shape/cluster-objects';
import { randomName } from '../random-name';

const FILTERS = ['name', 'id', 'label', 'mode', 'runtime'];

export const services: Routes = {
  *'GET /services'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const refusal = call.daemon.swarm.notManager() ?? unknownFilter(filters, FILTERS);
    if (refusal) return refused(refusal);
    const list = yield* call.daemon.swarm.control((api) => api.listServices(filters, { status: call.query.bool('status') }));
    return answer(list, (all) => all.map(serviceJson));
  },

  *'POST /services/create'(call) {
    const spec = yield* specOf(call);
    if (isRefusal(spec)) return refused(spec);
    const service = yield* call.daemon.swarm.control((api) => api.createService(spec));
    return isRefusal(service) ? refused(service) : json(201, { ID: service.ID, Warnings: null });
  },

  *'GET /services/{id}'(call) {
    const { id = '' } = call.params;
    return answer(yield* call.daemon.swarm.control((api) => api.getService(id, { insertDefaults: call.query.bool('insertDefaults') })), serviceJson);
  },

  *'POST /services/{id}/update'(call) {
    const version = call.query.get('version');
    if (!/^\d+$/.test(version)) return refused(refuse(400, `invalid service version '${version}': strconv.ParseUint: parsing "${version}": invalid syntax`));
    const rollback = call.query.get('rollback');
    if (rollback !== '' && rollback !== 'previous') return refused(refuse(400, 'unrecognized rollback option ' + rollback));
    const spec = yield* specOf(call);
    if (isRefusal(spec)) return refused(spec);
    const { id = '' } = call.params;
    const options = rollback === 'previous' ? { rollback: 'previous' as const } : {};
    const service = yield* call.daemon.swarm.control((api) => api.updateService(id, Number(version), spec, options));
    return isRefusal(service) ? refused(service) : json(200, { Warnings: null });
  },

  *'DELETE /services/{id}'(call) {
    const { id = '' } = call.params;
    return done(yield* call.daemon.swarm.control((api) => api.removeService(id)), 200);
  },

  *'GET /services/{id}/logs'(call) {
    const { id = '' } = call.params;
    const service = yield* call.daemon.swarm.control((api) => api.getService(id));
    if (isRefusal(service)) return refused(service);
    const tasks = function* () {
      const all = yield* call.daemon.swarm.control((api) => api.listTasks({ service: [service.ID] }));
      return isRefusal(all) ? [] : all;
    };
    return yield* serviceLogs(call, { tty: service.Spec.TaskTemplate.ContainerSpec?.TTY === true, whole: true, tasks });
  },
};

/** The body in its stored shape, its networks by ID. */
function* specOf(call: ApiCall): Program<ServiceSpec | Refusal> {
  const refusal = call.daemon.swarm.notManager();
  if (refusal) return refusal;
  const body = yield* bodyOf<ServiceSpec>(call, 'swarm.ServiceSpec');
  if (isRefusal(body)) return body;
  const networks = yield* resolveNetworks(call, body.TaskTemplate?.Networks ?? []);
  if (isRefusal(networks)) return networks;
  const spec = networks.length === 0 ? body : { ...body, TaskTemplate: { ...body.TaskTemplate, Networks: networks } };
  return convertServiceSpec(spec, () => randomName(call.sim));
}

/** moby daemon/cluster/networks.go populateNetworkID: names become IDs, and only swarm networks will do. */
function* resolveNetworks(call: ApiCall, networks: readonly NetworkAttachmentConfig[]): Program<NetworkAttachmentConfig[] | Refusal> {
  const out: NetworkAttachmentConfig[] = [];
  for (const attachment of networks) {
    const found = yield* call.daemon.swarm.control((api) => api.getNetwork(attachment.Target));
    if (isRefusal(found)) {
      if (found.status !== 404) return found;
      const local = call.daemon.engine.networkInspect(attachment.Target);
      // A plain error on the way through the cluster code, so no 404.
      if (isRefusal(local)) return refuse(500, `network ${attachment.Target} not found`);
      const mirror = ['bridge', 'host'].includes(local.Name) ? yield* call.daemon.swarm.control((api) => api.getNetwork(local.Name)) : found;
      if (isRefusal(mirror)) {
        return refuse(403, `The network ${attachment.Target} cannot be used with services. Only networks scoped to the swarm can be used, such as those created with the overlay driver.`);
      }
      out.push({ ...attachment, Target: mirror.ID });
    } else out.push({ ...attachment, Target: found.ID });
  }
  return out;
}
