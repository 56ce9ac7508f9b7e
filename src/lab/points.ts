/**
 * How far a lab is, and what that is worth: the guide and the grader count with this one function, so that both say the
 * same. Checks and quizzes earn, hints with a price take away, and nobody falls below zero.
 */
import type { CheckBlock, Guide, GuideBlock, HintBlock, QuizBlock } from './guide-model';
import { blocksOf } from './guide-model';
import { isRight } from './quiz';

/** What the world remembers of a learner's work: as in the session's view. */
export interface LabStanding {
  checks: readonly { id: string; state: 'open' | 'running' | 'passed' | 'failed' }[];
  hintsShown: readonly string[];
  /** Sections that the lab did itself: they earn nothing. */
  sectionsShown: readonly string[];
  quizAnswers: Readonly<Record<string, string>>;
  /** Wrong answers before the right one, by quiz. */
  quizErrors: Readonly<Record<string, number>>;
}

export interface Earned {
  block: CheckBlock | QuizBlock;
  /** A prediction is done when it was made: being wrong is what it is for. */
  done: boolean;
  /** The lab did its section itself. */
  shown: boolean;
  points: number;
  of: number;
}

export interface Score {
  earned: Earned[];
  /** Hints that were opened and have a price. */
  paid: HintBlock[];
  points: number;
  of: number;
}

export interface Counting {
  /** The section to which the lab's own solution led before the learner began. */
  skippedTo?: string | undefined;
  /** Leaves out what cannot have been done: a script answers no quiz and opens no hint. */
  counts?: (block: GuideBlock) => boolean;
}

export function scoreOf(guide: Guide, standing: LabStanding | undefined, { skippedTo, counts = () => true }: Counting = {}): Score {
  const blocks = blocksOf(guide).filter(counts);
  const at = guide.sections.findIndex((section) => section.id === skippedTo);
  const shown = new Set([...guide.sections.slice(0, Math.max(0, at)).map((section) => section.id), ...(standing?.sectionsShown ?? [])]);
  const earned = earnedOf(blocks, standing).map((one) => (shown.has(one.block.section) ? { ...one, shown: true, points: 0 } : one));
  const paid = blocks.filter((block): block is HintBlock => block.kind === 'hint' && block.cost > 0 && standing?.hintsShown.includes(block.id) === true);
  const sum = earned.reduce((total, one) => total + one.points, 0) - paid.reduce((total, hint) => total + hint.cost, 0);
  return { earned, paid, points: Math.max(0, sum), of: earned.reduce((total, one) => total + one.of, 0) };
}

/** What each check and quiz among these blocks has earned, whoever did it. */
export function earnedOf(blocks: readonly GuideBlock[], standing: LabStanding | undefined): Earned[] {
  const passed = new Set(standing?.checks.filter(({ state }) => state === 'passed').map(({ id }) => id));
  return blocks.flatMap((block): Earned[] => {
    if (block.kind === 'check') {
      const done = passed.has(block.id);
      return [{ block, done, shown: false, points: done ? block.points : 0, of: block.points }];
    }
    if (block.kind !== 'quiz') return [];
    const answer = standing?.quizAnswers[block.id];
    const right = isRight(block, answer);
    const lost = block.cost * (standing?.quizErrors[block.id] ?? 0);
    return [{ block, done: block.form === 'predict' ? answer !== undefined : right, shown: false, points: right ? Math.max(0, block.points - lost) : 0, of: block.points }];
  });
}
