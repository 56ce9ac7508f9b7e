/**
 * What a guide is once it is read, and what can be asked of it: values without the reader, so that the page can draw a
 * guide without carrying a Markdown parser along.
 */
import type { PhrasingContent } from 'mdast';
import type { Expectation } from './expect/claim';
import type { GuideFront, GuideProblem } from './guide-front';

export interface Guide {
  front: GuideFront;
  /** Before the first `## ` heading. */
  intro: GuideBlock[];
  sections: GuideSection[];
  /** Names that `save=` captures; `${NAME}` of any other name is the shell's own. */
  variables: string[];
  /** For authors; a guide with problems still renders. */
  problems: GuideProblem[];
}

export interface GuideSection {
  id: string;
  title: string;
  blocks: GuideBlock[];
}

export interface CommandBlock {
  kind: 'command';
  /** `id=` or `<section>-<n>`: what `guide.run` names as its step. */
  id: string;
  /** The machine; absent means the terminal in front. */
  on?: string;
  language: string;
  text: string;
  /** One button each. */
  commands: string[];
  /** Captured from the output: the first group of the pattern, else the whole match. */
  save?: { name: string; pattern: string };
}

export interface CheckBlock {
  kind: 'check';
  id: string;
  section: string;
  title: string;
  on: string;
  /** A script of the lab's own shell, or the sentences of an `expect` block. */
  script: string;
  expectations?: Expectation[];
  /** What passing it is worth; 1 unless the author says otherwise. */
  points: number;
  /** Says only that something is missing, not what. */
  quiet: boolean;
}

export interface HintBlock {
  kind: 'hint';
  id: string;
  title: string;
  blocks: GuideBlock[];
}

export interface QuizOption {
  /** a, b, c… in order. */
  key: string;
  content: GuideBlock[];
}

export interface QuizBlock {
  kind: 'quiz';
  id: string;
  /** Keys of the right options. */
  answers: string[];
  question: GuideBlock[];
  options: QuizOption[];
  /** Shown once answered. */
  explanation: GuideBlock[];
}

export type AdmonitionTone = 'note' | 'tip' | 'important' | 'warning' | 'caution';

export type GuideBlock =
  | CommandBlock
  | CheckBlock
  | HintBlock
  | QuizBlock
  | { kind: 'listing'; language: string; title?: string; text: string }
  | { kind: 'admonition'; tone: AdmonitionTone; blocks: GuideBlock[] }
  | { kind: 'paragraph'; content: PhrasingContent[] }
  | { kind: 'heading'; depth: number; id: string; content: PhrasingContent[] }
  | { kind: 'list'; ordered: boolean; start: number; items: { checked?: boolean; blocks: GuideBlock[] }[] }
  | { kind: 'table'; align: (string | null)[]; rows: PhrasingContent[][][] }
  | { kind: 'quote'; blocks: GuideBlock[] }
  | { kind: 'rule' };

/** Every check of a guide in the order of reading. */
export function checksOf(guide: Guide): CheckBlock[] {
  return blocksOf(guide).filter((block) => block.kind === 'check');
}

/**
 * Whether a check that passed can fail later: what must always hold, never happen or hold throughout is not reached once
 * for all, while what was built may be torn down again.
 */
export function isRevocable(check: CheckBlock): boolean {
  return check.expectations?.some(({ when }) => when.kind === 'always' || when.kind === 'never' || when.kind === 'during') === true;
}

/** The command block that `guide.run` names as its step. */
export function commandById(guide: Guide, id: string): CommandBlock | undefined {
  return blocksOf(guide).find((block): block is CommandBlock => block.kind === 'command' && block.id === id);
}

/** All blocks, also those inside hints, lists and admonitions, in the order of reading. */
export function blocksOf(guide: Guide): GuideBlock[] {
  const out: GuideBlock[] = [];
  const walk = (blocks: readonly GuideBlock[]): void => {
    for (const block of blocks) {
      out.push(block);
      if (block.kind === 'list') for (const item of block.items) walk(item.blocks);
      else if (block.kind === 'quiz') walk([...block.question, ...block.explanation]);
      else if ('blocks' in block) walk(block.blocks);
    }
  };
  walk(guide.intro);
  for (const section of guide.sections) walk(section.blocks);
  return out;
}

/** Fills `${NAME}` for the guide's own variables and says which are not known yet. */
export function fillVariables(text: string, names: readonly string[], values: Readonly<Record<string, string>>): { text: string; missing: string[] } {
  const missing: string[] = [];
  const filled = text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string) => {
    if (!names.includes(name)) return whole;
    const value = values[name];
    if (value === undefined && !missing.includes(name)) missing.push(name);
    return value ?? whole;
  });
  return { text: filled, missing };
}
