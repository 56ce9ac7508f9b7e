import { expect, test } from 'vitest';
import { schemaOf } from '../_compose/schema';
import type { Schema } from '../_compose/schema-types';
import { ABOUT } from './about';

/** Every pattern of the schema: keys as they are, names as stars, items as brackets. */
function patterns(schema: Schema, at: string, into: Set<string>): Set<string> {
  const inside = at ? `${at}.` : '';
  if (at && !at.endsWith('[]')) into.add(at);
  for (const [key, one] of Object.entries(schema.keys ?? {})) patterns(one, `${inside}${key}`, into);
  for (const [, one] of schema.patterns ?? []) patterns(one, `${inside}*`, into);
  if (schema.items) patterns(schema.items, `${inside}[]`, into);
  for (const one of schema.oneOf ?? []) patterns(one, at, into);
  return into;
}

const known = patterns(schemaOf('3.13') as Schema, '', new Set());
/** Names that a person chooses freely need no explanation. */
const keys = [...known].filter((pattern) => !pattern.endsWith('*'));

test('every key of the schema is explained', () => {
  expect(keys.length).toBeGreaterThan(170);
  expect(keys.filter((pattern) => !ABOUT.has(pattern))).toEqual([]);
});

test('nothing is explained that the schema does not know', () => {
  expect([...ABOUT.keys()].filter((pattern) => !known.has(pattern))).toEqual([]);
});

test('explanations are short sentences', () => {
  for (const [pattern, text] of ABOUT) expect({ pattern, text, ok: text.length <= 180 && /[.:]$/.test(text) }).toMatchObject({ ok: true });
});
