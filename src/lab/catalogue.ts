/** The labs that this build was made with, as the world knows them: each guide parsed once, when first asked for. */
import type { Guide } from './guide';
import { parseGuide } from './guide';

const texts = import.meta.glob<string>('../../labs/*/guide.md', { query: '?raw', import: 'default', eager: true });
const guides = new Map<string, Guide>();

const slugOf = (path: string): string => path.split('/').at(-2) ?? path;

/** Slugs in the order of their numbers. */
export function labSlugs(): string[] {
  return Object.keys(texts).map(slugOf).sort();
}

export function labText(slug: string): string | undefined {
  return Object.entries(texts).find(([path]) => slugOf(path) === slug)?.[1];
}

/** Undefined for a playground, a scenario, or a lab of another build. */
export function labGuide(slug: string): Guide | undefined {
  const known = guides.get(slug);
  if (known) return known;
  const text = labText(slug);
  if (text === undefined) return undefined;
  const guide = parseGuide(text);
  guides.set(slug, guide);
  return guide;
}
