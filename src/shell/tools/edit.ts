/** edit: opens files in the editor of the page; `edit -d` compares two. Of this lab alone; vi and nano are in the terminal. */
import { isFileError } from '../../os';
import type { Process } from '../../os';
import { complain, fail, print } from './_io';
import { flag, options } from './_options';
import { pageEditor, type PageEditor, type PlacedFile } from './_page-editor';
import { absolutePath, normalizePath } from './_paths';
import { tool } from './_tool';

const command = {
  usage: '[-d] FILE...',
  summary: 'Open files in the editor of this page. A file on another machine is MACHINE:PATH.',
  misuse: 2,
  options: { diff: flag('-d --diff', 'compare two files') },
};

export default tool({
  name: 'edit',
  package: 'skep',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const editor = pageEditor(process.machine);
    if (!editor) return yield* fail(process, 'the editor of the page opens files of machines, not of containers: use vi here');
    if (operands.length === 0) return yield* fail(process, 'missing file operand: edit FILE opens a file, a new one if it is not there', 2);
    if (values.diff && operands.length !== 2) return yield* fail(process, 'two files can be compared: edit -d ONE OTHER', 2);
    let code = 0;
    const files: PlacedFile[] = [];
    for (const name of operands) {
      const file = placed(process, editor, name);
      if (typeof file !== 'string') files.push(file);
      else {
        yield* complain(process, file);
        code = 1;
      }
    }
    const [first, second] = files;
    if (values.diff) {
      if (!first || !second) return code;
      editor.open(first, second);
      yield* print(process, `Comparing ${inWords(process, first)} with ${inWords(process, second)} in the editor.\n`);
      return code;
    }
    for (const file of files) {
      editor.open(file);
      yield* print(process, `Opening ${inWords(process, file)} in the editor.\n`);
    }
    return code;
  },
});

/** Where a name leads, or why it leads nowhere. */
function placed(process: Process, editor: PageEditor, name: string): PlacedFile | string {
  const [, machine, rest] = /^([^/:]+):(.*)$/s.exec(name) ?? [];
  if (machine !== undefined && rest !== undefined && editor.machines().includes(machine)) {
    if (!rest.startsWith('/')) return `${name}: a path on another machine begins with /`;
    return { machine, path: normalizePath(rest) };
  }
  const path = normalizePath(absolutePath(process, name));
  const stat = process.machine.files.stat(path);
  if (!isFileError(stat) && stat.kind === 'directory') return `${name}: Is a directory`;
  return { machine: process.machine.id, path };
}

function inWords(process: Process, { machine, path }: PlacedFile): string {
  return machine === process.machine.id ? path : `${machine}:${path}`;
}
