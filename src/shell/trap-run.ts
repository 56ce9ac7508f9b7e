/** Running traps: signals queue while a command runs and their commands run after it, between two steps of the shell. */
import type { Program } from '../sim';
import type { SignalName } from '../os';
import { runText } from './execute';
import { ExitFlow } from './flow';
import type { Shell } from './shell';
import type { PseudoSignal } from './traps';

/** Makes the process do what the traps say: ignore, or queue for `runPendingTraps`. */
export function installSignals(shell: Shell): void {
  for (const [name, command] of shell.traps.list()) if (name.startsWith('SIG')) installSignal(shell, name as SignalName, command);
}

export function installSignal(shell: Shell, signal: SignalName, command: string | undefined): void {
  if (command === undefined) shell.process.onSignal(signal, undefined);
  else if (command === '') shell.process.onSignal(signal, 'ignore');
  else {
    shell.process.onSignal(signal, () => {
      shell.traps.pending.push(signal);
      shell.trapArrived.fire();
    });
  }
}

/** Signals that end a script; with a trap on EXIT, that trap still runs. */
const FATAL: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/** After EXIT was trapped: a fatal signal without a trap of its own ends the script by way of that trap. */
export function guardExit(shell: Shell): void {
  if (shell.interactive || shell.subshellLevel > 0 || shell.dialect !== 'bash') return;
  for (const signal of FATAL) if (shell.traps.get(signal) === undefined) shell.process.onSignal(signal, () => shell.terminated.fire(signal));
}

/** Runs the commands of the signals that came meanwhile. The status of the shell stays as it was. */
export function* runPendingTraps(shell: Shell): Program {
  while (shell.traps.pending.length > 0 && !shell.traps.running) {
    const signal = shell.traps.pending.shift() as SignalName;
    yield* runTrap(shell, signal);
  }
}

/** Runs a trap's command, if there is one. */
export function* runTrap(shell: Shell, name: SignalName | PseudoSignal): Program {
  const command = shell.traps.get(name);
  if (command === undefined || command === '' || shell.traps.running) return;
  const { status } = shell;
  shell.traps.running = true;
  try {
    yield* runText(shell, command, 'trap');
  } finally {
    shell.traps.running = false;
  }
  shell.status = status;
}

/** The EXIT trap, once; what it exits with counts. */
export function* runExitTrap(shell: Shell, status: number): Program<number> {
  const command = shell.traps.get('EXIT');
  if (command === undefined || command === '') return status;
  shell.traps.set('EXIT', undefined);
  shell.status = status;
  try {
    yield* runText(shell, command, 'exit trap');
  } catch (thrown) {
    if (thrown instanceof ExitFlow) return thrown.status;
    if (!(thrown instanceof Error)) return status;
    throw thrown;
  }
  return status;
}
