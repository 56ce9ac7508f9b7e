/** Files of a machine as an editor meets them: opened, listed and written, with a sentence for what cannot be. */
import type { Errno, Files } from '../../os';
import { dirName, errnoText, isFileError } from '../../os';
import { isBinary } from './language';

/** What an editor gets of a file. */
export type FileState =
  | { kind: 'text'; content: string; /** Why it cannot be written. */ readOnly?: string }
  /** Not there yet: saving makes it. */
  | { kind: 'new'; readOnly?: string }
  /** Not for an editor. */
  | { kind: 'refused'; reason: string };

export interface FileEntry {
  name: string;
  kind: 'file' | 'directory' | 'other';
}

/** Larger files are for `less`, `head` and `grep`. */
export const FILE_CHARS_MAX = 2_000_000;

/** The kernel's own: made anew at each look, and never written by an editor. */
const isKernels = (path: string): boolean => /^\/(proc|sys|dev)(\/|$)/.test(path);

/** What an ordinary file holds, without a look at what it means. */
export function peekFile(files: Files, path: string): string | undefined {
  if (isKernels(path)) return '';
  const stat = files.stat(path);
  if (isFileError(stat) || stat.kind !== 'file') return undefined;
  const content = files.read(path);
  return isFileError(content) ? undefined : content;
}

export function readFileState(files: Files, machine: string, path: string): FileState {
  const stat = files.stat(path);
  if (isFileError(stat)) return missing(files, machine, path, stat.errno);
  if (stat.kind === 'directory') return { kind: 'refused', reason: `${path} is a directory.` };
  if (stat.kind !== 'file') return { kind: 'refused', reason: `${path} is a ${stat.kind}, not a file of text.` };
  const content = files.read(path);
  if (isFileError(content)) return { kind: 'refused', reason: `${path}: ${errnoText(content.errno)}.` };
  if (stat.program !== undefined) return { kind: 'refused', reason: `${path} is a program, not a file of text.` };
  if (content.length > FILE_CHARS_MAX) {
    const size = (content.length / 1_000_000).toFixed(1);
    return { kind: 'refused', reason: `${path} has ${size} MB. The editor opens files of up to ${FILE_CHARS_MAX / 1_000_000} MB; less, head and grep read it in a terminal.` };
  }
  if (isBinary(content)) return { kind: 'refused', reason: `${path} is not a file of text: it has bytes that are no characters.` };
  const readOnly = whyReadOnly(files, path);
  return { kind: 'text', content, ...(readOnly === undefined ? {} : { readOnly }) };
}

function missing(files: Files, machine: string, path: string, errno: Errno): FileState {
  if (errno !== 'ENOENT') return { kind: 'refused', reason: `${path}: ${errnoText(errno)}.` };
  const folder = dirName(path);
  if (isFileError(files.stat(folder))) return { kind: 'new', readOnly: `There is no directory ${folder} on ${machine}: mkdir -p ${folder} makes it.` };
  const readOnly = whyReadOnly(files, path);
  return { kind: 'new', ...(readOnly === undefined ? {} : { readOnly }) };
}

function whyReadOnly(files: Files, path: string): string | undefined {
  if (isKernels(path)) return `${path} is the kernel’s own.`;
  // The deepest mount that the path lies below decides.
  const mount = files
    .mounts()
    .filter((one) => `${path}/`.startsWith(`${one.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return mount?.readOnly ? `${mount.path} is mounted read-only.` : undefined;
}

/** Undefined when it worked, else why not. */
export function writeFile(files: Files, machine: string, path: string, content: string): string | undefined {
  if (isKernels(path)) return whyReadOnly(files, path);
  const error = files.write(path, content);
  if (!error) return undefined;
  if (error.errno === 'ENOENT') return `There is no directory ${dirName(path)} on ${machine}: mkdir -p ${dirName(path)} makes it.`;
  return `${path}: ${errnoText(error.errno)}.`;
}

/** Directories first, then by name. */
export function listEntries(files: Files, path: string): FileEntry[] | string {
  const names = files.list(path);
  if (isFileError(names)) return `${path}: ${errnoText(names.errno)}`;
  const base = path === '/' ? '' : path;
  const entries = names.map((name): FileEntry => {
    const stat = files.stat(`${base}/${name}`);
    const kind = isFileError(stat) ? 'other' : stat.kind === 'directory' ? 'directory' : stat.kind === 'file' && stat.program === undefined ? 'file' : 'other';
    return { name, kind };
  });
  const rank = ({ kind }: FileEntry) => (kind === 'directory' ? 0 : 1);
  return entries.sort((a, b) => rank(a) - rank(b));
}

/** Whether two looks saw the same. */
export function isSameState(a: FileState, b: FileState): boolean {
  if (a.kind === 'text') return b.kind === 'text' && a.content === b.content && a.readOnly === b.readOnly;
  if (a.kind === 'new') return b.kind === 'new' && a.readOnly === b.readOnly;
  return b.kind === 'refused' && a.reason === b.reason;
}
