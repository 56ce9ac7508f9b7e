/**
 * A guide in another language: `guide.xx.md` beside `guide.md`. Words may differ, what is done may not: the same sections in
 * the same order, the same commands, checks, quizzes and hints. What a world begins with and what its checks ask is always
 * read from `guide.md`, so a translation decides over nothing but words.
 */
import type { GuideProblem } from './guide-front';
import { parseGuide } from './guide';
import { blocksOf } from './guide-model';
import type { Guide, GuideBlock } from './guide-model';

/** `guide.de.md`, `guide.pt-br.md`. */
export const TRANSLATION_FILE = /^guide\.([a-z]{2,3}(?:-[a-z0-9]{2,8})?)\.md$/i;

/** The translation, and where it is not the guide that it translates. With problems it is not shown to learners. */
export function readTranslation(base: Guide, text: string): { guide: Guide; problems: GuideProblem[] } {
  const read = parseGuide(text, base);
  const problems = read.problems.filter(({ message }) => !FRONT_OF_BASE.test(message));
  if (read.sections.length !== base.sections.length) problems.push({ line: 1, message: `this translation has ${read.sections.length} sections, guide.md has ${base.sections.length}`, advice: 'Sections are matched by their order: translate each.' });
  const wanted = new Map(deedsOf(base).map((block) => [block.id, block]));
  const found = new Map(deedsOf(read).map((block) => [block.id, block]));
  for (const [id, block] of wanted) {
    const other = found.get(id);
    if (other?.kind !== block.kind) problems.push({ line: 1, message: `${block.kind} ${id} of guide.md is missing`, advice: 'Ids stay as they are; blocks without one are numbered in their order.' });
    else if (deedOf(other) !== deedOf(block)) problems.push({ line: 1, message: `${block.kind} ${id} is not that of guide.md`, advice: 'Commands, scripts and answers stay as they are; only words are translated.' });
  }
  for (const [id, block] of found) if (!wanted.has(id)) problems.push({ line: 1, message: `${block.kind} ${id} is not in guide.md`, advice: 'Add it there first.' });
  const { title, summary } = read.front;
  return { guide: { ...read, front: { ...base.front, ...(title === '' || title === 'Untitled lab' ? {} : { title }), ...(summary === '' ? {} : { summary }) } }, problems };
}

/** Machines, minutes and the like are those of guide.md, so a translation need not repeat them. */
const FRONT_OF_BASE = /^front matter: `(machines|minutes|level|seed|start|summary)` is missing/;

type Deed = Extract<GuideBlock, { kind: 'command' | 'check' | 'quiz' | 'hint' }>;

function deedsOf(guide: Guide): Deed[] {
  return blocksOf(guide).filter((block): block is Deed => block.kind === 'command' || block.kind === 'check' || block.kind === 'quiz' || block.kind === 'hint');
}

/** What must be the same in every language. */
function deedOf(block: Deed): string {
  switch (block.kind) {
    case 'command':
      return JSON.stringify([block.on, block.commands, block.save]);
    case 'check':
      return JSON.stringify([block.script, block.points, block.on, block.section]);
    case 'quiz':
      return JSON.stringify([block.form, block.answers, block.options.length, block.points, block.cost, block.before]);
    case 'hint':
      return JSON.stringify([block.cost]);
  }
}
