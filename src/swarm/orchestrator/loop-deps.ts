/** What every loop of this folder is given. */
import type { Sim } from '../../sim';
import type { Store } from '../../store';

export interface LoopDeps {
  readonly store: Store;
  readonly sim: Sim;
}
