/** `/volumes` (moby api/server/router/volume). */
import { isRefusal, refuse } from '../../model';
import type { Refusal } from '../../model';
import type { Routes } from '../engine-api';
import { answer, bodyOf, done, filtersOf, json, refused, unknownFilter } from '../call';
import type { ApiCall } from '../call';

const FILTERS = ['dangling', 'driver', 'label', 'name'];
const PRUNE_FILTERS = ['label', 'label!', 'all'];

interface VolumeRequest {
  Name?: string;
  Driver?: string;
  Labels?: Record<string, string>;
  DriverOpts?: Record<string, string>;
  /** Present for a volume of the cluster. */
  ClusterVolumeSpec?: object;
}

export const volumes: Routes = {
  *'GET /volumes'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, FILTERS);
    if (bad) return refused(bad);
    return answer(call.daemon.engine.volumeList(filters), (Volumes) => ({ Volumes, Warnings: null }));
  },

  *'POST /volumes/create'(call) {
    const body = yield* bodyOf<VolumeRequest>(call, 'volume.CreateOptions');
    if (isRefusal(body)) return refused(body);
    if (body.ClusterVolumeSpec) return refused(call.daemon.swarm.notManager() ?? refuse(501, 'cluster volumes need a CSI plugin; this lab has none'));
    return answer(call.daemon.engine.volumeCreate(body), (volume) => volume, 201);
  },

  *'GET /volumes/{name}'(call) {
    return answer(missing(call, call.daemon.engine.volumeInspect(call.params.name ?? '')));
  },

  *'DELETE /volumes/{name}'(call) {
    return done(missing(call, call.daemon.engine.volumeRemove(call.params.name ?? '', call.query.bool('force'))));
  },

  *'POST /volumes/prune'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, PRUNE_FILTERS);
    if (bad) return refused(bad);
    const result = call.daemon.engine.volumePrune(filters);
    return isRefusal(result) ? refused(result) : json(200, { VolumesDeleted: result.deleted, SpaceReclaimed: result.spaceReclaimed });
  },
};

/** A manager looks among the cluster's volumes for what the engine does not have, and then speaks in the swarm's words. */
function missing<T>(call: ApiCall, found: T | Refusal): T | Refusal {
  if (!isRefusal(found) || found.status !== 404 || call.daemon.swarm.notManager()) return found;
  return refuse(404, `volume ${call.params.name} not found`);
}
