/** What a play says about its lab: nothing when all is as it should be, else in words. */
import { guideOf } from '../../lab/catalogue';
import { checksOf } from '../../lab/guide';
import type { PlannedTrial } from './plan';
import { expectedFailures } from './script-text';
import type { TrialOutcome } from './trial';

export function findingsOf({ kind, file, source, trial }: PlannedTrial, { checks, problems }: TrialOutcome): string[] {
  const ids = checksOf(guideOf(trial.lab.text, trial.learner)).map(({ id }) => id);
  const broken = checks.filter(({ fault }) => fault).map(({ id, reason }) => `check ${id} is broken: ${reason}`);
  if (kind === 'untouched') return [...broken, ...checks.filter(({ passed }) => passed).map(({ id }) => `check ${id} passes on the untouched start: it checks nothing`)];
  const say = [...broken, ...problems].map((words) => `${file}: ${words}`);
  return [...say, ...(kind === 'solution' ? mustPass(file, ids, checks) : mustFail(file, expectedFailures(source), ids, checks))];
}

function mustPass(file: string, ids: readonly string[], checks: TrialOutcome['checks']): string[] {
  const asked = new Set(checks.map(({ id }) => id));
  return [
    ...checks.filter(({ passed, fault }) => !passed && !fault).map(({ id, reason, atMs }) => `${file} fails check ${id} after ${Math.round(atMs / 1000)} s: ${reason}`),
    ...ids.filter((id) => !asked.has(id)).map((id) => `${file} never asks check ${id}`),
  ];
}

/** The first check to fail is one of the named: otherwise something else goes wrong than the author meant. */
function mustFail(file: string, named: readonly string[], ids: readonly string[], checks: TrialOutcome['checks']): string[] {
  if (named.length === 0) return [`${file}: its first line should name the check that must fail, as in "# fails: ${ids[0] ?? 'check-id'}"`];
  const unknown = named.filter((id) => !ids.includes(id));
  if (unknown.length > 0) return unknown.map((id) => `${file}: the lab has no check ${id}`);
  const first = checks.find(({ passed }) => !passed);
  if (first && !named.includes(first.id)) return [`${file} fails at check ${first.id} before ${named.join(', ')}: ${first.reason}`];
  return named.filter((id) => !checks.some((check) => check.id === id && !check.passed)).map((id) => (checks.some((check) => check.id === id) ? `${file} is wrong, yet check ${id} passes` : `${file} never asks check ${id}`));
}
