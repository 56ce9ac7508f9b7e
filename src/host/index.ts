/** One machine: power, addresses, its Docker engine, its swarm agent. */
export { Agent } from './agent/agent';
export type { AgentOptions } from './agent/agent';
export type * from './container-data';
export type * from './dispatcher-link';
export { DockerEngine } from './docker-engine';
export type * from './engine';
export type { ClusterNetworks, ContainerListener, EngineOptions } from './engine-core';
export { EventBus } from './events';
export type { EngineEvent, EventType } from './events';
export { checkFilters, parseDurationMs, parseMomentMs } from './filters';
export { Host } from './host';
export type { EngineHooks, HostOptions, Power } from './host';
export type * from './image-data';
export { LOG_DRIVERS, NETWORK_DRIVERS, VOLUME_DRIVERS } from './info';
export { MemoryNet } from './memory-net';
export type * from './net-provider';
export { humanDuration } from './container';
export { humanSize } from './pull';
