/** Docker's list filters: which keys a list knows, prefixes, and labels with or without a value (moby daemon/cluster/filters.go). */
import { refuse } from '../../model';
import type { Labels, Refusal } from '../../model';
import type { Filters } from './context';

export function checkFilterKeys(filters: Filters, known: readonly string[]): Refusal | undefined {
  for (const key of Object.keys(filters)) if (!known.includes(key)) return refuse(400, `invalid filter '${key}'`);
  return undefined;
}

/** True without candidates. */
export function beginsWithAny(text: string | undefined, prefixes: readonly string[] | undefined): boolean {
  if (prefixes === undefined || prefixes.length === 0) return true;
  return text !== undefined && prefixes.some((prefix) => text.startsWith(prefix));
}

/** True without candidates. */
export function isAny(text: string, candidates: readonly string[] | undefined): boolean {
  return candidates === undefined || candidates.length === 0 || candidates.includes(text);
}

/** Every filter must hold: `a` asks for the key, `a=b` for the value too. */
export function hasLabels(labels: Labels | undefined, filters: readonly string[] | undefined): boolean {
  return (filters ?? []).every((filter) => {
    const at = filter.indexOf('=');
    const value = labels?.[at < 0 ? filter : filter.slice(0, at)];
    const wanted = at < 0 ? '' : filter.slice(at + 1);
    return value !== undefined && (wanted === '' || wanted === value);
  });
}
