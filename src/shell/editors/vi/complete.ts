/** Completion of a command line: file names behind commands that take them, else the commands themselves. */
import { COMMAND_NAMES } from './ex-names';
import type { Vi } from './vi';

const WITH_FILE = /^\s*(?:[%$.,\d]*\s*)?(?:e|edit|w|write|r|read|sav|saveas|so|source|fi|file|wq|x|xit|cd|vi|visual|sp|split|tabe)!?\s+/;

/** Where the completed word begins in the line, and what could stand there. */
export function completions(vi: Vi, line: string): { from: number; candidates: string[] } {
  const command = WITH_FILE.exec(line);
  if (command) {
    const typed = line.slice(command[0].length);
    const slash = typed.lastIndexOf('/') + 1;
    const directory = typed.slice(0, slash);
    const start = typed.slice(slash);
    const names = vi.around.disk.list(directory === '' ? '.' : directory).filter((name) => name.startsWith(start) && (start !== '' || !name.startsWith('.')));
    return { from: command[0].length, candidates: names.map((name) => directory + name) };
  }
  const word = /[a-z]+$/.exec(line);
  if (!word || /\s/.test(line.trimStart())) return { from: line.length, candidates: [] };
  return { from: word.index, candidates: COMMAND_NAMES.filter((name) => name.startsWith(word[0])) };
}
