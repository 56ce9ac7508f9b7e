/**
 * Signals that a command answers itself: a container's to pass on, a wait to give up. However it answers, the third Ctrl-C
 * or SIGTERM ends the client (cmd/docker/docker.go forceExitAfter3TerminationSignals), so that nothing that ignores them
 * can hold a person's terminal.
 */
import type { Process, SignalName } from '../../os';
import { type Fiber, spawn } from '../../sim';
import type { Output } from './context';

const TERMINATING: readonly SignalName[] = ['SIGINT', 'SIGTERM'];
const PATIENCE = 3;

export class Signals {
  private caught = 0;

  constructor(
    private readonly process: Process,
    private readonly err: Output,
  ) {}

  /** Answers these signals with `handler` until what is answered here is called. */
  on(signals: readonly SignalName[], handler: (signal: SignalName) => void): () => void {
    for (const signal of signals) this.process.onSignal(signal, () => this.answer(signal, handler));
    return () => {
      for (const signal of signals) this.process.onSignal(signal, undefined);
    };
  }

  private answer(signal: SignalName, handler: (signal: SignalName) => void): void {
    if (TERMINATING.includes(signal) && ++this.caught >= PATIENCE) this.giveUp();
    else handler(signal);
  }

  private giveUp(): void {
    // Later ones find it ending already.
    if (this.caught > PATIENCE) return;
    const { process, err } = this;
    const farewell = (function* () {
      yield* err.write(`\ngot ${PATIENCE} SIGTERM/SIGINTs, forcefully exiting\n`);
      process.exit(1);
    })();
    spawn(process.sim, 'docker gives up', farewell, process.fiber as unknown as Fiber);
  }
}
