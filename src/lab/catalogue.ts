/** The labs that this build was made with, as the world knows them: each guide parsed once, when first asked for. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Guide } from './guide';
import { parseGuide } from './guide';
import { fillVariant } from './variants';

const texts = import.meta.glob<string>('../../labs/*/guide.md', { query: '?raw', import: 'default', eager: true });
/** By text: learners may have guides of their own, so old ones are let go. */
const guides = new Map<string, Guide>();
const GUIDES_MAX = 200;

const slugOf = (path: string): string => path.split('/').at(-2) ?? path;

/** Slugs in the order of their numbers. */
export function labSlugs(): string[] {
  return Object.keys(texts).map(slugOf).sort();
}

export function labText(slug: string): string | undefined {
  return Object.entries(texts).find(([path]) => slugOf(path) === slug)?.[1];
}

/**
 * A lab's guide, as a learner gets it when an id is given (`variants.ts`). Undefined for a playground, a scenario, or a
 * lab of another build.
 */
export function labGuide(slug: string, learner?: string): Guide | undefined {
  const text = labText(slug);
  return text === undefined ? undefined : guideOf(text, learner);
}

/** Reads a guide, each text once. */
export function guideOf(text: string, learner?: string): Guide {
  const filled = fillVariant(text, learner);
  const known = guides.get(filled);
  if (known) return known;
  const guide = parseGuide(filled);
  if (guides.size >= GUIDES_MAX) guides.clear();
  guides.set(filled, guide);
  return guide;
}

/** What tells one edition of a lab from another: SHA-256 of its guide, in hexadecimal. */
export function labHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
