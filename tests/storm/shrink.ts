/**
 * Makes a failing scenario short: takes away steps in ever smaller runs, then machines that nothing names any more,
 * then waits, as long as the same law is still broken. What is left is the story of the failure.
 */
import type { Scenario, ScenarioStep } from '../../src/session/scenario';

/** The name of the broken law, or undefined when the scenario holds. */
export type Judge = (scenario: Scenario) => string | undefined;

export interface Shrunk {
  readonly scenario: Scenario;
  /** How often it was played. */
  readonly tries: number;
}

/** Played at most so often: long failures take seconds each. */
const TRIES_MAX = 400;

export function shrink(scenario: Scenario, judge: Judge, triesMax = TRIES_MAX): Shrunk {
  const law = judge(scenario);
  let tries = 1;
  let best = scenario;
  const keep = (steps: readonly ScenarioStep[], nodes = best.nodes): boolean => {
    if (tries >= triesMax) return false;
    const files = filesOf(best, nodes);
    const { files: _files, ...rest } = best;
    const next: Scenario = { ...rest, nodes, ...(files ? { files } : {}), steps: [...steps] };
    tries++;
    if (judge(next) !== law) return false;
    best = next;
    return true;
  };
  if (law === undefined) return { scenario, tries };
  for (let before = Infinity; best.steps.length < before && tries < triesMax; ) {
    before = best.steps.length;
    dropSteps(() => best.steps, keep);
    dropMachines(() => best, keep);
  }
  shortenWaits(() => best.steps, keep);
  return { scenario: best, tries };
}

/** Halves, quarters, eighths ... of the steps, from the end, for the beginning makes what the rest needs. */
function dropSteps(steps: () => readonly ScenarioStep[], keep: (steps: readonly ScenarioStep[]) => boolean): void {
  for (let size = Math.ceil(steps().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = steps().length; end > 0; end -= size) {
      const from = Math.max(0, end - size);
      keep([...steps().slice(0, from), ...steps().slice(end)]);
      end = Math.min(end, steps().length + size);
    }
  }
}

/** A machine with all that is done on it or to it. */
function dropMachines(best: () => Scenario, keep: (steps: readonly ScenarioStep[], nodes: Scenario['nodes']) => boolean): void {
  for (const name of Object.keys(best().nodes).reverse()) {
    if (Object.keys(best().nodes).length === 1) return;
    const { [name]: _gone, ...nodes } = best().nodes;
    // Addresses go by position: only machines at the end can go without changing those of others.
    if (name !== Object.keys(best().nodes).at(-1)) continue;
    keep(best().steps.filter((step) => !isAbout(step, name)), nodes);
  }
}

function isAbout(step: ScenarioStep, machine: string): boolean {
  if ('run' in step) return step.on === machine;
  if ('fault' in step) return step.node === machine;
  return 'link' in step && step.link.includes(machine);
}

function shortenWaits(steps: () => readonly ScenarioStep[], keep: (steps: readonly ScenarioStep[]) => boolean): void {
  steps().forEach((step, i) => {
    if (!('wait_seconds' in step)) return;
    for (const seconds of [1, 5, 20].filter((one) => one < step.wait_seconds)) {
      if (keep(steps().map((other, k) => (k === i ? { wait_seconds: seconds } : other)))) return;
    }
  });
}

function filesOf({ files }: Scenario, nodes: Scenario['nodes']): Record<string, string> | undefined {
  const kept = Object.entries(files ?? {}).filter(([where]) => (where.split(':')[0] as string) in nodes);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
