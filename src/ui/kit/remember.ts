/** Small preferences in local storage. Where storage is refused (private windows, file pages) nothing is remembered. */

const PREFIX = 'skep.';

export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Nothing is lost but a preference.
  }
}

/** A remembered JSON value that passes `accept`, else the fallback. */
export function recallJson<T>(name: string, accept: (value: unknown) => value is T, fallback: T): T {
  const text = recall(name);
  if (text === undefined) return fallback;
  try {
    const value: unknown = JSON.parse(text);
    return accept(value) ? value : fallback;
  } catch {
    return fallback;
  }
}
