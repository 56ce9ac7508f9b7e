/** What a name means: alias, function, cmdlet, script or program, in that order. */
import { EXECUTABLE_ENDINGS, isFileError, searchDirectories, windowsPath } from '../../os';
import { cmdletNamed } from './cmdlet-table';
import type { Cmdlet } from './cmdlet';
import type { Defined, Shell } from './shell';

export type Found =
  | { kind: 'alias'; name: string; to: string }
  | { kind: 'function'; name: string; defined: Defined }
  | { kind: 'cmdlet'; cmdlet: Cmdlet }
  | { kind: 'script' | 'program'; name: string; path: string }
  | { kind: 'nothing' };

export function findCommand(shell: Shell, name: string): Found {
  const lower = name.toLowerCase();
  const alias = shell.aliases.get(lower);
  if (alias !== undefined) return { kind: 'alias', name, to: alias };
  const defined = shell.functions.get(lower);
  if (defined) return { kind: 'function', name: defined.name, defined };
  const cmdlet = cmdletNamed(name.replace(/^.*\\(?=[A-Za-z]+-)/, ''));
  if (cmdlet) return { kind: 'cmdlet', cmdlet };
  return programNamed(shell, name) ?? { kind: 'nothing' };
}

/** A file that can be run: by its path, or by its name somewhere in the search path. */
export function programNamed(shell: Shell, name: string): (Found & { kind: 'script' | 'program' }) | undefined {
  const { files, processes } = shell.process.machine;
  if (/[\\/]/.test(name) || /^[A-Za-z]:/.test(name)) {
    const base = shell.path(name);
    for (const ending of ['', '.ps1', ...EXECUTABLE_ENDINGS]) {
      const stat = files.stat(base + ending);
      if (isFileError(stat) || stat.kind !== 'file') continue;
      const path = base + ending;
      if (/\.ps1$/i.test(path)) return { kind: 'script', name: path.slice(path.lastIndexOf('/') + 1), path };
      if (stat.program !== undefined || /\.(?:exe|com|bat|cmd)$/i.test(path)) return { kind: 'program', name: path.slice(path.lastIndexOf('/') + 1), path };
    }
    return undefined;
  }
  const path = processes.which(name, shell.environment('Path') ?? '');
  return path === undefined ? undefined : { kind: 'program', name: path.slice(path.lastIndexOf('/') + 1), path };
}

/** Every program in the search path, by its file's name. */
export function programsInPath(shell: Shell): { name: string; path: string }[] {
  const out = new Map<string, { name: string; path: string }>();
  for (const directory of searchDirectories(shell.environment('Path') ?? '')) {
    const names = shell.process.machine.files.list(directory);
    if (isFileError(names)) continue;
    for (const name of names) {
      if (/\.(?:exe|com|bat|cmd|ps1)$/i.test(name) && !out.has(name.toLowerCase())) out.set(name.toLowerCase(), { name, path: windowsPath(`${directory}/${name}`) });
    }
  }
  return [...out.values()];
}
