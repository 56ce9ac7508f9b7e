/** Walks the schema along the keys of a file: what a place may hold, which keys it knows, where else a key is known. */
import type { Path } from '../_compose/problem';
import { schemaOf } from '../_compose/schema';
import { maximumVersion, type Schema } from '../_compose/schema-types';

/** A schema and the alternatives it is made of. */
function alternatives(schema: Schema): Schema[] {
  return schema.oneOf ? schema.oneOf.flatMap(alternatives) : [schema];
}

function below(schema: Schema, part: string | number): Schema[] {
  if (typeof part === 'number') return schema.items ? [schema.items] : [];
  const known = schema.keys && Object.hasOwn(schema.keys, part) ? schema.keys[part] : undefined;
  if (known) return [known];
  return (schema.patterns ?? []).filter(([pattern]) => pattern.test(part)).map(([, item]) => item);
}

/** What may stand at the end of a path: one schema for each form. Empty where the path is not known. */
export function schemasAt(path: Path, version: string): Schema[] {
  const root = schemaOf(version);
  let here = root ? alternatives(root) : [];
  for (const part of path) here = here.flatMap((schema) => below(schema, part)).flatMap(alternatives);
  return here;
}

/** The keys that are known below a path, in the schema's order. */
export function keysAt(path: Path, version: string): Map<string, Schema> {
  return new Map(schemasAt(path, version).flatMap(({ keys }) => Object.entries(keys ?? {})));
}

/** The least version that knows the key there; undefined where none does. */
export function sinceOf(path: Path, key: string): string | undefined {
  for (let minor = 0; minor <= maximumVersion; minor++) if (keysAt(path, `3.${minor}`).has(key)) return `3.${minor}`;
  return undefined;
}

/** A path with stars for names and brackets for items: `services.*.ports.[].target`. Undefined where it is not known. */
export function patternOf(path: Path, version: string): string | undefined {
  const parts: string[] = [];
  for (const [i, part] of path.entries()) {
    const schemas = schemasAt(path.slice(0, i), version);
    if (!schemas.some((schema) => below(schema, part).length)) return undefined;
    const named = typeof part === 'string' && schemas.some(({ keys }) => keys && Object.hasOwn(keys, part));
    parts.push(typeof part === 'number' ? '[]' : named ? part : '*');
  }
  return parts.join('.');
}

let places: Map<string, string[]> | undefined;

/** Patterns of the places that know a key, nearest to the root first: `build` is known at `services.*`. */
export function placesOf(key: string): readonly string[] {
  if (!places) {
    places = new Map();
    const queue: [Schema, string][] = alternatives(schemaOf(`3.${maximumVersion}`) as Schema).map((schema) => [schema, '']);
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [schema, at] = next;
      const inside = at ? `${at}.` : '';
      for (const [name, one] of Object.entries(schema.keys ?? {})) {
        const known = places.get(name) ?? [];
        if (!known.includes(at)) places.set(name, [...known, at]);
        queue.push(...alternatives(one).map((form): [Schema, string] => [form, `${inside}${name}`]));
      }
      for (const [, one] of schema.patterns ?? []) queue.push(...alternatives(one).map((form): [Schema, string] => [form, `${inside}*`]));
      if (schema.items) queue.push(...alternatives(schema.items).map((form): [Schema, string] => [form, `${inside}[]`]));
    }
  }
  return places.get(key) ?? [];
}
