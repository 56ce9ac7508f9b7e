/**
 * Storms over the whole cluster: random commands, faults and repairs on simulated machines, all drawn from one seed
 * and played as a scenario, while checkers watch. Then the weather clears, and everything has to come to rest.
 * `judge` does the same for any scenario: a storm that was cut down, or one written by hand.
 */
import type { Scenario } from '../../src/session/scenario';
import { playSteps } from '../../src/session/scenario-player';
import type { StartedWorld } from '../../src/session/start-world';
import { Broken, hash32 } from '../../src/sim';
import { clearUp } from './calm';
import type { Ending } from './calm';
import { CHECKERS } from './checkers';
import { drawScenario } from './plan/draw';
import { shrink } from './shrink';
import type { MakeChecker } from './watch/checker';
import { diary } from './watch/diary';
import { Observatory } from './watch/observatory';
import type { Violation } from './watch/observatory';
import { keyRing } from './watch/unlock-keys';
import type { Weather } from './weather';

export interface StormOptions {
  /** Keeps a line for everything that happens. */
  readonly record?: boolean;
  /** Other laws than all of them. */
  readonly checkers?: Readonly<Record<string, MakeChecker>>;
}

export interface Judgement {
  readonly ending: Ending;
  readonly violation: Violation | undefined;
  /** A fingerprint of all that happened: the same scenario gives the same. */
  readonly trace: string;
  /** Events of the world. */
  readonly steps: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}

export interface StormReport extends Omit<Judgement, 'violation'> {
  readonly seed: number;
  readonly weather: Weather;
  readonly violation: { readonly checker: string; readonly complaint: string; readonly step: number } | undefined;
}

/** Runs the storm of a seed. */
export function storm(seed: number, options: StormOptions = {}): StormReport {
  const { scenario, weather } = drawScenario(seed);
  const { violation, ...judgement } = judge(scenario, options);
  return { seed, weather, ...judgement, violation: violation && { checker: violation.checker, complaint: violation.complaint, step: violation.atMs } };
}

/** Plays a scenario to its end and through calm weather; the first law that is broken ends it. */
export function judge(scenario: Scenario, { record = false, checkers = CHECKERS }: StormOptions = {}): Judgement {
  const { keys, make } = keyRing();
  const lines: string[] = [];
  const observatory = new Observatory({ ...checkers, ...(record ? { diary: diary((line) => lines.push(line)) } : {}), 'unlock-keys': make });
  let world: StartedWorld | undefined;
  let ending: Ending = 'violation';
  let outputs = 0;
  try {
    const playing = playSteps(scenario, {
      engineApi: observatory.engineApi,
      started: (started) => observatory.begin((world = started)),
    });
    for (const step of scenario.steps) {
      if ('run' in step) observatory.typing(step);
      const { value: entry, done } = playing.next();
      if (done || !('ms' in entry)) break;
      if ('run' in entry) outputs = hash32(`${entry.exit} ${entry.stdout}${entry.stderr}`, outputs);
      if (record) lines.push(lineOf(entry));
      observatory.looked('run' in step ? step : undefined, entry);
      if (observatory.violation) break;
    }
    if (!observatory.violation) ending = clearUp(world as StartedWorld, observatory, keys, scenario.seed);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    observatory.complain(error instanceof Broken ? 'assertion' : 'exception', error instanceof Broken ? error.message : (error.stack ?? error.message));
    ending = 'violation';
  }
  const sim = world?.world.sim;
  observatory.count(`ending ${ending}`);
  return {
    ending,
    violation: observatory.violation,
    trace: `${sim?.trace.fingerprint() ?? ''}-${(outputs >>> 0).toString(16)}`,
    steps: sim?.events ?? 0,
    counts: observatory.counts,
    lines,
  };
}

function lineOf(entry: { ms: number }): string {
  const { ms, ...rest } = entry;
  const at = (ms / 1000).toFixed(1).padStart(7);
  if (!('run' in rest)) return `${at} ${JSON.stringify(rest)}`;
  const { on, run, exit, stdout, stderr } = rest as unknown as { on: string; run: string; exit: number | null; stdout: string; stderr: string };
  const said = `${stdout}${stderr}`.trimEnd().split('\n').slice(0, 12).map((line) => `\n          ${line}`).join('');
  return `${at} ${on}$ ${run}   [${exit}]${said.trim() === '' ? '' : said}`;
}

/** A short scenario that breaks the same law as the storm of this seed, as a file that `skep play` plays. */
export function shrunk(seed: number, options: StormOptions = {}): Scenario | undefined {
  const { scenario } = drawScenario(seed);
  if (!judge(scenario, options).violation) return undefined;
  return shrink(scenario, (one) => judge(one, options).violation?.checker).scenario;
}
