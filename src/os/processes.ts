/**
 * A machine's process table: starts programs by name, path or shebang, hands out PIDs, and buries the dead. A
 * container's PID 1 is special twice over: signals without a handler pass it by, and when it ends everything ends.
 */
import { isFileError, type Files } from './files';
import { absolutePath, pathNames } from './path';
import type { Machine, Main, Process, ProcessTable, SignalName, SpawnError, SpawnOptions } from './process';
import { ProcessEntry } from './process-entry';
import { EXECUTABLE_ENDINGS, environmentValue, searchDirectories } from './windows-path';

export interface ProcessesOptions {
  /** The first PID: 1 in a container, higher on a host that has been up for a while. */
  firstPid?: number;
  /** Beyond this a fork fails with EAGAIN. */
  limit?: number;
}

export const PROCESSES_MAX = 512;
/** Virtual cost of starting an executable, and of a mere fork. */
const EXEC_MS = 1;
const FORK_MS = 0.4;
const PID_MAX = 4_194_304;
const INTERPRETERS_MAX = 4;

type Resolved = { main: Main; argv: string[] } | SpawnError;

export class Processes implements ProcessTable {
  private entries = new Map<number, ProcessEntry>();
  private nextPid: number;
  private firstPid: number;
  private limit: number;

  constructor(private machine: Machine, options: ProcessesOptions = {}) {
    this.firstPid = this.nextPid = options.firstPid ?? 1;
    this.limit = options.limit ?? PROCESSES_MAX;
  }

  spawn(options: SpawnOptions): Process | SpawnError {
    if (this.entries.size >= this.limit) return { error: 'too-many-processes' };
    const resolved: Resolved = options.main ? { main: options.main, argv: options.argv } : this.resolve(options);
    if ('error' in resolved) return resolved;
    const parent = options.parent as ProcessEntry | undefined;
    const pid = this.takePid();
    const entry = new ProcessEntry({
      machine: this.machine,
      pid,
      ppid: parent?.pid ?? (pid === 1 ? 0 : 1),
      group: options.newGroup || !parent ? pid : parent.group,
      argv: resolved.argv,
      title: options.title ?? resolved.argv.join(' '),
      env: options.env,
      cwd: options.cwd,
      uid: options.uid ?? parent?.uid ?? 0,
      gids: options.gids ?? (options.uid === undefined || options.uid === parent?.uid ? parent?.gids : undefined),
      umask: parent?.umask ?? 0o022,
      fds: options.fds,
      tty: options.tty ?? parent?.tty,
      main: resolved.main,
      startMs: options.main ? FORK_MS : EXEC_MS,
      unkillable: pid === 1 && this.machine.kind === 'container',
      ended: (process) => this.bury(process),
    });
    if (parent) for (const signal of INHERITED) if (parent.ignores(signal)) entry.onSignal(signal, 'ignore');
    this.entries.set(pid, entry);
    return entry;
  }

  get(pid: number): Process | undefined {
    return this.entries.get(pid);
  }

  list(): Process[] {
    return [...this.entries.values()].sort((a, b) => a.pid - b.pid);
  }

  signalGroup(group: number, signal: SignalName): void {
    for (const entry of [...this.entries.values()]) if (entry.group === group) entry.signal(signal);
  }

  killAll(): void {
    for (const entry of [...this.entries.values()]) entry.kill();
  }

  /** The freezer of `docker pause`: everything stands still, PID 1 too, and no signal wakes it. */
  freeze(frozen: boolean): void {
    for (const entry of this.entries.values()) entry.freeze(frozen);
  }

  which(name: string, path: string, cwd?: string): string | undefined {
    if (this.machine.platform.os === 'windows') return this.whichOnWindows(name, path);
    for (const directory of path.split(':')) {
      const full = `${directory === '' ? '.' : directory.replace(/\/+$/, '')}/${name}`;
      if (cwd === undefined && !full.startsWith('/')) continue;
      if (isExecutable(this.machine.files, absolutePath(cwd ?? '/', full))) return full;
    }
    return undefined;
  }

  resolve(options: Pick<SpawnOptions, 'argv' | 'env' | 'cwd'>): Resolved {
    const name = options.argv[0] ?? '';
    if (name === '') return { error: 'not-found' };
    if (this.machine.platform.os === 'windows') return this.resolveOnWindows(options.argv, options.env, options.cwd);
    if (name.includes('/')) return this.resolveFile(absolutePath(options.cwd, name), options.argv, name, options.cwd, 0);
    const path = options.env.get('PATH') ?? '';
    const found = this.which(name, path, options.cwd);
    if (found) return this.resolveFile(absolutePath(options.cwd, found), options.argv, found, options.cwd, 0);
    // Something of that name that may not be executed is told apart from nothing at all, as execvp does.
    for (const directory of path.split(':')) {
      const stat = this.machine.files.stat(`${directory}/${name}`);
      if (!isFileError(stat) && stat.kind !== 'directory') return { error: 'not-executable' };
    }
    return { error: 'not-found' };
  }

