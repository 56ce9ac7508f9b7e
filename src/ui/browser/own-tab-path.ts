/** The address of a site in a tab of its own: which session it is of, and where it is in the lab. */

/** `site/SESSION/NODE/PORT/path` for an address of the lab, without the hash; undefined for what is none. */
export function ownTabPath(session: string, url: string): string | undefined {
  const match = /^http:\/\/([\w.-]+)(?::(\d+))?(\/.*)?$/.exec(url);
  return match ? `site/${session}/${match[1]}/${match[2] ?? '80'}${encodeURI(match[3] ?? '/')}` : undefined;
}

/** The way back. */
export function readOwnTabPath(path: string): { session: string; url: string } | undefined {
  const match = /^site\/([A-Za-z0-9_-]+)\/([\w.-]+)\/(\d{1,5})(\/.*)?$/.exec(path);
  if (!match) return undefined;
  try {
    return { session: match[1] as string, url: `http://${match[2]}:${match[3]}${decodeURI(match[4] ?? '/')}` };
  } catch {
    return undefined;
  }
}
