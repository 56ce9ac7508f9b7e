/** `/swarm`: the swarm itself, and this machine's part in it (moby api/server/router/swarm, daemon/cluster/swarm.go). */
import type { ClusterSpec, Refusal } from '../../model';
import { isRefusal, refuse } from '../../model';
import { convertClusterSpec } from '../../world';
import type { InitRequest, JoinRequest } from '../../world';
import { answer, bodyOf, done, refused } from '../call';
import type { Routes } from '../engine-api';
import { clusterJson } from '../shape/cluster-objects';
import { tlsInfoOfCluster } from '../shape/tls-info';

const AVAILABILITIES = ['', 'active', 'pause', 'drain'];

export const swarm: Routes = {
  *'GET /swarm'(call) {
    const cluster = yield* call.daemon.swarm.control((api) => api.getCluster());
    return answer(cluster, (value) => clusterJson(value, tlsInfoOfCluster(value), true));
  },

  *'POST /swarm/init'(call) {
    const request = yield* bodyOf<InitRequest>(call, 'swarm.InitRequest');
    if (isRefusal(request)) return refused(request);
    const bad = badAvailability(request.Availability);
    if (bad) return refused(bad);
    if (!request.ListenAddr && !request.ForceNewCluster) return refused(refuse(400, 'invalid ListenAddr "": invalid empty address'));
    const nodeId = yield* call.daemon.swarm.init({
      ...request,
      AutoLockManagers: request.AutoLockManagers === true || request.Spec?.EncryptionConfig?.AutoLockManagers === true,
    });
    return answer(nodeId);
  },

  *'POST /swarm/join'(call) {
    const request = yield* bodyOf<JoinRequest>(call, 'swarm.JoinRequest');
    if (isRefusal(request)) return refused(request);
    const bad = badAvailability(request.Availability);
    if (bad) return refused(bad);
    return done(yield* call.daemon.swarm.join(request), 200);
  },

  *'POST /swarm/leave'(call) {
    return done(yield* call.daemon.swarm.leave(call.query.bool('force')), 200);
  },

  *'POST /swarm/update'(call) {
    const spec = yield* bodyOf<ClusterSpec>(call, 'swarm.Spec');
    if (isRefusal(spec)) return refused(spec);
    const version = call.query.get('version');
    if (!/^\d+$/.test(version)) return refused(refuse(400, `invalid swarm version '${version}': strconv.ParseUint: parsing "${version}": invalid syntax`));
    const options = {
      rotateWorkerToken: call.query.bool('rotateWorkerToken'),
      rotateManagerToken: call.query.bool('rotateManagerToken'),
      rotateManagerUnlockKey: call.query.bool('rotateManagerUnlockKey'),
    };
    const cluster = yield* call.daemon.swarm.control((api) => api.getCluster());
    if (isRefusal(cluster)) return refused(cluster);
    const merged = convertClusterSpec(spec, cluster.Spec);
    if (isRefusal(merged)) return refused(merged);
    return done(yield* call.daemon.swarm.control((api) => api.updateCluster(Number(version), merged, options)), 200);
  },

  *'GET /swarm/unlockkey'(call) {
    const key = yield* call.daemon.swarm.control((api) => api.getUnlockKey());
    return answer(key, (UnlockKey) => ({ UnlockKey }));
  },

  *'POST /swarm/unlock'(call) {
    const body = yield* bodyOf<{ UnlockKey?: string }>(call, 'swarm.UnlockRequest');
    if (isRefusal(body)) return refused(body);
    return done(yield* call.daemon.swarm.unlock(body.UnlockKey ?? ''), 200);
  },
};

function badAvailability(availability: string | undefined): Refusal | undefined {
  return AVAILABILITIES.includes(availability ?? '') ? undefined : refuse(500, `invalid Availability: "${availability}"`);
}
