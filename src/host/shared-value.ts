/**
 * Equal values once in memory: tens of thousands of containers of one service have the same settings. Whoever gets one
 * never changes it, and makes a copy to have another.
 */
const KEPT_MAX = 512;
const kept = new Map<string, object>();

/** The same value (by its JSON) as somebody else holds already, or this one from now on. */
export function shared<T extends object>(value: T): T {
  const key = JSON.stringify(value);
  const known = kept.get(key);
  if (known !== undefined) return known as T;
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(key, value);
  return value;
}
