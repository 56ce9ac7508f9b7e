/** How far a lab is, per section and in all: what a guide asks for, and what the world says was done. Pure. */
import { withInner } from '../../lab/guide-model';
import type { Guide, GuideSection } from '../../lab/guide-model';
import { earnedOf } from '../../lab/points';
import type { LabView } from '../../session/protocol';

export interface SectionProgress {
  id: string;
  done: number;
  of: number;
}

/** Checks passed, quizzes answered rightly and predictions made. */
export function sectionProgress(section: GuideSection, lab: LabView | undefined): SectionProgress {
  const earned = earnedOf(withInner(section.blocks), lab);
  return { id: section.id, done: earned.filter(({ done }) => done).length, of: earned.length };
}

export function guideProgress(guide: Guide, lab: LabView | undefined): { done: number; of: number } {
  const sections = guide.sections.map((section) => sectionProgress(section, lab));
  return { done: sections.reduce((n, section) => n + section.done, 0), of: sections.reduce((n, section) => n + section.of, 0) };
}
