/**
 * The root of an ordinary Windows: directories, a few well-known files, and an executable for each program. Where
 * machines and images of Windows begin, as `machine-files.ts` is for Linux.
 */
import { FileTree, type Layer } from './file-tree';
import type { Machine } from './process';

const DIRECTORIES = [
  '/PerfLogs',
  '/Program Files',
  '/Program Files (x86)',
  '/ProgramData',
  '/Users/Public',
  '/Windows/Temp',
  '/Windows/System32/config',
  '/Windows/System32/drivers/etc',
  '/Windows/System32/WindowsPowerShell/v1.0',
];

const HOST_DIRECTORIES = [
  '/Users/Administrator/.docker',
  '/Users/Administrator/AppData/Local/Temp',
  '/Users/Administrator/Desktop',
  '/Users/Administrator/Documents',
  '/Users/Administrator/Downloads',
  '/Program Files/Docker',
  '/ProgramData/docker/config',
  '/ProgramData/docker/containers',
  '/ProgramData/docker/image',
  '/ProgramData/docker/network',
  '/ProgramData/docker/volumes',
  '/ProgramData/docker/windowsfilter',
];

const HOSTS = '# localhost name resolution is handled within DNS itself.\r\n#\t127.0.0.1       localhost\r\n#\t::1             localhost\r\n';

export interface WindowsLayerOptions {
  /** Executable's name without `.exe`, to the program that it runs. */
  programs: Readonly<Record<string, string>>;
  /** What a machine has and a container has not: the administrator's profile, Docker's folders. */
  host?: boolean;
  atMs?: number;
}

/** A Windows root, frozen; make it once and share it. */
export function windowsLayer(options: WindowsLayerOptions): Layer {
  const atMs = options.atMs ?? 0;
  const tree = new FileTree({ now: () => atMs });
  fillWindows(tree, options);
  return tree.freeze();
}

/** The same, into a tree that has something already. */
export function fillWindows(tree: FileTree, { programs, host = false }: WindowsLayerOptions): void {
  for (const path of [...DIRECTORIES, ...(host ? HOST_DIRECTORIES : ['/Users/ContainerAdministrator', '/Users/ContainerUser'])]) tree.mkdir(path, { parents: true });
  tree.put('/Windows/System32/drivers/etc/hosts', { content: HOSTS });
  tree.put('/Windows/System32/drivers/etc/services', { content: 'domain             53/udp\r\nhttp               80/tcp\r\nhttps             443/tcp\r\n' });
  if (!host) tree.put('/License.txt', { content: 'To learn about the licenses of this image, see where it was made.\r\n' });
  for (const [name, program] of Object.entries(programs)) tree.put(`${directoryOf(name)}/${name}.exe`, { program });
}

function directoryOf(name: string): string {
  if (name === 'docker') return '/Program Files/Docker';
  return name === 'powershell' ? '/Windows/System32/WindowsPowerShell/v1.0' : '/Windows/System32';
}

const SEARCH_PATH = 'C:\\Windows\\system32;C:\\Windows;C:\\Windows\\System32\\Wbem;C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\';

/** The environment that an administrator's session starts with on a machine, or a process in a container. */
export function windowsEnvironment(machine: Pick<Machine, 'hostname' | 'kind'>, user = machine.kind === 'host' ? 'Administrator' : 'ContainerAdministrator'): Map<string, string> {
  const home = `C:\\Users\\${user}`;
  return new Map([
    ['ALLUSERSPROFILE', 'C:\\ProgramData'],
    ['APPDATA', `${home}\\AppData\\Roaming`],
    ['COMPUTERNAME', machine.hostname.toUpperCase().slice(0, 15)],
    ['ComSpec', 'C:\\Windows\\system32\\cmd.exe'],
    ['LOCALAPPDATA', `${home}\\AppData\\Local`],
    ['NUMBER_OF_PROCESSORS', '2'],
    ['OS', 'Windows_NT'],
    ['Path', `${SEARCH_PATH}${machine.kind === 'host' ? ';C:\\Program Files\\Docker' : ''}`],
    ['PATHEXT', '.COM;.EXE;.BAT;.CMD'],
    ['PROCESSOR_ARCHITECTURE', 'AMD64'],
    ['ProgramData', 'C:\\ProgramData'],
    ['ProgramFiles', 'C:\\Program Files'],
    ['SystemDrive', 'C:'],
    ['SystemRoot', 'C:\\Windows'],
    ['TEMP', `${home}\\AppData\\Local\\Temp`],
    ['TMP', `${home}\\AppData\\Local\\Temp`],
    ['USERDOMAIN', machine.kind === 'host' ? machine.hostname.toUpperCase().slice(0, 15) : 'User Manager'],
    ['USERNAME', user],
    ['USERPROFILE', home],
    ['windir', 'C:\\Windows'],
  ]);
}
