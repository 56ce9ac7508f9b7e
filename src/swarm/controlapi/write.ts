/**
 * A write as the control API makes it: decided inside the transaction, on the state of that moment, and answered
 * when it is committed. A refusal writes nothing. A request waits at most 20 s (semantics 9.2).
 */
import { refuseRpc } from '../../model';
import type { Refusal } from '../../model';
import type { Program, Sim } from '../../sim';
import { race, timer } from '../../sim';
import type { Wait } from '../../sim';
import type { Store, Transaction, UpdateOutcome } from '../../store';

export const REQUEST_LIMIT_MS = 20_000;

/** `decide` must refuse before it writes. */
export function* write<T>(store: Store, sim: Sim, name: string, decide: (tx: Transaction) => T | Refusal): Program<T | Refusal> {
  const committed: Wait<UpdateOutcome<T | Refusal> | undefined> = (wake) => {
    store.update(name, decide, wake);
    // The proposal cannot be taken back: raft may still commit it, as in Docker.
    return () => {};
  };
  const { value: outcome } = yield* race(committed, timer<UpdateOutcome<T | Refusal> | undefined>(sim, REQUEST_LIMIT_MS, undefined));
  if (outcome === undefined) return refuseRpc('DeadlineExceeded', 'context deadline exceeded');
  if (!outcome.ok) return refuseRpc('Unknown', 'failed to process the request: node lost leader status');
  return outcome.value;
}
