/** The `images` of a guide's front matter: what is wrong with them is told with its line. */
import { isScalar, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';
import { readImages } from './lab-images';

/** The entries that are all right, as they stand; the others are refused in words. */
export function imagesIn(fields: Record<string, unknown>, yaml: string, problems: { line: number; message: string }[]): unknown[] {
  if (fields['images'] === undefined) return [];
  const { given, problems: found } = readImages(fields['images']);
  const document = parseDocument(yaml);
  const told = new Set<string>();
  for (const { offset, message } of numbersThatWereMeantAsText(document)) problems.push({ line: lineOf(yaml, offset), message: `front matter: images: ${message}` });
  for (const { path, message } of found) {
    const line = lineOf(yaml, offsetOf((keys) => document.getIn(keys, true), ['images', ...path]));
    const words = `front matter: images: ${message}`;
    // What several tags share is wrong once.
    if (told.has(`${line} ${words}`)) continue;
    told.add(`${line} ${words}`);
    problems.push({ line, message: words });
  }
  return given;
}

/** YAML reads 1.0 as the number 1: a tag or a version of that name would not be found again. */
function numbersThatWereMeantAsText(document: Document): { offset: number; message: string }[] {
  const out: { offset: number; message: string }[] = [];
  visit(document.get('images', true) as Node, {
    Scalar(_key, { value, source, range }) {
      if (typeof value === 'number' && source !== undefined && String(value) !== source) out.push({ offset: range?.[0] ?? 0, message: `${source} is read as ${value}: write "${source}"` });
    },
  });
  return out;
}

/** Of the place, or of the nearest around it that is in the text. */
function offsetOf(find: (path: readonly (string | number)[]) => unknown, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = find(path.slice(0, length)) as Node | undefined;
    if (node?.range) return isScalar(node) && node.type?.startsWith('BLOCK') === true ? node.range[0] - 1 : node.range[0];
  }
  return 0;
}

/** In the file, whose first line is the front matter's `---`. */
function lineOf(yaml: string, offset: number): number {
  return yaml.slice(0, offset).split('\n').length + 1;
}
