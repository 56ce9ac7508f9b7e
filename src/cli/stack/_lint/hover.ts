/** What is known of the word under the pointer: of a key what it means, of a value the key it belongs to. */
import { ABOUT } from './about';
import { cursorPlace } from './cursor-place';
import { writtenVersion } from './complete';
import type { Hover, Spot } from './diagnostic';
import { keysAt, patternOf, schemasAt, sinceOf } from './schema-path';
import { TextMap } from './text-map';
import { VALUES } from './values';

export function hoverCompose(text: string, at: Spot): Hover | undefined {
  const map = new TextMap(text);
  const line = map.line(at.line);
  // A word is asked for with the cursor behind its first letter.
  const place = cursorPlace(map, { line: at.line, column: Math.min(at.column + 1, line.length + 1) });
  if (!place || /^\s*$/.test(line.slice(at.column - 1))) return undefined;
  const version = writtenVersion(text);
  const key = place.kind === 'key' ? line.slice(place.span.from.column - 1, place.span.to.column - 1).replace(/^["']|["']$/g, '') : undefined;
  const path = key === undefined ? place.path : [...place.path, key];
  const pattern = patternOf(path, version);
  const about = pattern === undefined ? undefined : (ABOUT.get(pattern) ?? ABOUT.get(pattern.replace(/\.\[\]$/, '')));
  if (pattern === undefined || about === undefined) return undefined;
  const last = String(path.at(-1));
  const since = sinceOf(path.slice(0, -1), last);
  const types = schemasAt(path, version).flatMap(({ types: own = [] }) => own.map((type) => ({ object: 'mapping', array: 'list' })[type] ?? type));
  const values = VALUES.get(pattern)?.filter(([, words]) => words !== '') ?? [];
  const parts = [`\`${path.filter((part) => typeof part === 'string').join('.')}\`${types.length ? ` · ${[...new Set(types)].join(', ')}` : ''}`, about];
  if (place.kind === 'value' && values.length > 1) parts.push(values.map(([word, words]) => `\`${word}\`: ${words}`).join('; '));
  if (since !== undefined && since !== '3.0' && keysAt(path.slice(0, -1), version).has(last)) parts.push(`Since format ${since}.`);
  return { ...place.span, parts };
}