  /** A name without an ending stands for the programs with one; the directory one is in does not count, as in PowerShell. */
  private whichOnWindows(name: string, path: string): string | undefined {
    const { files } = this.machine;
    for (const directory of searchDirectories(path)) {
      const found = withEnding(files, `${directory === '/' ? '' : directory}/${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private resolveOnWindows(argv: string[], env: ReadonlyMap<string, string>, cwd: string): Resolved {
    const { files, programs } = this.machine;
    const name = argv[0] as string;
    const found = /[\\/:]/.test(name) ? withEnding(files, absolutePath(cwd, name)) : this.whichOnWindows(name, environmentValue(env, 'PATH') ?? '');
    if (found === undefined) return { error: 'not-found' };
    const stat = files.stat(found);
    if (isFileError(stat)) return { error: 'not-found' };
    if (stat.program !== undefined) {
      const main = programs.get(stat.program);
      return main ? { main, argv } : { error: 'not-found' };
    }
    const interpreter = /\.(?:bat|cmd)$/i.test(found) ? ['cmd', '/c'] : /\.ps1$/i.test(found) ? ['powershell', '-File'] : undefined;
    const main = interpreter && programs.get(interpreter[0] as string);
    return main ? { main, argv: [...(interpreter as string[]), found, ...argv.slice(1)] } : { error: 'exec-format', path: found };
  }

  private resolveFile(file: string, argv: string[], shown: string, cwd: string, depth: number): Resolved {
    const stat = this.machine.files.stat(file);
    if (isFileError(stat)) return { error: stat.errno === 'EACCES' || stat.errno === 'ENOTDIR' ? 'not-executable' : 'not-found' };
    if (stat.kind === 'directory') return { error: 'is-directory' };
    if ((stat.mode & 0o111) === 0 || stat.kind !== 'file') return { error: 'not-executable' };
    if (stat.program !== undefined) {
      const main = this.machine.programs.get(stat.program);
      return main ? { main, argv } : { error: 'not-found' };
    }
    const text = this.machine.files.read(file);
    const shebang = isFileError(text) ? null : /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(text.slice(0, 512));
    if (!shebang) return { error: 'exec-format', path: file };
    const interpreter = shebang[1] as string;
    const argument = (shebang[2] as string).trimEnd();
    const scriptArgv = [interpreter, ...(argument === '' ? [] : [argument]), shown, ...argv.slice(1)];
    if (depth >= INTERPRETERS_MAX) return { error: 'bad-interpreter', path: file, interpreter };
    const inner = this.resolveFile(absolutePath(cwd, interpreter), scriptArgv, interpreter, cwd, depth + 1);
    return 'error' in inner ? { error: 'bad-interpreter', path: file, interpreter } : inner;
  }

  private takePid(): number {
    while (this.entries.has(this.nextPid)) this.nextPid = this.nextPid >= PID_MAX ? this.firstPid + 1 : this.nextPid + 1;
    return this.nextPid++;
  }

  private bury(process: ProcessEntry): void {
    this.entries.delete(process.pid);
    for (const entry of this.entries.values()) if (entry.ppid === process.pid) entry.ppid = 1;
    if (process.pid === 1 && this.machine.kind === 'container') this.killAll();
    else this.entries.get(process.ppid)?.signal('SIGCHLD');
  }
}

/** Ignored signals stay ignored across fork and exec (`nohup`, `trap '' INT`). */
const INHERITED: readonly SignalName[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGPIPE', 'SIGTERM', 'SIGTSTP', 'SIGUSR1', 'SIGUSR2'];

/** The file of this name, or of this name with one of the endings of programs. */
function withEnding(files: Files, path: string): string | undefined {
  for (const ending of ['', ...EXECUTABLE_ENDINGS]) {
    const stat = files.stat(path + ending);
    if (isFileError(stat) || stat.kind !== 'file') continue;
    if (stat.program !== undefined || ending !== '' || /\.(?:exe|com|bat|cmd|ps1)$/i.test(path)) return path + ending;
  }
  return undefined;
}

export function isExecutable(files: Files, path: string): boolean {
  const stat = files.stat(path);
  return !isFileError(stat) && stat.kind === 'file' && (stat.mode & 0o111) !== 0;
}

/** The directories of PATH, for completion. */
export function pathDirectories(path: string): string[] {
  return path.split(':').filter((directory) => pathNames(directory).length > 0);
}
