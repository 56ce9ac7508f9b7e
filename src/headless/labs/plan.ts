/** Which plays test a lab: over worlds of several seeds, and as several learners where the lab varies. */
import { parseFront } from '../../lab/guide-front';
import { varies } from '../../lab/variants';
import type { LabFolder } from './lab-folder';
import { expandScript } from './script-text';
import type { Trial } from './trial';

export type TrialKind = 'untouched' | 'solution' | 'wrong';

export interface PlannedTrial {
  kind: TrialKind;
  /** The script's file; empty for the untouched start. */
  file: string;
  /** As written, before it was expanded. */
  source: string;
  trial: Trial;
}

/** A lab that varies is tried by this many learners at least. */
const LEARNERS_MIN = 3;

export interface World {
  seed: number;
  learner?: string;
}

/** The lab's own seed first, and nobody in particular. */
export function worldsOf(text: string, seeds: number): World[] {
  const { seed } = parseFront(text).front;
  const different = varies(text);
  return Array.from({ length: different ? Math.max(seeds, LEARNERS_MIN) : seeds }, (_, i) => ({ seed: seed + (i < seeds ? i : 0), ...(different && i > 0 ? { learner: `learner-${i}` } : {}) }));
}

/** The plays, and what is wrong with scripts before they are played. */
export function planLab(lab: LabFolder, seeds: number): { trials: PlannedTrial[]; problems: string[] } {
  const problems: string[] = [];
  const { slug, text, solution } = lab;
  const scripts = [
    ...(solution === undefined ? [] : [{ kind: 'solution' as const, file: 'solution.txt', text: solution }]),
    ...lab.solutions.map((script) => ({ kind: 'solution' as const, ...script })),
    ...lab.wrong.map((script) => ({ kind: 'wrong' as const, ...script })),
  ].map((script) => {
    const expanded = expandScript(script.text, script.file === 'solution.txt' ? '' : (solution ?? ''));
    problems.push(...expanded.problems.map((problem) => `${script.file}: ${problem}`));
    return { ...script, expanded: expanded.text };
  });
  const trials = worldsOf(text, seeds).flatMap((world): PlannedTrial[] => [
    { kind: 'untouched', file: '', source: '', trial: { lab: { slug, text }, ...world } },
    ...scripts.map(({ kind, file, text: source, expanded }) => ({ kind, file, source, trial: { lab: { slug, text }, ...world, script: expanded } })),
  ]);
  return { trials, problems };
}
