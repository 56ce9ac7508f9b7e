/** How far a lab is, in points: what a course keeps of it. Pure. */
import type { Guide } from '../../lab/guide-model';
import { checksOf } from '../../lab/guide-model';
import type { LabView } from '../../session/protocol';
import { guideProgress } from '../guide/guide-progress';

export interface CourseScore {
  points: number;
  of: number;
  /** 0 to 100; a lab in which nothing is asked is done when it is opened. */
  percent: number;
  /** Ids of checks that have passed. */
  passed: string[];
  checks: number;
}

export function courseScore(guide: Guide, lab: LabView | undefined): CourseScore {
  const checks = checksOf(guide);
  const states = new Map(lab?.checks.map(({ id, state }) => [id, state]));
  const done = checks.filter(({ id }) => states.get(id) === 'passed');
  const sum = (list: typeof checks): number => list.reduce((total, { points }) => total + points, 0);
  const [points, of] = [sum(done), sum(checks)];
  const progress = guideProgress(guide, lab);
  const share = of > 0 ? points / of : progress.of > 0 ? progress.done / progress.of : 1;
  return { points, of, percent: Math.floor(share * 100), passed: done.map(({ id }) => id), checks: checks.length };
}
