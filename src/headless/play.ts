/**
 * `skep play`: scenario files in, transcripts out; exit status 1 where an `expect` fails or a file is no scenario.
 * With `--client docker` through the installed client instead of ours.
 */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Scenario } from '../session/scenario';
import { needsJq, playScenario } from '../session/scenario-player';
import type { Transcript } from '../session/scenario-player';
import { playWithClient } from './client-play';
import { clientVersion } from './client-shell';
import { loadJq } from './jq';
import { readScenario } from './scenario-file';
import { finalScreens } from './screens';
import { parsePace } from './world-control';

const USAGE = 'Usage: skep play SCENARIO.json|DIR [--out FILE|DIR] [--client docker [--pace N|max]]\n';
/** What test runners take for "left out": there is no client to play with. */
const NO_CLIENT = 77;

type Player = (scenario: Scenario) => Promise<Transcript>;

export async function playCommand(args: readonly string[]): Promise<number> {
  const flags: Record<string, string> = {};
  const sources: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string;
    const value = args[i + 1];
    if (!word.startsWith('--')) sources.push(word);
    else if (!['--out', '--client', '--pace'].includes(word) || value === undefined) return usage(`${word}: no such option, or it lacks its value`);
    else flags[word] = args[++i] as string;
  }
  const [source, ...more] = sources;
  if (source === undefined || more.length > 0) return usage('one scenario, or one folder of them');
  const player = playerOf(flags['--client'], flags['--pace'] ?? 'max');
  if (typeof player === 'string') return usage(player);
  if (player === undefined) {
    process.stderr.write('skep: no docker client is installed here (docker --version): nothing was played\n');
    return NO_CLIENT;
  }
  const out = flags['--out'];
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
    const transcript = await player(scenario);
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

function usage(problem: string): number {
  process.stderr.write(`skep: ${problem}\n${USAGE}`);
  return 2;
}

/** Who plays: our own client, or the installed one. Undefined when that is missing; in words what is wrong with the flags. */
function playerOf(client: string | undefined, paceText: string): Player | string | undefined {
  if (client === undefined) return play;
  if (client !== 'docker') return `--client ${client}: the only other client is docker`;
  const pace = parsePace(paceText);
  if (pace === undefined) return 'a pace is a number (1 is real time) up to 1000, or max';
  const version = clientVersion();
  return version === undefined ? undefined : async (scenario) => await finalScreens(await playWithClient(scenario, version, pace));
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
