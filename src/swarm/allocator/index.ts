/** The allocator of networks' resources. */
export { Allocator } from './allocator';
export { isOverlay, isServiceAllocated, needsIngress } from './service-needs';
