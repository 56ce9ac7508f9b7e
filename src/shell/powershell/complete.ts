/** What Tab offers: commands, their parameters, variables, paths, and for docker what docker itself offers. Case does not count. */
import { isFileError, type Process } from '../../os';
import type { Program } from '../../sim';
import type { CompletionAnswer } from '../line-editor';
import { allCmdlets, cmdletNamed } from './cmdlet-table';
import { COMMON } from './cmdlet';
import { programsInPath } from './find-command';
import type { Shell } from './shell';

/** Completers for the arguments of programs, by name. */
export type PowerShellCompleters = Readonly<Record<string, (words: string[], index: number, process: Process) => string[] | undefined | Program<string[] | undefined>>>;

export function* completeLine(shell: Shell, line: string, cursor: number, completers: PowerShellCompleters): Program<CompletionAnswer> {
  const before = line.slice(0, cursor);
  const command = /(?:^|[|;{(=&])\s*([^|;{(]*)$/.exec(before)?.[1] ?? '';
  const words = [...command.matchAll(/(?:[^\s"']|"[^"]*"?|'[^']*'?)+/g)].map(([word]) => word);
  const typed = /\s$/.test(command) || command === '' ? '' : (words.at(-1) ?? '');
  if (typed === '') words.push('');
  const from = cursor - typed.length;
  const variable = /\$(env:)?(\w*)$/i.exec(typed);
  if (variable) {
    const names = variable[1] ? [...shell.process.env.keys()].map((name) => `env:${name}`) : shell.global.visible().map(({ name }) => name).concat('PSVersionTable', 'LASTEXITCODE', 'true', 'false', 'null', 'HOME', 'PWD');
    const wanted = ((variable[1] ?? '') + (variable[2] as string)).toLowerCase();
    return answer(cursor - wanted.length, names.filter((name) => name.toLowerCase().startsWith(wanted)), false);
  }
  const isPath = /[\\/]|^\.|^[A-Za-z]:|^~/.test(typed);
  if (words.length === 1 && !isPath) return answer(from, commandNames(shell, typed), false);
  const name = (words[0] as string).toLowerCase().replace(/\.exe$/, '');
  const completer = completers[name];
  if (completer) {
    const found = completer([name, ...words.slice(1).map((word) => word.replace(/^["']|["']$/g, ''))], words.length - 1, shell.process);
    const list = Array.isArray(found) || found === undefined ? found : yield* found;
    if (list !== undefined && list.length > 0) return answer(from, list.filter((each) => each.startsWith(typed)), false);
  }
  const cmdlet = cmdletNamed(shell.aliases.get(name) ?? name);
  if (typed.startsWith('-') && cmdlet) {
    const names = [...Object.keys(cmdlet.parameters ?? {}), ...Object.keys(COMMON)].map((each) => `-${each}`);
    return answer(from, names.filter((each) => each.toLowerCase().startsWith(typed.toLowerCase())), false);
  }
  return answer(from, paths(shell, typed, cmdlet?.name === 'Set-Location'), true);
}

function commandNames(shell: Shell, typed: string): string[] {
  if (typed === '') return [];
  const wanted = typed.toLowerCase();
  const names = [...allCmdlets().map((each) => each.name), ...[...shell.functions.values()].map((each) => each.name), ...shell.aliases.keys(), ...programsInPath(shell).map((each) => each.name)];
  const found = names.filter((name) => name.toLowerCase().startsWith(wanted));
  // The names with a verb before the short ones, as PowerShell does when both fit.
  const long = found.filter((name) => name.includes('-'));
  return typed.includes('-') ? long : found;
}

function paths(shell: Shell, typed: string, onlyFolders: boolean): string[] {
  const bare = typed.replace(/^["']/, '');
  const cut = Math.max(bare.lastIndexOf('\\'), bare.lastIndexOf('/')) + 1;
  const folder = bare.slice(0, cut);
  const begin = bare.slice(cut).toLowerCase();
  const { files } = shell.process.machine;
  const base = shell.path(folder === '' ? '.' : folder);
  const names = files.list(base);
  if (isFileError(names)) return [];
  return names.flatMap((name) => {
    if (!name.toLowerCase().startsWith(begin)) return [];
    const stat = files.stat(`${base === '/' ? '' : base}/${name}`);
    const isFolder = !isFileError(stat) && stat.kind === 'directory';
    if (onlyFolders && !isFolder) return [];
    const path = `${folder === '' && !/^[A-Za-z]:$/.test(folder) ? '.\\' : folder.replaceAll('/', '\\')}${name}`;
    return [/[\s'(){};,&]/.test(path) ? `'${path}'` : path];
  });
}

function answer(from: number, texts: readonly string[], files: boolean): CompletionAnswer {
  return { from, candidates: [...new Set(texts)].sort().map((text) => ({ text, shown: files ? text.replace(/^'|'$/g, '').replace(/.*\\/, '') : text.trimEnd(), final: files || /[/= ]$/.test(text) })) };
}
