/** Pictures of a guide: files of the lab's own folder, of a few kinds, each with words for those who do not see it. */
import type { Nodes } from 'mdast';

export const IMAGE_ENDINGS = ['png', 'svg', 'jpg', 'webp'] as const;

/** The file inside the lab's folder, or what is wrong with the address. */
export function imageFile(url: string): { path: string } | { message: string; advice: string } {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) return { message: `the picture ${url.slice(0, 80)} is not of this lab`, advice: 'A lab is whole without a network: put the file beside guide.md and name it.' };
  let decoded = url;
  try {
    decoded = decodeURIComponent(url);
  } catch {
    // Then it names no file, and is told below.
  }
  const parts = decoded.split('/').filter((part) => part !== '' && part !== '.');
  const outside = decoded.startsWith('/') || parts.includes('..') || /[\\\u0000-\u001f:]/.test(decoded);
  if (outside || parts.length === 0) return { message: `the picture ${url.slice(0, 80)} leads out of the lab's folder`, advice: 'Only files of the folder are shown: ![words](picture.svg).' };
  const ending = /\.([a-z]+)$/i.exec(decoded)?.[1]?.toLowerCase();
  if (!(IMAGE_ENDINGS as readonly (string | undefined)[]).includes(ending)) return { message: `the picture ${url.slice(0, 80)} is of no kind that guides show`, advice: `There are ${IMAGE_ENDINGS.join(', ')}.` };
  return { path: parts.join('/') };
}

/** Every picture within these nodes. */
export function imagesIn(nodes: readonly Nodes[]): { url: string; alt: string; line: number }[] {
  return nodes.flatMap((node) => {
    if (node.type === 'image') return [{ url: node.url, alt: node.alt ?? '', line: node.position?.start.line ?? 1 }];
    return 'children' in node ? imagesIn(node.children) : [];
  });
}

/** The first line of HTML within these nodes that is no comment: none of it is ever rendered. */
export function htmlIn(nodes: readonly Nodes[]): number | undefined {
  for (const node of nodes) {
    if (node.type === 'html' && !node.value.startsWith('<!--')) return node.position?.start.line ?? 1;
    const inner = 'children' in node ? htmlIn(node.children) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
