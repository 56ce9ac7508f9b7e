/** One tab keeps a session: two would overwrite each other. The lock ends with the tab or with `releaseSession`. */

const releases = new Map<string, () => void>();

/** Whether this tab has the session now. Browsers without locks let everybody. */
export function holdSession(id: string): Promise<boolean> {
  if (releases.has(id)) return Promise.resolve(true);
  // Old browsers and plain-HTTP pages have no locks.
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void locks
      .request(`skep-session-${id}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((release) => releases.set(id, release));
      })
      .catch(() => resolve(true));
  });
}

export function releaseSession(id: string): void {
  releases.get(id)?.();
  releases.delete(id);
}
