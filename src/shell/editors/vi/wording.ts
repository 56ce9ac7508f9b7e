/** What the editor says, in the words of Vim 9.0; `busybox-wording.ts` has those of busybox' vi. */
import type { Undone } from '../text-buffer';
import type { Loaded, OpenedFile } from './opened-files';
import type { Message, Vi } from './vi';

export interface WrittenInfo {
  isNew: boolean;
  appends: boolean;
  lines: number;
  bytes: number;
  dos: boolean;
  noNewline?: boolean;
}

export interface Wording {
  hasIntro: boolean;
  /** Keys that this vi does not have. */
  lacks: ReadonlySet<string>;
  /** The last row when nothing is said: a small vi without a ruler, which does not keep what was typed in sight. */
  statusLine?: (vi: Vi) => string;
  /** The options it knows, when they are few. */
  options?: ReadonlySet<string>;
  /** Puts a complaint into this vi's words. */
  complaint(text: string): string;
  opened(vi: Vi, file: OpenedFile, loaded: Loaded): Message;
  written(path: string, info: WrittenInfo): string;
  read(path: string, text: { lines: readonly string[]; noNewline: boolean; dos: boolean }, bytes: number): string;
  fileInfo(vi: Vi): string;
  notWritten: string;
  readOnly(path: string): string;
  changingReadOnly: string;
  patternNotFound(source: string): string;
  /** `:s` found nothing. */
  noMatch(source: string): string;
  substituted(hits: number, lines: number): string | undefined;
  noPattern: string;
  wrapped(backwards: boolean): string;
  noLines: string;
  /** Lines more or fewer than before; undefined says nothing. */
  lines(difference: number): string | undefined;
  yanked(lines: number, chars: number, isBlock: boolean, register: string | undefined): string | undefined;
  deleted(lines: number, chars: number, register: string | undefined): string | undefined;
  put(lines: number, chars: number, register: string | undefined): string | undefined;
  shifted(lines: number, direction: '<' | '>', times: number): string;
  newestChange: string;
  oldestChange: string;
  undone(vi: Vi, done: Undone, forward: boolean): string;
  /** Something of the whole Vim that is missing here. */
  notHere(what: string): string;
  notACommand(text: string): string;
  notAvailable: string;
  cannotWrite(path: string, error: string): string;
  cannotOpen(path: string): string;
  moreFiles(count: number): string;
  howToLeave(vi: Vi): string;
  help: readonly string[];
  version: readonly string[];
}

/** A path as it is shown: from the working directory, or from home. */
export function shownPath(path: string, { cwd, home }: { cwd: string; home: string }): string {
  const base = cwd === '/' ? '/' : `${cwd}/`;
  if (path.startsWith(base)) return path.slice(base.length);
  if (home !== '/' && path.startsWith(`${home}/`)) return `~${path.slice(home.length)}`;
  return path;
}

const REPORTED = 2;

