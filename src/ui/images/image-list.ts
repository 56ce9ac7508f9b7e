/** The catalogue of images, and which of them a search finds. */
import type { CatalogueImage } from '../bundling/image-catalogue';

const [entries = []] = Object.values(import.meta.glob<CatalogueImage[]>('../../images/index.ts', { query: '?catalogue', eager: true, import: 'default' }));

/** By name; the official ones, which have no owner, first. */
export const images: readonly CatalogueImage[] = [...entries].sort((a, b) => Number(a.name.includes('/')) - Number(b.name.includes('/')) || (a.name < b.name ? -1 : 1));

/** Those in which every word of the search occurs: in a name, a description, a tag or as a port. */
export function found(list: readonly CatalogueImage[], search: string): CatalogueImage[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((image) => {
    const text = [image.name, ...image.also, image.about, ...image.platforms].join(' ').toLowerCase();
    return words.every((word) => text.includes(word) || image.tags.includes(word) || image.ports.includes(word));
  });
}
