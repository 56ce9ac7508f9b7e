/** What busybox' vi says (observed on 1.35): a status line instead of a ruler, and other words for the same mishaps. */
import { VIM } from './wording';
import type { Wording } from './wording';
import type { Vi } from './vi';

const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [/^E32: .*/, 'No current filename'],
  [/^E13: .*/, 'File exists (:w! overrides)'],
  [/^E16: .*/, 'Invalid range'],
  [/^E518: Unknown option: (.*)/, 'bad option: $1'],
  [/^E20: .*/, ''],
  [/^E353: Nothing in register "/, 'Nothing in register D'],
  [/^E\d+: /, ''],
];

function statusLine(vi: Vi): string {
  const letter = vi.mode === 'insert' ? 'I' : vi.mode === 'replace' ? 'R' : '-';
  const { buffer, file } = vi;
  const name = file.path ?? 'No file';
  const lines = buffer.isEmpty && file.path !== undefined && file.modifiedMs !== undefined ? 0 : buffer.count;
  const line = lines === 0 ? 0 : vi.cursor.line + 1;
  const percent = lines === 0 ? 100 : Math.floor((line * 100) / lines);
  return `${letter} ${name}${file.readOnly ? ' [Readonly]' : ''}${buffer.modified ? ' [Modified]' : ''} ${line}/${lines} ${percent}%`;
}

export const BUSYBOX: Wording = {
  ...VIM,
  hasIntro: false,
  lacks: new Set(['v', 'V', 'q', '@', '\x01', '\x18', '&', '*', '#', 'g', 'K', 'Q', '\x0f', '\x17', '_', '=', 'U']),
  statusLine,
  options: new Set(['autoindent', 'expandtab', 'ignorecase', 'tabstop']),
  complaint: (text) => {
    for (const [pattern, words] of COMPLAINTS) if (pattern.test(text)) return text.replace(pattern, words);
    return text;
  },
  opened(_vi, file, loaded) {
    if (loaded.answer === 'directory') return { text: `'${file.path}' is not a regular file`, isError: true };
    if (loaded.answer === 'missing') return { text: '', isError: false };
    return { text: loaded.answer === 'error' ? `'${file.path}' ${loaded.error}` : `'${file.path}' ${loaded.lines}L, ${loaded.bytes}C`, isError: false };
  },
  written: (path, { lines, bytes, noNewline }) => `'${path}' ${noNewline && lines > 0 ? lines - 1 : lines}L, ${bytes}C`,
  read: (path, { lines, noNewline }, bytes) => `'${path}' ${noNewline ? lines.length - 1 : lines.length}L, ${bytes}C`,
  fileInfo: statusLine,
  notWritten: 'No write since last change (:q! overrides)',
  readOnly: (path) => `'${path}' is read only`,
  changingReadOnly: '',
  patternNotFound: () => 'Pattern not found',
  noPattern: 'No previous search',
  noLines: '',
  lines: () => undefined,
  noMatch: () => 'No match',
  substituted: (hits, lines) => `${hits} substitutions on ${lines} lines`,
  yanked: (lines, chars, _isBlock, register) => `Yank ${lines} lines (${chars} chars) from [${register?.toUpperCase() ?? 'D'}]`,
  deleted: (lines, chars, register) => (lines === 0 ? undefined : `Delete ${lines} lines (${chars} chars) from [${register?.toUpperCase() ?? 'D'}]`),
  put: (lines, chars, register) => `Put ${lines} lines (${chars} chars) from [${register?.toUpperCase() ?? 'D'}]`,
  undone(_vi, done, forward) {
    const grown = done.charsAfter - done.charsBefore;
    return `${forward ? 'Redo' : 'Undo'} [${done.number}] ${grown < 0 ? 'deleted' : 'restored'} ${Math.abs(grown)} chars at position ${done.position}`;
  },
  notHere: (what) => `'${what}' is not implemented`,
  notACommand: (text) => `'${text}' is not implemented`,
  notAvailable: 'This command is not implemented',
  cannotWrite: (path, error) => `'${path}' ${error}`,
  cannotOpen: (path) => `'${path}' No such file or directory`,
  moreFiles: (count) => `${count} more file(s) to edit`,
  howToLeave: () => '',
  help: ["'help' is not implemented"],
  version: ["'version' is not implemented"],
};
