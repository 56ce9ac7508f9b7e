/** `edit` and `notepad`: open a file in the editor of the page. */
import { absolutePath, isFileError, normalizePath, treePath, windowsPath, type Main } from '../../os';
import { pageEditor } from '../tools/_page-editor';
import { print } from './_out';

export const edit: Main = function* edit(process) {
  const editor = pageEditor(process.machine);
  const names = process.argv.slice(1).filter((each) => !each.startsWith('/'));
  if (!editor) {
    yield* process.stderr.write('The editor of the page opens files of machines, not of containers.\n');
    return 1;
  }
  if (names.length === 0) {
    yield* process.stderr.write('Name a file: edit FILE opens it, a new one if it is not there.\n');
    return 2;
  }
  for (const name of names) {
    const path = normalizePath(treePath(absolutePath(process.cwd, name)));
    const stat = process.machine.files.stat(path);
    if (!isFileError(stat) && stat.kind === 'directory') {
      yield* process.stderr.write(`${windowsPath(path)} is a folder.\n`);
      continue;
    }
    editor.open({ machine: process.machine.id, path });
    yield* print(process, `Opening ${windowsPath(path)} in the editor.\n`);
  }
  return 0;
};
