/** What agents talk to. */
export { ASSIGNMENT_WAIT_MS, Dispatcher, ORPHAN_AFTER_MS, UPDATE_INTERVAL_MS } from './dispatcher';
export type { Send } from './registered-nodes';
