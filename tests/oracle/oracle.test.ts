/** Scenarios recorded on real Docker, played on the simulation: the steps that agree may only grow. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadJq } from '../../src/headless/jq';
import { isScenarioError, parseScenario } from '../../src/session/scenario';
import { playScenario } from '../../src/session/scenario-player';

const here = resolve(__dirname);
const agreementFile = join(here, 'agreement.json');
const agreement = JSON.parse(readFileSync(agreementFile, 'utf8')) as Record<string, { agree: number; of: number }>;
const files = readdirSync(join(here, 'scenarios')).filter((name) => name.endsWith('.json')).sort();
const out = mkdtempSync(join(tmpdir(), 'skep-oracle-'));
const found: Record<string, { agree: number; of: number }> = {};

beforeAll(loadJq);
afterAll(() => {
  rmSync(out, { recursive: true, force: true });
  if (process.env.UPDATE) writeFileSync(agreementFile, `${JSON.stringify({ ...agreement, ...found }, null, 1)}\n`);
});

function play(file: string) {
  const scenario = parseScenario(JSON.parse(readFileSync(join(here, 'scenarios', file), 'utf8')));
  if (isScenarioError(scenario)) throw new Error(`${scenario.where}: ${scenario.why}`);
  return playScenario(scenario);
}

describe('recorded on real Docker', () => {
  for (const file of files) {
    test(`${file}: no step that agreed disagrees`, { timeout: 120_000 }, () => {
      const target = join(out, file);
      writeFileSync(target, JSON.stringify(play(file)));
      const compared = spawnSync(process.execPath, [join(here, '../tools/compare.mjs'), join(here, 'transcripts', file), target, '--verbose'], { encoding: 'utf8' });
      const counts = /steps that agree with real Docker: (\d+)\/(\d+)/.exec(compared.stdout);
      expect(counts, compared.stdout + compared.stderr).not.toBeNull();
      const agree = Number(counts?.[1]);
      const of = Number(counts?.[2]);
      const name = file.replace(/\.json$/, '');
      found[name] = { agree, of };
      // A scenario that nobody has entered yet only has to play.
      if (!process.env.UPDATE) expect(agree, compared.stdout).toBeGreaterThanOrEqual(agreement[name]?.agree ?? 0);
    });
  }

  test('the same scenario played twice gives the same bytes', { timeout: 120_000 }, () => {
    expect(JSON.stringify(play('managers-and-quorum.json'))).toBe(JSON.stringify(play('managers-and-quorum.json')));
  });
});
