/** Reading files with Go's words for what goes wrong. */
import { absolutePath, isFileError, type Errno } from '../../../os';
import { Failure } from '../../_framework/failure';
import type { Reader } from './source';

const WORDS: Partial<Record<Errno, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
};

/** The content; a Failure names the path as it was given. */
export function readFile(process: Reader, path: string): string {
  const content = process.machine.files.read(absolutePath(process.cwd, path));
  if (!isFileError(content)) return content;
  if (content.errno === 'EISDIR') throw new Failure(`read ${path}: is a directory`);
  throw new Failure(`open ${path}: ${WORDS[content.errno] ?? 'no such file or directory'}`);
}
