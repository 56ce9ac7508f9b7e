/**
 * Plays a scenario through the installed docker client: real bash, a real client, and the simulated world behind
 * sockets. Virtual time passes as clients wait for it (world-clock.ts); between steps it stands, and waits and faults
 * drive it as they do in any other play. The transcript has the same form; it does not repeat to the millisecond, since
 * a client has a clock of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../session/scenario';
import { applyFault, fillIn, startOfScenario, STEP_LIMIT_SECONDS, transcribe, variablesOf, waitSettled } from '../session/scenario-player';
import type { Transcript, TranscriptStep } from '../session/scenario-player';
import { ClientShell } from './client-shell';
import { ServedWorld } from './served-world';
import type { ServePace } from './world-clock';

/** What a client takes to start, or a shell between two of them: more than that is this machine's load, not the scenario's. */
const GAP_MS_MAX = 60;

/** Ages below two minutes have words of their own ("about a minute"). */
const LEAD_SECONDS_MIN = 150;

export async function playWithClient(scenario: Scenario, client: string, pace: ServePace): Promise<Transcript> {
  const dir = mkdtempSync(join(tmpdir(), 'skep-play-'));
  const startMs = Date.now() - leadMs(scenario);
  let broken: string | undefined;
  const world = new ServedWorld({ start: { ...startOfScenario(scenario), startMs }, dir: join(dir, 's'), pace, gapMsMax: GAP_MS_MAX, complain: (problem) => (broken = problem) });
  const names = Object.keys(scenario.nodes);
  const variables = variablesOf(scenario);
  const steps: TranscriptStep[] = [];
  try {
    await world.open('standing');
    const shell = new ClientShell(world, dir);
    for (const [where, text] of Object.entries(scenario.files ?? {})) shell.put(where.slice(0, where.indexOf(':')), where.slice(where.indexOf(':') + 1), text);
    for (const step of scenario.steps) {
      const { session } = world;
      const ms = Math.floor(session.sim.nowMs - startMs);
      if ('run' in step) {
        const result = await shell.run(step, fillIn(step.run, variables), (step.timeout ?? STEP_LIMIT_SECONDS) * 1000);
        steps.push(transcribe(step, result, variables, ms));
      } else {
        if ('wait' in step) waitSettled(session, names);
        else if ('wait_seconds' in step) session.advance(session.sim.nowMs + step.wait_seconds * 1000);
        else applyFault(session, step);
        await Promise.all(world.machines.map((machine) => machine.settled()));
        steps.push({ ...step, ms });
      }
      if (broken !== undefined) throw new Error(broken);
    }
  } finally {
    await world.close();
    rmSync(dir, { recursive: true, force: true });
  }
  return { name: scenario.name, engine: world.session.world.engineVersion, client, steps };
}

/**
 * The client reckons ages by its own clock, and the world's runs ahead of that while it waits. So the world begins in
 * the past, by as much as the scenario may take and some minutes more: then ages are minutes too long, where otherwise
 * everything would be "less than a second" old.
 */
function leadMs(scenario: Scenario): number {
  const seconds = scenario.steps.reduce((sum, step) => sum + ('run' in step ? 6 + (step.ctrl_c_after ?? 0) : 'wait_seconds' in step ? step.wait_seconds : 20), 0);
  return (seconds + LEAD_SECONDS_MIN) * 1000;
}
