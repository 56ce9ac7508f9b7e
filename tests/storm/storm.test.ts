/**
 * Storms of the whole cluster in CI: the first few hundred seeds, and every storm that once found something, written out
 * so that it stays what it was when storms are drawn otherwise. `npm run storm -- --kind cluster --seeds 10000` runs
 * many more. The seeds run bundled, in two threads of a process of their own: several times faster than in here.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/session/scenario';
import { judge } from './storm';

const SEEDS = 300;
const PATIENCE_MS = 600_000;

describe('a storm over the cluster breaks no law', () => {
  const words = new Map<number, string>();

  beforeAll(async () => {
    const tool = fileURLToPath(new URL('../tools/storm.mjs', import.meta.url));
    const line = [tool, '--kind', 'cluster', '--seeds', String(SEEDS), '--workers', '2', '--each'];
    // It exits with 1 when there was a violation: its lines say which.
    const said = await new Promise<string>((resolve) => execFile(process.execPath, line, { maxBuffer: 1e8 }, (_error, stdout, stderr) => resolve(stdout + stderr)));
    for (const [, seed, verdict] of said.matchAll(/^seed (\d+): (.*)$/gm)) words.set(Number(seed), verdict as string);
  }, PATIENCE_MS);

  for (let seed = 1; seed <= SEEDS; seed++) test(`seed ${seed}`, () => expect(words.get(seed)).toBe('no violation'));
});

describe('a storm that found something once finds nothing now', () => {
  const pinned = import.meta.glob<Scenario>('./pinned/*.json', { eager: true, import: 'default' });
  for (const [path, scenario] of Object.entries(pinned)) {
    test(path.replace(/.*\//, ''), { timeout: PATIENCE_MS }, () => expect(judge(scenario).violation).toBeUndefined());
  }
});
