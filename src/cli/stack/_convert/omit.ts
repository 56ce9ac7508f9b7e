/** Go's omitempty for the bodies of requests. */

/** Without keys that hold nothing: undefined, '', 0, false or an empty list. Empty objects stay. */
export function omitEmpty<T extends object>(value: T): T {
  const kept = Object.entries(value).filter(([, one]) => one !== undefined && one !== '' && one !== 0 && one !== false && !(Array.isArray(one) && one.length === 0));
  return Object.fromEntries(kept) as T;
}

/** A map as an object, undefined where there is nothing in it. */
export function recordOf(map: ReadonlyMap<string, string> | undefined): Record<string, string> | undefined {
  return map?.size ? Object.fromEntries(map) : undefined;
}
