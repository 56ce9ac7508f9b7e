/** `skep play`: scenario files in, transcripts out; exit status 1 where an `expect` fails or a file is no scenario. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isScenarioError, parseScenario } from '../session/scenario';
import type { Scenario } from '../session/scenario';
import { needsJq, playScenario } from '../session/scenario-player';
import type { Transcript } from '../session/scenario-player';
import { loadJq } from './jq';
import { finalScreens } from './screens';

const SCENARIO_BYTES_MAX = 16 * 1024 * 1024;

export async function playCommand(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--out');
  const out = at < 0 ? undefined : args[at + 1];
  const [source, ...more] = at < 0 ? args : args.filter((_, i) => i !== at && i !== at + 1);
  if (source === undefined || more.length > 0 || (at >= 0 && out === undefined)) {
    process.stderr.write('Usage: skep play SCENARIO.json|DIR [--out FILE|DIR]\n');
    return 2;
  }
  if (!existsSync(source)) {
    process.stderr.write(`skep: ${source}: no such file or folder\n`);
    return 1;
  }
  const folder = statSync(source).isDirectory();
  const files = folder ? readdirSync(source).filter((name) => name.endsWith('.json')).sort().map((name) => join(source, name)) : [source];
  if (files.length === 0) {
    process.stderr.write(`skep: ${source}: no scenario files (*.json) in it\n`);
    return 1;
  }
  let failed = 0;
  for (const file of files) {
    const scenario = readScenario(file);
    if (typeof scenario === 'string') {
      process.stderr.write(`skep: ${file}: ${scenario}\n`);
      failed++;
      continue;
    }
    const transcript = await play(scenario);
    failed += report(file, transcript);
    const text = `${JSON.stringify(transcript, null, 1)}\n`;
    if (out === undefined) process.stdout.write(text);
    else {
      const target = folder ? join(out, basename(file)) : out;
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
  return failed > 0 ? 1 : 0;
}

/** The scenario, or in words what is wrong with the file. */
function readScenario(file: string): Scenario | string {
  if (statSync(file).size > SCENARIO_BYTES_MAX) return 'too large for a scenario (16 MiB at most)';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
  const scenario = parseScenario(value);
  return isScenarioError(scenario) ? `${scenario.where}: ${scenario.why}` : scenario;
}

async function play(scenario: Scenario): Promise<Transcript> {
  if (needsJq(scenario)) await loadJq();
  return await finalScreens(playScenario(scenario));
}

function report(file: string, transcript: Transcript): number {
  const bad = transcript.steps.flatMap((step, i) => ('fails' in step && step.fails ? [{ i, step }] : []));
  process.stderr.write(`${transcript.name}: ${transcript.steps.length} steps, ${bad.length} expectation${bad.length === 1 ? '' : 's'} missed\n`);
  for (const { i, step } of bad) process.stderr.write(`  ${file} step ${i}: ${step.on}$ ${step.run}\n    ${(step.fails ?? []).join('; ')}\n`);
  return bad.length > 0 ? 1 : 0;
}
