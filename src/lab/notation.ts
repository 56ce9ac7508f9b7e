/** Which attributes each kind of block knows, and what is said of any other. */
import { nearest } from '../os/nearest';

export const ATTRIBUTES = {
  command: ['on', 'id', 'save'],
  check: ['id', 'on', 'title', 'points', 'quiet'],
  expect: ['id', 'on', 'title', 'points', 'quiet'],
  listing: ['title'],
  hint: ['id', 'title', 'cost'],
  quiz: ['id', 'answer', 'kind', 'before', 'points', 'cost'],
  platform: ['os'],
  diagram: ['of', 'name'],
} as const satisfies Record<string, readonly string[]>;

export type Notation = keyof typeof ATTRIBUTES;

export const CONTAINERS = ['hint', 'quiz', 'platform', 'diagram'] as const;

/** Shell languages make a block that runs; each other name only shows. */
export const SHELLS = ['bash', 'sh', 'shell', 'powershell', 'cmd'] as const;

/** What is unknown among these names, in words, each with what was probably meant. */
export function unknownAttributes(kind: Notation, names: readonly string[]): { message: string; advice: string }[] {
  const known: readonly string[] = ATTRIBUTES[kind];
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ message: `${withArticle(kind)} has no ${name}=`, advice: meant(name, known) }));
}

/** `Is it "replicas"? There are …`, or only what there is. */
export function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  const all = `There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`;
  return near === undefined ? all : `Is it "${near}"? ${all}`;
}

const withArticle = (kind: string): string => (/^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`);
