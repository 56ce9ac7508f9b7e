/** What a finished lab has to say for its learner: each badge is a fact of the session that somebody else may check. Pure. */
import type { Guide } from '../../lab/guide-model';
import { blocksOf } from '../../lab/guide-model';
import type { LabView, SessionStart } from '../../session/protocol';
import { guideProgress } from './guide-progress';

export type Badge = 'own-hand' | 'no-hints' | 'first-answers';

export const BADGES: Readonly<Record<Badge, { title: string; why: string }>> = {
  'own-hand': { title: 'By your own hand', why: 'Every section was done here: none was skipped, none was shown.' },
  'no-hints': { title: 'Without a hint', why: 'No hint was opened.' },
  'first-answers': { title: 'Right at once', why: 'Every question was answered rightly at the first try.' },
};

/** None before the lab is whole; none that could not have been missed. */
export function badgesOf(guide: Guide, lab: LabView | undefined, start: Pick<SessionStart, 'skippedTo'>): Badge[] {
  const { done, of } = guideProgress(guide, lab);
  if (!lab || of === 0 || done < of) return [];
  const blocks = blocksOf(guide);
  const out: Badge[] = [];
  if (start.skippedTo === undefined && lab.sectionsShown.length === 0) out.push('own-hand');
  if (lab.hintsShown.length === 0 && blocks.some((block) => block.kind === 'hint')) out.push('no-hints');
  const quizzes = blocks.filter((block) => block.kind === 'quiz');
  if (quizzes.length > 0 && quizzes.every(({ id }) => (lab.quizErrors[id] ?? 0) === 0)) out.push('first-answers');
  return out;
}
