/** Go's omitempty for the bodies of requests. */

/** Without keys that hold nothing: undefined, '', 0, false or an empty list. Empty objects stay. */
export function omitEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => !isEmpty(one))) as T;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
}

/** A map as an object, undefined where there is nothing in it. */
export function recordOf(map: ReadonlyMap<string, string> | undefined): Record<string, string> | undefined {
  return map?.size ? Object.fromEntries(map) : undefined;
}
