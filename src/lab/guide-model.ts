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
  /** Names of what the learner fills in (`blanks.ts`). */
  blanks: string[];
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
  /** Points that opening it costs; nothing unless the author says so. */
  cost: number;
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
  section: string;
  /** The question in plain words. */
  title: string;
  /** Choose one or several; put all into order; say what a command will do before it may run. */
  form: 'choice' | 'order' | 'predict';
  /** Keys of the right options; of all options in the right order. */
  answers: string[];
  question: GuideBlock[];
  options: QuizOption[];
  /** Shown once answered; of a prediction, once its command was run. */
  explanation: GuideBlock[];
  /** What a right answer is worth. */
  points: number;
  /** What each wrong one takes from that. */
  cost: number;
  /** The command block that a prediction is about: it stays closed until there is one. */
  before?: string;
}

/** What a reader's own computer runs. */
export type Platform = 'windows' | 'mac' | 'linux';
export const PLATFORMS: readonly Platform[] = ['linux', 'mac', 'windows'];

/** A small picture of the world as it is now. */
export type DiagramBlock = { kind: 'diagram'; of: 'cluster' } | { kind: 'diagram'; of: 'service'; name: string };

export type AdmonitionTone = 'note' | 'tip' | 'important' | 'warning' | 'caution';

export type GuideBlock =
  | CommandBlock
  | CheckBlock
  | HintBlock
  | QuizBlock
  | DiagramBlock
  /** For readers whose own computer runs one of these. */
  | { kind: 'platform'; os: Platform[]; blocks: GuideBlock[] }
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

/** The prediction that must be made before this command block may run. */
export function predictionBefore(guide: Guide, command: string): QuizBlock | undefined {
  return blocksOf(guide).find((block): block is QuizBlock => block.kind === 'quiz' && block.before === command);
}

/** All blocks, also those inside hints, lists and admonitions, in the order of reading. */
export function blocksOf(guide: Guide): GuideBlock[] {
  return [...withInner(guide.intro), ...guide.sections.flatMap((section) => withInner(section.blocks))];
}

/** These blocks and all that are inside them. */
export function withInner(blocks: readonly GuideBlock[]): GuideBlock[] {
  return blocks.flatMap((block): GuideBlock[] => {
    if (block.kind === 'list') return [block, ...block.items.flatMap((item) => withInner(item.blocks))];
    if (block.kind === 'quiz') return [block, ...withInner([...block.question, ...block.explanation])];
    return 'blocks' in block ? [block, ...withInner(block.blocks)] : [block];
  });
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
