/** The world: hosts, wires and swarms, put together. The only folder that wires roles to each other. */
export type { Daemon } from './daemon';
export { SwarmMember } from './member';
export type { LocalNodeState } from './member';
export type { InitRequest, JoinRequest } from './swarm-requests';
export { convertServiceSpec } from '../swarm/controlapi/service-spec';
export { convertClusterSpec } from '../swarm/controlapi/cluster';
export { convertNodeSpec } from '../swarm/controlapi/node';
export { clusterTlsInfo } from '../swarm/ca';
export { networkSpecOf } from './network-spec';
export { World } from './world';
export type { MachineSpec, WorldOptions } from './world';
export { CERTIFICATES } from './engine-listeners';
export { NOT_MANAGER } from './swarm-messages';
