/** What people may ask of the swarm, and how specs come in and go out. */
export { convertClusterSpec } from './cluster';
export type { ClusterUpdateOptions } from './cluster';
export type { AttachmentRequest } from './attachment';
export type { ControlContext, Filters, RaftMember, RaftView } from './context';
export { ControlApi } from './control-api';
export type { ListedService } from './control-api';
export { clusterEvents } from './events';
export type { ClusterEvent } from './events';
export type { Loose } from './json-shape';
export { lookUp, taskName } from './lookup';
export { convertNodeSpec } from './node';
export { modeName } from './service';
export type { FindLocalNetwork } from './service';
export { convertServiceSpec, normaliseServiceSpec, presentService, withDefaults } from './service-spec';
export type { ServiceSpecJson } from './service-spec';
export { serviceStatus } from './service-status';
export type { ServiceStatus } from './service-status';
