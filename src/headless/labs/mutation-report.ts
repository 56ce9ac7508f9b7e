/** What the mutants of a solution say about a lab's checks: which of them notice anything, and what nobody notices. */
import type { Mutant } from './mutants';
import type { TrialOutcome } from './trial';

export interface MutantResult {
  line: number;
  change: Mutant['change'];
  was: string;
  now?: string;
  /** Checks that failed. */
  killedBy: string[];
  /** Why it was not played to its end. */
  stopped?: string;
}

export interface MutationReport {
  mutants: MutantResult[];
  /** How many mutants each check noticed. */
  kills: Record<string, number>;
  /** Checks that no mutant made fail: they cannot fail. */
  neverFail: string[];
  /** Checks that failed with every mutant. */
  alwaysFail: string[];
  unnoticed: MutantResult[];
}

export function mutantResult({ line, change, was, now }: Mutant, outcome: TrialOutcome | { fault: string }): MutantResult {
  const head = { line, change, was, ...(now === undefined ? {} : { now }) };
  if ('fault' in outcome) return { ...head, killedBy: [], stopped: outcome.fault };
  return { ...head, killedBy: [...new Set(outcome.checks.filter(({ passed }) => !passed).map(({ id }) => id))] };
}

export function mutationReport(checkIds: readonly string[], mutants: readonly MutantResult[]): MutationReport {
  const played = mutants.filter(({ stopped }) => stopped === undefined);
  const kills = Object.fromEntries(checkIds.map((id) => [id, played.filter(({ killedBy }) => killedBy.includes(id)).length]));
  return {
    mutants: [...mutants], kills,
    neverFail: checkIds.filter((id) => kills[id] === 0),
    alwaysFail: played.length > 1 ? checkIds.filter((id) => kills[id] === played.length) : [],
    unnoticed: played.filter(({ killedBy }) => killedBy.length === 0),
  };
}

/** In words, a line each. */
export function mutationLines({ mutants, kills, neverFail, alwaysFail, unnoticed }: MutationReport): string[] {
  const stopped = mutants.filter((one) => one.stopped !== undefined);
  return [
    `${mutants.length} mutants: ${mutants.length - unnoticed.length - stopped.length} noticed, ${unnoticed.length} not${stopped.length > 0 ? `, ${stopped.length} stopped` : ''}`,
    ...Object.entries(kills).map(([id, count]) => `  ${String(count).padStart(4)} noticed by ${id}`),
    ...neverFail.map((id) => `  check ${id} never fails, whatever is left out or changed: it checks nothing`),
    ...alwaysFail.map((id) => `  check ${id} fails with every mutant: it may ask for more than the lab does`),
    ...unnoticed.map((one) => `  nobody notices solution.txt:${one.line} ${changeOf(one)}`),
    ...stopped.map((one) => `  solution.txt:${one.line} ${changeOf(one)}: ${one.stopped}`),
  ];
}

function changeOf({ change, was, now }: MutantResult): string {
  const head = `"${was.split('\n')[0]}${was.includes('\n') ? ' …' : ''}"`;
  if (now === undefined) return `dropped: ${head}`;
  const [before, after] = difference(was, now);
  return `${change} changed from ${before} to ${after}: ${head}`;
}

/** The words that differ. */
function difference(was: string, now: string): [string, string] {
  const [a, b] = [was.split(/\s+/), now.split(/\s+/)];
  const at = a.findIndex((word, i) => word !== b[i]);
  return [a[at] ?? '', b[at] ?? ''];
}
