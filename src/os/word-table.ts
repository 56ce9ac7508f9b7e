/** Tables by words that people type. */

/** Only what is written in the table is in it: an object's own inheritance (`constructor`, `toString`) is no entry. */
export function wordTable<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
