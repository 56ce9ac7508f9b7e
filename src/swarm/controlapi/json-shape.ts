/**
 * What a client may have sent where a spec is expected, and how Docker's structs drop what is empty when they are
 * written as JSON (`omitempty`): specs in the store have the shape that inspect prints.
 */

/** A spec as JSON may carry it: any part absent or null, any text where a choice of words is meant. */
export type Loose<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly (infer U)[]
        ? readonly Loose<U>[]
        : T extends object
          ? { readonly [K in keyof T]?: Loose<T[K]> | null }
          : T;

/** The same object without what is undefined, null, 0, false, empty text or empty list; `kept` keys may be zero. */
export function compact<T>(fields: { readonly [K in keyof T]?: unknown }, kept: readonly (keyof T)[] = []): T {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue;
    const empty = value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
    if (!empty || kept.includes(key as keyof T)) out[key] = value;
  }
  return out as T;
}

/** A map without entries is left out. */
export function filledMap<T extends object>(map: T | null | undefined): T | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

/** A list of structs, converted; null and absent alike are none. */
export function each<T, R>(list: readonly T[] | null | undefined, convert: (item: T) => R): R[] | undefined {
  return list ? list.map(convert) : undefined;
}
