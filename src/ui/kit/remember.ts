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
  // Where it fails nothing is lost but a preference.
  tryRemember(name, value);
}

/** For what a person would miss: false where it could not be kept. */
export function tryRemember(name: string, value: string): boolean {
  try {
    localStorage.setItem(PREFIX + name, value);
    return true;
  } catch {
    return false;
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // There is nothing to forget where nothing is kept.
  }
}

/** Forgets everything that is remembered of one session. */
export function forgetSession(id: string): void {
  try {
    const names = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? '');
    const own = new RegExp(`^${PREFIX.replace('.', '\\.')}(desk|editor|draft|blanks|reading)\\.${id}(\\.|$)`);
    for (const name of names) if (own.test(name)) localStorage.removeItem(name);
  } catch {
    // As above.
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
