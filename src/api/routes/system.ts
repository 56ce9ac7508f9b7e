/** `/_ping`, `/version`, `/info`, `/system/df`, `/auth` (moby api/server/router/system, daemon/info.go). */
import { isRefusal, refuse } from '../../model';
import type { HttpResponse } from '../../os';
import type { Program } from '../../sim';
import type { ApiCall } from '../call';
import { empty, json, refused } from '../call';
import type { Routes } from '../engine-api';
import { clusterJson } from '../shape/cluster-objects';
import { tlsInfoOfCluster } from '../shape/tls-info';

export const system: Routes = {
  *'GET /_ping'(call) {
    return { ...pong(call), body: 'OK' };
  },

  *'HEAD /_ping'(call) {
    return pong(call);
  },

  *'GET /version'(call) {
    const info = call.daemon.engine.info();
    return json(200, {
      Platform: { Name: '' },
      Components: [
        {
          Name: 'Engine',
          Version: info.ServerVersion,
          Details: {
            ApiVersion: '1.51', Arch: 'amd64', BuildTime: BUILD_TIME, Experimental: 'false', GitCommit: '2c89b6a', GoVersion: 'go1.25.3',
            KernelVersion: info.KernelVersion, MinAPIVersion: '1.24', Os: info.OSType,
          },
        },
        { Name: 'containerd', Version: '1.7.28', Details: { GitCommit: 'b98a3aace656320842a23f4a392a33f46af97866' } },
        { Name: 'runc', Version: '1.3.3', Details: { GitCommit: 'd842d771' } },
        { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } },
      ],
      Version: info.ServerVersion,
      ApiVersion: '1.51',
      MinAPIVersion: '1.24',
      GitCommit: '2c89b6a',
      GoVersion: 'go1.25.3',
      Os: info.OSType,
      Arch: 'amd64',
      KernelVersion: info.KernelVersion,
      BuildTime: BUILD_TIME,
    });
  },

  *'GET /info'(call) {
    return json(200, { ...call.daemon.engine.info(), Swarm: yield* swarmInfo(call) });
  },

  *'GET /system/df'(call) {
    return json(200, call.daemon.engine.diskUsage());
  },

  *'POST /auth'() {
    return refused(refuse(401, 'this lab has no registry accounts: public images need none'));
  },

  *'GET /plugins'() {
    return json(200, []);
  },

  *'GET /plugins/{name}/json'(call) {
    return refused(refuse(404, `plugin "${call.params.name}" not found`));
  },
};

const BUILD_TIME = '2025-11-05T14:32:10.000000000+00:00';

function pong(call: ApiCall): HttpResponse {
  const swarm = call.daemon.swarm.localState;
  const state = swarm === 'active' && call.daemon.swarm.controlAvailable ? 'active/manager' : swarm === 'active' ? 'active/worker' : swarm;
  const headers = {
    'builder-version': '2', 'cache-control': 'no-cache, no-store, must-revalidate', 'content-type': 'text/plain; charset=utf-8', pragma: 'no-cache', swarm: state,
  };
  return { ...empty(200), headers };
}

function* swarmInfo(call: ApiCall): Program<object> {
  const { swarm } = call.daemon;
  const state = swarm.localState;
  const basic = {
    NodeID: state === 'locked' ? '' : swarm.nodeId,
    NodeAddr: state === 'locked' ? '' : swarm.nodeAddress,
    LocalNodeState: state,
    ControlAvailable: false,
    Error: swarm.error,
    RemoteManagers: null as object[] | null,
  };
  if (state !== 'active' && state !== 'pending') return basic;
  const remotes = [...swarm.knownManagers].sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1)).map((one) => ({ NodeID: one.nodeId, Addr: one.address }));
  basic.RemoteManagers = remotes.length > 0 ? remotes : null;
  if (!swarm.controlAvailable) return basic;
  const cluster = yield* swarm.control((api) => api.getCluster());
  if (isRefusal(cluster)) return { ...basic, ControlAvailable: true, Error: cluster.message };
  const nodes = yield* swarm.control((api) => api.listNodes());
  if (isRefusal(nodes)) return { ...basic, ControlAvailable: true, Error: nodes.message };
  return {
    ...basic,
    ControlAvailable: true,
    Nodes: nodes.length,
    Managers: nodes.filter((node) => node.ManagerStatus !== undefined).length,
    Cluster: clusterJson(cluster, tlsInfoOfCluster(cluster), false),
  };
}
