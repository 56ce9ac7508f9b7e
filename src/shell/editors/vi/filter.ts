/** The shell from within: `:!cmd` on the terminal, `:%!cmd` and `:w !cmd` over text. */
import { askFilter, askShell } from '../ask';
import type { Editing, FilterAnswer } from '../ask';
import type { ExCommand } from './ex';
import { joinText, splitText } from './opened-files';
import type { Vi } from './vi';

/** `!` in a command line is the last one; `%` is the file. Undefined when there is none, which has been said. */
function expanded(vi: Vi, line: string): string | undefined {
  let text = line;
  if (/(?:^|[^\\])!/.test(text)) {
    if (vi.lastShell === '') {
      vi.complain('E34: No previous command');
      return undefined;
    }
    text = text.replace(/(^|[^\\])!/g, (_whole, before: string) => before + vi.lastShell);
  }
  return text.replace(/\\!/g, '!').replace(/(^|[^\\])%/g, (_whole, before: string) => before + (vi.file.path ?? '%')).replace(/\\%/g, '%');
}

export function* bangCommand(vi: Vi, command: ExCommand): Editing<boolean> {
  const line = expanded(vi, command.args);
  if (line === undefined) return false;
  if (line.trim() === '' && command.given === 0) {
    vi.complain('E471: Argument required');
    return false;
  }
  vi.lastShell = line.trim();
  if (command.given === 0) {
    const key = yield* askShell(line);
    if (key === ':') vi.pushKeys([key]);
    vi.message = undefined;
    return true;
  }
  const { buffer } = vi;
  const first = Math.max(0, command.first);
  const count = command.last - first + 1;
  const answer = yield* askFilter(line, joinText(buffer.lines.slice(first, command.last + 1), false));
  const { lines } = splitText(answer.output);
  vi.cursor = { line: first, column: 0 };
  buffer.replace(first, count, lines);
  vi.toLine(first);
  if (answer.code !== 0) vi.say(`shell returned ${answer.code}`);
  else if (count > 2) vi.say(`${count} lines filtered`);
  return true;
}

/** `:w !cmd`: the output is shown. */
export function* runFilter(vi: Vi, line: string, input: string): Editing<boolean> {
  const answer: FilterAnswer = yield* askFilter(line, input);
  yield* vi.show([`:w !${line}`, ...splitText(answer.output).lines, ...(answer.code !== 0 ? ['', `shell returned ${answer.code}`] : [])]);
  return true;
}
