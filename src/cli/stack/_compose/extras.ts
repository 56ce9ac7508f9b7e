/** Extension keys (`x-…`): kept as they were written, printed with sorted keys. */
import { isMap, sortedKeys, type YamlMap, type YamlValue } from '../_yaml';

/** The `x-` keys of a mapping. */
export function extrasOf(value: YamlMap): YamlMap {
  return new Map([...value].filter(([key]) => key.startsWith('x-')));
}

export function printExtras(extras: YamlMap): YamlMap {
  return sorted(extras) as YamlMap;
}

function sorted(value: YamlValue): YamlValue {
  if (Array.isArray(value)) return value.map(sorted);
  return isMap(value) ? new Map([...sortedKeys(value)].map(([key, item]) => [key, sorted(item)])) : value;
}

/** Mappings merge, lists are appended, all else is replaced. */
export function mergeExtras(base: YamlMap, other: YamlMap): YamlMap {
  const merged = new Map(base);
  for (const [key, value] of other) {
    const mine = merged.get(key);
    if (isMap(mine) && isMap(value)) merged.set(key, mergeExtras(mine, value));
    else if (Array.isArray(mine) && Array.isArray(value)) merged.set(key, [...mine, ...value]);
    else merged.set(key, value);
  }
  return merged;
}
