/** The replicated store of cluster objects. */
export { CHANGES_PER_ENTRY_MAX, Store } from './store';
export type { BatchOutcome, Cancel, ChangeOf, StoreSnapshot, UpdateOutcome } from './store';
export type * from './tables';
