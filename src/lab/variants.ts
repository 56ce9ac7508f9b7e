/**
 * A lab that differs from learner to learner, so that a neighbour's file does not fit. Front matter names what varies;
 * `{{name}}` in the guide is filled with what was drawn from the learner's id, the same every time. Without a learner
 * the first choice stands, so that a variant lab is also a plain one.
 *
 *     variants:
 *       replicas: { between: [3, 6] }
 *       colour: [amber, honey, straw]
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { parse } from 'yaml';
import { splitFront } from './guide-front';
import { refusalOf } from './limits';

export type Variants = Readonly<Record<string, readonly string[]>>;

/** A lab may come from a stranger: more choices than this are refused. */
const CHOICES_MAX = 1000;
const NAME = /^[a-z][a-z0-9_]*$/i;

/** What varies, each with its choices; what is wrong is told in words. */
export function variantsOf(value: unknown): { variants: Variants; problems: string[] } {
  const variants: Record<string, readonly string[]> = {};
  const problems: string[] = [];
  if (value === undefined) return { variants, problems };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { variants, problems: ['`variants` maps names to choices'] };
  for (const [name, given] of Object.entries(value)) {
    const choices = choicesOf(given);
    if (!NAME.test(name)) problems.push(`\`variants\`: ${name} is no name of letters, digits and underscores`);
    else if (typeof choices === 'string') problems.push(`\`variants\`: ${name} ${choices}`);
    else variants[name] = choices;
  }
  return { variants, problems };
}

function choicesOf(given: unknown): readonly string[] | string {
  if (Array.isArray(given)) {
    if (given.length === 0 || given.length > CHOICES_MAX) return `needs 1 to ${CHOICES_MAX} choices`;
    return given.every((one) => typeof one === 'string' || typeof one === 'number') ? given.map(String) : 'has a choice that is neither text nor a number';
  }
  const between: unknown = typeof given === 'object' && given !== null ? (given as { between?: unknown }).between : undefined;
  if (!Array.isArray(between) || between.length !== 2 || !between.every((one) => Number.isSafeInteger(one))) return 'is a list of choices, or { between: [low, high] }';
  const [low, high] = between as [number, number];
  if (high < low || high - low >= CHOICES_MAX) return `goes from low to high, over at most ${CHOICES_MAX} numbers`;
  return Array.from({ length: high - low + 1 }, (_, i) => String(low + i));
}

/** What a learner drew: one choice of each. */
export function drawVariant(variants: Variants, learner: string | undefined): Record<string, string> {
  const drawn: Record<string, string> = {};
  for (const [name, choices] of Object.entries(variants)) drawn[name] = choices[learner === undefined ? 0 : draw(learner, name, choices.length)] as string;
  return drawn;
}

/** The guide as this learner gets it; or another text of the same lab, when `of` is the guide. */
export function fillVariant(text: string, learner: string | undefined, of = text): string {
  if (!text.includes('{{') || refusalOf(text)) return text;
  const drawn = drawVariant(variantsOf(fieldOf(of)).variants, learner);
  return text.replace(/\{\{([a-z][a-z0-9_]*)\}\}/gi, (whole, name: string) => (Object.hasOwn(drawn, name) ? (drawn[name] as string) : whole));
}

/** Whether learners get different labs. */
export function varies(guideText: string): boolean {
  return Object.values(variantsOf(fieldOf(guideText)).variants).some((choices) => choices.length > 1);
}

function fieldOf(text: string): unknown {
  try {
    const front: unknown = parse(splitFront(text).yaml);
    return typeof front === 'object' && front !== null ? (front as { variants?: unknown }).variants : undefined;
  } catch {
    return undefined;
  }
}

function draw(learner: string, name: string, choices: number): number {
  const hash = sha256(utf8ToBytes(`${learner}\n${name}`));
  return (((hash[0] as number) << 16) | ((hash[1] as number) << 8) | (hash[2] as number)) % choices;
}
