/** Who can reach whom: cables and faults, Docker's networks, names, load balancing, published ports. */
export { Links } from './links';
export type { CallError, CallResult, LinkEnd, PairFault } from './links';
export type { RequestFeed, RequestOutcome, RequestRecord, Route } from './requests';
export { Stack } from './stack';
export { Wire } from './wire';
