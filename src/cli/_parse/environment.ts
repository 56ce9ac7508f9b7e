/** Environment variables from flags and files: a name alone takes the client's value (docker/cli opts, kvfile). */
import { encodeUtf8, type Process } from '../../os';
import { readLocal } from '../_client/local-files';
import { Failure } from '../_framework/failure';
import { cut } from './csv';
import { isProblem } from './problem';

/** Files first, then flags, in order. */
export function environment(process: Process, files: readonly string[], flags: readonly string[]): string[] {
  return [...files.flatMap((path) => readVariables(process, path)), ...flags.map((text) => withOwnValue(process, text))];
}

function withOwnValue(process: Process, text: string): string {
  if (text.includes('=')) return text;
  const own = process.env.get(text);
  return own === undefined ? text : `${text}=${own}`;
}

/** Lines of `NAME=value` or `NAME`; comments begin a line; a name that is nowhere set is left out. */
export function readVariables(process: Pick<Process, 'cwd'> & { env: Pick<Process['env'], 'get'>; machine: Pick<Process['machine'], 'files'> }, path: string, own = true): string[] {
  const text = readLocal(process, path);
  if (isProblem(text)) throw new Failure(text.problem.startsWith('read ') ? `invalid env file (${path}): ${text.problem}` : text.problem);
  return text.split('\n').flatMap((raw, i) => {
    if (/[\udc80-\udcff]/.test(raw.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))) throw new Failure(`invalid env file (${path}): invalid utf8 bytes at line ${i + 1}: [${[...encodeUtf8(raw)].join(' ')}]`);
    const line = raw.trimStart().replace(/\r$/, '');
    if (line === '' || line.startsWith('#')) return [];
    const [name, value] = cut(line);
    if (name === '') throw new Failure(`invalid env file (${path}): no variable name on line '${line}'`);
    if (/[ \t]/.test(name)) throw new Failure(`invalid env file (${path}): variable '${name}' contains whitespaces`);
    if (value !== undefined) return [line];
    const found = own ? process.env.get(name.trim()) : undefined;
    return found === undefined ? (own ? [] : [name.trim()]) : [`${name.trim()}=${found}`];
  });
}
