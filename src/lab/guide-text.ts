/** Plain words out of Markdown: titles for the table of contents, and ids made of them. */
import type { Nodes } from 'mdast';

/** The text of a node without any mark-up. */
export function plainText(node: Nodes): string {
  if ('value' in node) return node.type === 'html' ? '' : node.value;
  if ('children' in node) return node.children.map((child) => plainText(child)).join('');
  return '';
}

/** Lower case words joined by dashes; `section` when nothing is left. */
export function slugOf(title: string): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'section' : slug;
}
