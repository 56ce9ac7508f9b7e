/**
 * `docker run --init`: a small PID 1 that starts the command, passes signals on and ends with it (tini). So a command
 * without handlers of its own dies of SIGTERM, as it would outside a container.
 */
import { type Main, type SignalName } from '../os';
import { wait } from '../sim';

const PASSED: readonly SignalName[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGTERM', 'SIGCONT', 'SIGWINCH'];

export const dockerInit: Main = function* init(process) {
  process.memoryBytes = 1024 * 1024;
  const argv = process.argv.slice(process.argv.indexOf('--') + 1);
  const child = process.machine.processes.spawn({ argv, env: process.env, cwd: process.cwd, fds: process.fds, parent: process, newGroup: true });
  if ('error' in child) {
    yield* process.stderr.write(`[FATAL tini (${process.pid + 6})] exec ${argv[0] ?? ''} failed: No such file or directory\n`);
    return 127;
  }
  if (process.tty) process.tty.foregroundGroup = child.group;
  for (const signal of PASSED) process.onSignal(signal, () => child.signal(signal));
  return (yield* wait(child.exited)).code;
};
