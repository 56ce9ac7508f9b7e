/** One machine: power, addresses, its Docker engine, its swarm agent. */
export type * from './container-data';
export type * from './dispatcher-link';
export type * from './engine';
export { EventBus } from './events';
export type { EngineEvent, EventType } from './events';
export type * from './image-data';
export type * from './net-provider';
