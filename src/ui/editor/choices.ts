/** What a typed path offers: the folder's entries that fit its last part, and a new file where none is so named. */
import type { FileEntry } from '../../session/protocol';

export interface Choice {
  kind: 'up' | 'folder' | 'file' | 'new';
  name: string;
  /** A folder's ends in a slash. */
  path: string;
}

const CHOICES_MAX = 300;

/** `path` begins with a slash; `entries` are those of its folder. */
export function choicesOf(path: string, entries: readonly FileEntry[], offersNew: boolean): Choice[] {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, slash + 1);
  const typed = path.slice(slash + 1);
  const wanted = typed.toLowerCase();
  const visible = entries.filter(({ name, kind }) => kind !== 'other' && (!name.startsWith('.') || typed.startsWith('.')));
  const rank = (name: string): number => (name === typed ? 0 : name.toLowerCase().startsWith(wanted) ? 1 : 2);
  const fitting = visible.filter(({ name }) => name.toLowerCase().includes(wanted)).sort((a, b) => (wanted === '' ? 0 : rank(a.name) - rank(b.name)));
  const found = fitting.map(({ name, kind }): Choice => ({ kind: kind === 'directory' ? 'folder' : 'file', name, path: `${folder}${name}${kind === 'directory' ? '/' : ''}` }));
  const isThere = entries.some(({ name }) => name === typed);
  const fresh: Choice[] = offersNew && typed !== '' && !isThere ? [{ kind: 'new', name: typed, path }] : [];
  const up: Choice[] = typed === '' && folder.length > 1 ? [{ kind: 'up', name: '..', path: folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1) }] : [];
  return [...found.slice(0, CHOICES_MAX), ...fresh, ...up];
}