function several(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Vim's "3 seconds ago", and the time of day when that is long ago. */
function ago(vi: Vi, atMs: number): string {
  const seconds = Math.floor(vi.around.nowMs() / 1000) - Math.floor(atMs / 1000);
  if (seconds < 100) return `${several(seconds, 'second')} ago`;
  const at = Math.floor(atMs / 1000) % 86_400;
  return [Math.floor(at / 3600), Math.floor(at / 60) % 60, at % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

export const VIM: Wording = {
  hasIntro: true,
  lacks: new Set(),
  complaint: (text) => text,
  opened(vi, file, loaded) {
    const name = `"${shownPath(file.path ?? '', vi.around)}"`;
    if (loaded.answer === 'missing') return { text: `${name} [New]`, isError: false };
    if (loaded.answer === 'directory') return { text: `${name} is a directory`, isError: true };
    if (loaded.answer === 'error') return { text: `${name} [Permission Denied]`, isError: true };
    const flags = (file.noNewline ? '[noeol]' : '') + (file.dos ? '[dos]' : '') + (file.readOnly ? '[readonly]' : '');
    return { text: `${name} ${flags === '' ? '' : `${flags} `}${loaded.lines}L, ${loaded.bytes}B`, isError: false };
  },
  written: (path, { isNew, appends, lines, bytes, dos }) =>
    `"${path}" ${isNew ? '[New]' : ''}${dos ? '[dos]' : ''}${isNew || dos ? ' ' : ''}${lines}L, ${bytes}B ${appends ? 'appended' : 'written'}`,
  read: (path, { lines, noNewline, dos }, bytes) => `"${path}" ${noNewline ? '[noeol]' : ''}${dos ? '[dos]' : ''}${noNewline || dos ? ' ' : ''}${lines.length}L, ${bytes}B`,
  fileInfo(vi) {
    const { buffer, file } = vi;
    const name = file.path === undefined ? '[No Name]' : shownPath(file.path, vi.around);
    const flags = (buffer.modified ? ' [Modified]' : '') + (file.isRenamed ? '[Not edited]' : '') + (file.modifiedMs === undefined && file.path !== undefined && !file.isRenamed ? '[New]' : '') + (file.readOnly ? '[readonly]' : '');
    const spaced = flags === '' ? '' : flags.startsWith(' ') ? flags : ` ${flags}`;
    if (buffer.isEmpty) return `"${name}"${spaced} --No lines in buffer--`;
    return `"${name}"${spaced} ${several(buffer.count, 'line')} --${Math.floor(((vi.cursor.line + 1) * 100) / buffer.count)}%--`;
  },
  notWritten: 'E37: No write since last change (add ! to override)',
  readOnly: () => "E45: 'readonly' option is set (add ! to override)",
  changingReadOnly: 'W10: Warning: Changing a readonly file',
  patternNotFound: (source) => `E486: Pattern not found: ${source}`,
  noMatch: (source) => `E486: Pattern not found: ${source}`,
  substituted: (hits, lines) => (hits > REPORTED ? `${several(hits, 'substitution')} on ${several(lines, 'line')}` : undefined),
  noPattern: 'E35: No previous regular expression',
  wrapped: (backwards) => (backwards ? 'search hit TOP, continuing at BOTTOM' : 'search hit BOTTOM, continuing at TOP'),
  noLines: '--No lines in buffer--',
  lines: (difference) => (Math.abs(difference) > REPORTED ? (difference > 0 ? `${difference} more lines` : `${-difference} fewer lines`) : undefined),
  yanked: (lines, _chars, isBlock, register) =>
    lines > REPORTED ? `${isBlock ? 'block of ' : ''}${lines} lines yanked${register === undefined ? '' : ` into "${register}`}` : undefined,
  deleted: () => undefined,
  put: () => undefined,
  shifted: (lines, direction, times) => `${several(lines, 'line')} ${direction}ed ${several(times, 'time')}`,
  newestChange: 'Already at newest change',
  oldestChange: 'Already at oldest change',
  undone(vi, done, forward) {
    const difference = done.linesAfter - done.linesBefore;
    const what =
      difference === 0
        ? several(done.changedLines, 'change')
        : difference > 0
          ? difference === 1
            ? '1 more line'
            : `${difference} more lines`
          : difference === -1
            ? '1 line less'
            : `${-difference} fewer lines`;
    return `${what}; ${forward ? 'after' : 'before'} #${done.number}  ${ago(vi, done.atMs)}`;
  },
  notHere: (what) => `E319: ${what} is not in this lab's vi`,
  notACommand: (text) => `E492: Not an editor command: ${text}`,
  notAvailable: 'E319: Sorry, the command is not available in this version',
  cannotWrite: (path, error) => (error === 'Is a directory' ? `E17: "${path}" is a directory` : `"${path}" E212: Can't open file for writing`),
  cannotOpen: (path) => `E484: Can't open file ${path}`,
  moreFiles: (count) => `E173: ${count} more file${count === 1 ? '' : 's'} to edit`,
  howToLeave: (vi) => (vi.files.all.some((file) => file.buffer.modified) ? 'Type  :qa!  and press <Enter> to abandon all changes and exit Vim' : 'Type  :qa  and press <Enter> to exit Vim'),
  help: [
    'A small Vim: what is used to change a file by hand.',
    '',
    '  i a I A o O      insert, until <Esc>',
    '  h j k l w b e 0 ^ $ gg G { } % f t ; /  move',
    '  d c y > < g~ gu gU  with a motion, or doubled for lines',
    '  x r R s J ~ p P . u ^R  small changes, again, undo, redo',
    '  v V ^V           select',
    '  /pattern n N *   search        :%s/a/b/g   replace',
    '  :w :q :q! :wq ZZ :e FILE :r FILE :!CMD :set nu ai et ts=2',
    '  qa ... q @a      record and play    ma \'a   mark and go',
  ],
  version: ['VIM - Vi IMproved 9.0 (a small one of this lab)', 'Included: visual mode, text objects, registers, macros, ex commands.', 'Not included: windows, mappings, scripts, syntax colours, folds, swap files.'],
};
