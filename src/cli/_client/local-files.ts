/** Files of the machine that the client itself reads, with Go's words for what goes wrong. */
import { absolutePath, errnoText, type FileError, type Files, isFileError } from '../../os';
import type { Program } from '../../sim';
import type { Output } from '../_framework/context';
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

/** Go opens folders as well: a Failure where there is nothing to open. */
export function openable(process: Reader, path: string): void {
  const found = process.machine.files.stat(absolutePath(process.cwd, path));
  if (path === '' || isFileError(found)) throw new Failure(`open ${path}: ${goErrno(isFileError(found) ? found : { errno: 'ENOENT' })}`);
}

/** Whether an archive may go there: no terminal, a folder that exists, and no folder itself. `before` names what failed. */
export function checkOutput(process: Reader, out: Output, path: string, before: string): void {
  if (path === '') {
    if (out.isTerminal) throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    return;
  }
  const stat = (name: string) => process.machine.files.stat(absolutePath(process.cwd, name));
  const folder = path.endsWith('/') ? path.replace(/\/+$/, '') || '/' : path.replace(/\/?[^/]*$/, '') || (path.startsWith('/') ? '/' : '.');
  const parent = stat(folder);
  if (isFileError(parent)) throw new Failure(`${before}invalid output path: stat ${folder}: ${goErrno(parent)}`);
  const found = stat(path);
  if (!isFileError(found) && found.kind === 'directory') throw new Failure(`${before}cannot write to a directory`);
}

/** An archive to its file, or to standard output. */
export function* writeOutput(process: Reader, out: Output, path: string, archive: string): Program {
  if (path === '') return yield* out.write(archive);
  const failed = process.machine.files.write(absolutePath(process.cwd, path), archive, { mode: 0o600 });
  if (failed) throw new Failure(`open ${path}: ${goErrno(failed)}`);
}
