/** Capabilities to add and drop, in their full names, as the client makes them effective (docker/cli opts/capabilities.go). */
const ALL = 'ALL';
const RESET = 'RESET';

function normalized(names: readonly string[] | undefined): Set<string> {
  const upper = (names ?? []).map((name) => name.trim().toUpperCase());
  if (upper.includes(ALL)) return new Set([ALL]);
  return new Set(upper.map((name) => (name === RESET || name.startsWith('CAP_') ? name : `CAP_${name}`)));
}

/** What is added is not dropped; both lists are sorted. */
export function effectiveCapabilities(add: readonly string[] | undefined, drop: readonly string[] | undefined): { add: string[]; drop: string[] } {
  const added = normalized(add);
  const dropped = [...normalized(drop)].filter((name) => !added.has(name));
  const sorted = (names: readonly string[]) => names.filter((name) => name !== RESET).sort();
  return { add: sorted([...added]), drop: sorted(dropped) };
}
