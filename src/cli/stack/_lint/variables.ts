/** Variables that a value names and the environment does not have. */
import type { Path } from '../_compose/problem';
import type { ComposeDocument } from './document';

/** Without those that have a default of their own; `${NAME:?why}` counts. */
export function unsetIn(document: ComposeDocument, at: Path): string[] {
  const value = document.at(at);
  return typeof value === 'string' ? unsetNames(document, value) : [];
}

const REFERENCE = /\$(?:\$|\{([_a-z][_a-z0-9]*)(?::?\?[^}]*)?\}|([_a-z][_a-z0-9]*))/gi;

export function unsetNames(document: ComposeDocument, text: string): string[] {
  if (!text.includes('$')) return [];
  const names = [...text.matchAll(REFERENCE)].flatMap((match) => match[1] ?? match[2] ?? []);
  return [...new Set(names.filter((name) => document.scene.reader.env.get(name) === undefined))];
}
