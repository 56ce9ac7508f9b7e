/**
 * What a page of a container says to the lab, through `site-frame.html`. The page is a stranger: whatever comes is
 * looked at as if it had been made up, and what does not fit is nothing.
 */

import type { BrowseMethod } from '../../session/protocol';

export type PageSays =
  /** A link, a form, or a script wants another page. */
  | { kind: 'go'; url: string; method: BrowseMethod; body?: string; type?: string }
  /** A script asks for something and goes on. */
  | { kind: 'fetch'; id: number; url: string; method: BrowseMethod; body?: string; type?: string }
  | { kind: 'title'; title: string }
  /** F6 was pressed in the page. */
  | { kind: 'leave'; back: boolean };

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] satisfies BrowseMethod[];
const URL_MAX = 8_000;
const BODY_MAX = 1_000_000;
const TITLE_MAX = 200;

/** The message, or undefined for anything that is none. */
export function pageSays(value: unknown): PageSays | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, id, url, method, body, type, title, back } = value as Record<string, unknown>;
  switch (kind) {
    case 'title':
      return typeof title === 'string' ? { kind, title: title.slice(0, TITLE_MAX) } : undefined;
    case 'leave':
      return { kind, back: back === true };
    case 'go':
    case 'fetch': {
      if (typeof url !== 'string' || url.length > URL_MAX || typeof method !== 'string' || !METHODS.includes(method)) return undefined;
      if (body !== undefined && (typeof body !== 'string' || body.length > BODY_MAX)) return undefined;
      const asked = { url, method: method as BrowseMethod, ...(body === undefined ? {} : { body }), ...(typeof type === 'string' ? { type: type.slice(0, 200) } : {}) };
      if (kind === 'go') return { kind, ...asked };
      return typeof id === 'number' ? { kind, id, ...asked } : undefined;
    }
    default:
      return undefined;
  }
}
