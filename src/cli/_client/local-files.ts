/** Files of the machine that the client itself reads, with Go's words for what goes wrong. */
import { absolutePath, errnoText, type FileError, type Files, isFileError } from '../../os';
import { Failure } from '../_framework/failure';
import { isProblem, problem, type Problem } from '../_parse/problem';

/** Whose files, and where paths start: a process, or as much of one. */
export interface Reader {
  readonly cwd: string;
  readonly machine: { readonly files: Files };
}

/** `no such file or directory`: Go has strerror's words in lower case. */
export const goErrno = ({ errno }: FileError): string => errnoText(errno).replace(/^./, (c) => c.toLowerCase());

/** The content, or `open PATH: …` with the path as it was given. */
export function readLocal(process: Reader, path: string): string | Problem {
  const content = path === '' ? { errno: 'ENOENT' as const } : process.machine.files.read(absolutePath(process.cwd, path));
  if (!isFileError(content)) return content;
  return problem(`${content.errno === 'EISDIR' ? 'read' : 'open'} ${path}: ${goErrno(content)}`);
}

/** The content; what is wrong is a Failure. */
export function readFile(process: Reader, path: string): string {
  const content = readLocal(process, path);
  if (isProblem(content)) throw new Failure(content.problem);
  return content;
}

/** Whether a command may write its output there (command.ValidateOutputPath): a folder that exists, and no folder itself. */
export function checkOutputPath(process: Reader, path: string): void {
  const { files } = process.machine;
  const folder = path.replace(/\/*[^/]*\/*$/, '') || (path.startsWith('/') ? '/' : '.');
  const parent = files.stat(absolutePath(process.cwd, folder));
  if (folder !== '.' && isFileError(parent)) throw new Failure(`invalid output path: stat ${folder}: ${goErrno(parent)}`);
  const found = files.stat(absolutePath(process.cwd, path));
  if (!isFileError(found) && found.kind === 'directory') throw new Failure('cannot write to a directory');
}
