/** Scenarios recorded on real Docker, played on the simulation: the steps that agree may only grow. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadJq } from '../../src/headless/jq';
import { isScenarioError, parseScenario } from '../../src/session/scenario';
import { playScenario } from '../../src/session/scenario-player';
import type { Transcript } from '../../src/session/scenario-player';
import { compareTranscripts } from '../tools/_transcripts.mjs';

const here = resolve(__dirname);
const agreementFile = join(here, 'agreement.json');
const agreement = JSON.parse(readFileSync(agreementFile, 'utf8')) as Record<string, { agree: number; of: number }>;
const files = readdirSync(join(here, 'scenarios')).filter((name) => name.endsWith('.json')).sort();
const found: Record<string, { agree: number; of: number }> = {};

beforeAll(loadJq);
afterAll(() => {
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
      const real = JSON.parse(readFileSync(join(here, 'transcripts', file), 'utf8')) as Transcript;
      // As it would come out of a file.
      const { agree, of, lines } = compareTranscripts(real, JSON.parse(JSON.stringify(play(file))) as Transcript, 40);
      const name = file.replace(/\.json$/, '');
      found[name] = { agree, of };
      // A scenario that nobody has entered yet only has to play.
      if (!process.env.UPDATE) expect(agree, lines.join('\n')).toBeGreaterThanOrEqual(agreement[name]?.agree ?? 0);
    });
  }

  test('the same scenario played twice gives the same bytes', { timeout: 120_000 }, () => {
    expect(JSON.stringify(play('managers-and-quorum.json'))).toBe(JSON.stringify(play('managers-and-quorum.json')));
  });
});
