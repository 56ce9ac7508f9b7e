/**
 * `trap`: commands to run on signals and on EXIT, ERR, DEBUG, RETURN. A signal's command waits until the command in
 * progress has ended, so signals only queue up here.
 */
import type { SignalName } from '../os';

export type PseudoSignal = 'EXIT' | 'ERR' | 'DEBUG' | 'RETURN';
export type TrapName = SignalName | PseudoSignal;

export class Traps {
  /** An empty command ignores the signal. */
  private commands = new Map<TrapName, string>();
  /** What the parent shell had set: a subshell's `trap` still lists it until it sets its own. */
  private inherited: Map<TrapName, string> | undefined;
  pending: SignalName[] = [];
  /** Set while a trap's command runs: it does not interrupt itself. */
  running = false;

  get(name: TrapName): string | undefined {
    return this.commands.get(name);
  }

  set(name: TrapName, command: string | undefined): void {
    this.inherited = undefined;
    if (command === undefined) this.commands.delete(name);
    else this.commands.set(name, command);
  }

  list(): [TrapName, string][] {
    return [...(this.inherited ?? this.commands)];
  }

  /** A subshell keeps what is ignored and drops what would run. */
  forSubshell(): Traps {
    const traps = new Traps();
    for (const [name, command] of this.commands) if (command === '') traps.commands.set(name, command);
    traps.inherited = new Map(this.commands);
    return traps;
  }
}
