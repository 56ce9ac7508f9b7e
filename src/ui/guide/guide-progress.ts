/** How far a lab is: what a guide asks for, and what the world says was done. Pure. */
import type { Guide, GuideBlock, GuideSection, QuizBlock } from '../../lab/guide-model';
import type { LabView } from '../../session/protocol';

export interface SectionProgress {
  id: string;
  done: number;
  of: number;
}

/** Checks passed and quizzes answered rightly, per section. */
export function sectionProgress(section: GuideSection, lab: LabView | undefined): SectionProgress {
  let done = 0;
  let of = 0;
  for (const block of flatten(section.blocks)) {
    if (block.kind === 'check') {
      of++;
      if (lab?.checks.find((check) => check.id === block.id)?.state === 'passed') done++;
    } else if (block.kind === 'quiz') {
      of++;
      if (isRight(block, lab?.quizAnswers[block.id])) done++;
    }
  }
  return { id: section.id, done, of };
}

export function guideProgress(guide: Guide, lab: LabView | undefined): { done: number; of: number } {
  const sections = guide.sections.map((section) => sectionProgress(section, lab));
  return { done: sections.reduce((n, section) => n + section.done, 0), of: sections.reduce((n, section) => n + section.of, 0) };
}

/** An answer is the chosen keys, joined by commas in order. */
export function isRight(quiz: QuizBlock, answer: string | undefined): boolean {
  return answer !== undefined && [...quiz.answers].sort().join(',') === answer;
}

function flatten(blocks: readonly GuideBlock[]): GuideBlock[] {
  return blocks.flatMap((block): GuideBlock[] => {
    if (block.kind === 'list') return block.items.flatMap((item) => flatten(item.blocks));
    return 'blocks' in block ? [block, ...flatten(block.blocks)] : [block];
  });
}
