/** Tab for docker-machine and vagrant: their commands, then the machines that there are. */
import { isFileError, type Process } from '../../os';

const DOCKER_MACHINE = ['active', 'config', 'create', 'env', 'inspect', 'ip', 'kill', 'ls', 'restart', 'rm', 'scp', 'ssh', 'start', 'status', 'stop', 'url', 'version'];
const VAGRANT = ['box', 'destroy', 'global-status', 'halt', 'provision', 'reload', 'ssh', 'status', 'up', 'validate', 'version'];
const NAMELESS = ['active', 'box', 'create', 'global-status', 'ls', 'validate', 'version'];

export function completeDockerMachine(words: readonly string[], index: number, process: Process): string[] {
  const home = process.env.get('MACHINE_STORAGE_PATH') || `${process.env.get('HOME') ?? '/root'}/.docker/machine`;
  return offered(DOCKER_MACHINE, () => list(process, `${home}/machines`), words, index);
}

/** Machines by the Vagrantfile's plain names, and those that were made. */
export function completeVagrant(words: readonly string[], index: number, process: Process): string[] {
  return offered(VAGRANT, () => list(process, `${process.cwd}/.vagrant/machines`), words, index);
}

function offered(verbs: readonly string[], names: () => string[], words: readonly string[], index: number): string[] {
  const typed = words[index] ?? '';
  const all = index === 1 ? verbs : NAMELESS.includes(words[1] ?? '') ? [] : names();
  return all.filter((word) => word.startsWith(typed)).sort();
}

function list(process: Process, path: string): string[] {
  const names = process.machine.files.list(path);
  return isFileError(names) ? [] : names;
}
