/** What may come next at the cursor: keys of the schema, words that a place understands, names of the file, images of the registry. */
import type { Path } from '../_compose/problem';
import { maximumVersion, type Schema } from '../_compose/schema-types';
import { schemaOf } from '../_compose/schema';
import { ABOUT } from './about';
import { type CursorPlace, cursorPlace } from './cursor-place';
import type { Completion, Spot } from './diagnostic';
import type { Catalogue } from './document';
import { keysAt, patternOf, schemasAt } from './schema-path';
import { TextMap } from './text-map';
import { NAMES, VALUES } from './values';

export function completeCompose(text: string, at: Spot, catalogue: Catalogue = []): Completion[] {
  const map = new TextMap(text);
  const place = cursorPlace(map, at);
  if (!place) return [];
  const version = writtenVersion(text);
  const offers = place.kind === 'value' ? valuesAt(map, place, place.path, version, catalogue) : keysOf(map, place, version, catalogue);
  return offers.map((offer) => ({ ...offer, ...place.span }));
}

type Offer = Omit<Completion, 'from' | 'to'>;

/** The version of a text that may not parse. */
export function writtenVersion(text: string): string {
  const version = /^version:\s*["']?([\d.]+)/m.exec(text)?.[1] ?? '';
  return schemaOf(version) ? version : `3.${maximumVersion}`;
}

function keysOf(map: TextMap, place: CursorPlace, version: string, catalogue: Catalogue): Offer[] {
  const { path, siblings } = place;
  const taken = new Set(siblings);
  const pattern = patternOf(path, version) ?? '';
  const keys = [...keysAt(path, version)].filter(([key]) => !taken.has(key)).map(([key, schema]) => keyOffer(place, pattern, key, schema));
  const schemas = schemasAt(path, version);
  // A line below a key that takes a list may begin its first item.
  const isList = siblings.length === 0 && !place.item && schemas.some(({ types }) => types?.includes('array'));
  const items = isList ? valuesAt(map, place, [...path, 0], version, catalogue).map((offer) => ({ ...offer, insert: `- ${offer.insert}` })) : [];
  // An item may be a word, too.
  const words = place.item ? valuesAt(map, place, path, version, catalogue) : [];
  const names = isList ? [] : namesAt(map, pattern, taken).map((offer) => ({ ...offer, insert: place.colon ? offer.label : `${offer.label}:` }));
  return [...keys, ...items, ...words, ...names];
}

/** A key with what follows it: a value on the line, a mapping or a list further in. */
function keyOffer(place: CursorPlace, pattern: string, key: string, schema: Schema): Offer {
  const here = pattern ? `${pattern}.${key}` : key;
  const forms = schema.oneOf ?? [schema];
  const takes = (type: string) => forms.some(({ types }) => types?.includes(type));
  const detail = (schema.types ?? forms.flatMap(({ types = [] }) => types)).map((type) => ({ object: 'mapping', array: 'list' })[type] ?? type);
  const inner = `\n${' '.repeat(place.hang + 2)}`;
  const isWord = takes('string') || takes('number') || takes('integer') || takes('boolean');
  let insert = `${key}: `;
  if (place.colon) insert = key;
  else if (place.flow) insert = `${key}: `;
  else if (here === 'services.*.ports') insert = `${key}:${inner}- "\${1:8080}:\${2:80}"`;
  else if (here === 'services.*.environment') insert = `${key}:${inner}$0`;
  else if (takes('array') && !isWord) insert = `${key}:${inner}- $0`;
  else if (takes('object') && !isWord) insert = `${key}:${inner}$0`;
  const again = !place.colon && (insert.endsWith('$0') || VALUES.has(here) || takes('boolean'));
  const about = ABOUT.get(here);
  return { label: key, kind: 'key', detail: [...new Set(detail)].join(', '), insert, ...(about === undefined ? {} : { about }), ...(again ? { again } : {}) };
}

function valuesAt(map: TextMap, place: CursorPlace, path: Path, version: string, catalogue: Catalogue): Offer[] {
  const pattern = patternOf(path, version);
  if (pattern === undefined) return [];
  const schemas = schemasAt(path, version);
  const words = (VALUES.get(pattern) ?? []).map(([label, about]): Offer => ({ label, kind: 'value', detail: about, insert: label }));
  const allowed = schemas.flatMap((schema) => schema.allowed ?? []).filter((word) => !words.some(({ label }) => label === word));
  const booleans = schemas.some(({ types }) => types?.includes('boolean')) ? ['true', 'false'] : [];
  const plain = [...allowed, ...booleans].map((label): Offer => ({ label, kind: 'value', detail: '', insert: label }));
  const images = pattern === 'services.*.image' ? imageOffers(catalogue) : [];
  return [...namesAt(map, pattern, new Set(place.kind === 'key' ? [] : place.siblings)), ...words, ...plain, ...images];
}

const NOUNS: Readonly<Record<string, string>> = { networks: 'network', volumes: 'volume', secrets: 'secret', configs: 'config', services: 'service' };

function namesAt(map: TextMap, pattern: string, taken: ReadonlySet<string>): Offer[] {
  const section = NAMES.get(pattern);
  if (section === undefined) return [];
  const names = declaredIn(map, section).filter((name) => !taken.has(name));
  return names.map((name) => ({ label: name, kind: 'name', detail: `${NOUNS[section] ?? ''} of this file`, insert: name }));
}

/** Keys of a top-level section, read by indentation: the file may not parse while it is written. */
function declaredIn(map: TextMap, section: string): string[] {
  const names: string[] = [];
  let inside = false;
  let indent: number | undefined;
  for (let n = 1; n <= map.lineCount; n++) {
    const line = map.line(n);
    if (/^\S/.test(line) && !line.startsWith('#')) {
      inside = new RegExp(`^${section}\\s*:`).test(line);
      indent = undefined;
      continue;
    }
    const match = inside ? /^( +)([^\s#:-][^:#]*?)\s*:(\s|$)/.exec(line) : null;
    if (!match) continue;
    indent ??= match[1]?.length;
    if (match[1]?.length === indent && match[2]) names.push(match[2].replace(/^["']|["']$/g, ''));
  }
  return names;
}

function imageOffers(catalogue: Catalogue): Offer[] {
  return catalogue.flatMap(({ name, about, tags }): Offer[] =>
    tags.map((tag) => {
      const label = tag === 'latest' ? name : `${name}:${tag}`;
      return { label, kind: 'name', detail: 'image', insert: label, ...(about ? { about } : {}) };
    }),
  );
}
