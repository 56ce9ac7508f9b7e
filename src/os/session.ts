/** Opening a program on a new terminal: a login shell in a window, `docker run -it`, `docker exec -it`. */
import type { Machine, Main, Process, SpawnError } from './process';
import { openTerminal, Terminal } from './terminal';
import { windowsEnvironment } from './windows-files';

export interface SessionOptions {
  /** What to run; default an interactive login `bash`, or PowerShell on Windows. */
  argv?: string[];
  main?: Main;
  env?: ReadonlyMap<string, string>;
  cwd?: string;
  uid?: number;
  columns?: number;
  rows?: number;
  /** `pts/0` when absent. */
  name?: string;
}

/** What a window on this machine runs. */
export function loginShell(machine: Pick<Machine, 'platform'>): string[] {
  return machine.platform.os === 'windows' ? ['powershell'] : ['bash', '-il'];
}

/** Where a login finds itself. */
export function loginDirectory(machine: Pick<Machine, 'platform' | 'login'>): string {
  return machine.platform.os === 'windows' ? '/' : (machine.login?.home ?? '/root');
}

/** How the login shell runs one line and ends. */
export function lineCommand(machine: Pick<Machine, 'platform'>, line: string): string[] {
  return machine.platform.os === 'windows' ? ['powershell', '-NoLogo', '-Command', line] : ['bash', '-c', line];
}

/** The environment that a login starts with. */
export function loginEnvironment(machine: Machine, terminal = true): Map<string, string> {
  if (machine.platform.os === 'windows') return windowsEnvironment(machine);
  const { name, home } = machine.login ?? { name: 'root', home: '/root' };
  const env = new Map([
    ['HOME', home],
    ['USER', name],
    ['LOGNAME', name],
    ['SHELL', '/bin/bash'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', machine.hostname],
    ['LANG', 'C.UTF-8'],
  ]);
  if (terminal) env.set('TERM', 'xterm-256color');
  return env;
}

/** The session's process leads the terminal's foreground group; when it ends the terminal stays, for whoever draws it. */
export function openSession(machine: Machine, options: SessionOptions = {}): { terminal: Terminal; process: Process } | SpawnError {
  const terminal = new Terminal({
    sim: machine.sim,
    name: options.name ?? 'pts/0',
    columns: options.columns,
    rows: options.rows,
    signalGroup: (group, signal) => machine.processes.signalGroup(group, signal),
  });
  const file = openTerminal(terminal);
  const process = machine.processes.spawn({
    argv: options.argv ?? loginShell(machine),
    main: options.main,
    env: options.env ?? loginEnvironment(machine),
    cwd: options.cwd ?? loginDirectory(machine),
    uid: options.uid ?? (options.env === undefined ? machine.login?.uid : undefined),
    fds: new Map([[0, file], [1, file], [2, file]]),
    newGroup: true,
    tty: terminal,
  });
  file.close();
  if ('error' in process) return process;
  terminal.foregroundGroup = process.group;
  terminal.sessionGroup = process.group;
  return { terminal, process };
}
