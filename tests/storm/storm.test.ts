/**
 * Storms of the whole cluster in CI: the first few hundred seeds. `npm run storm -- --kind cluster --seeds 10000` runs
 * many more. Some seeds run twice: the same storm has to give the same bytes.
 */
import { describe, expect, test } from 'vitest';
import { storm } from './storm';

const SEEDS = 300;
const TWICE_EVERY = 25;

describe('a storm over the cluster breaks no law', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    test(`seed ${seed}`, { timeout: 60_000 }, () => {
      const { violation, trace } = storm(seed);
      expect(violation).toBeUndefined();
      if (seed % TWICE_EVERY === 0) expect(storm(seed).trace).toBe(trace);
    });
  }
});
