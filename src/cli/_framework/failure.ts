/**
 * How a command ends badly: the words for stderr and the exit code. It travels by `throw` inside one run of the
 * client and becomes a line and a code at its edge (main.ts), so a learner's mistake never leaves the program
 * as anything but text.
 */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exit = 1,
  ) {
    super(message);
  }
}

/** Ends the client at once, whatever it was doing: no command collects it as one of several failures. */
export class Fatal extends Failure {}

/** What the daemon answered with an error status. `message` is ready to print, `daemonMessage` is its own text. */
export class ApiFailure extends Failure {
  constructor(
    readonly status: number,
    readonly daemonMessage: string,
  ) {
    super(`Error response from daemon: ${daemonMessage}`);
  }
}

/** No daemon was reached. */
export class ConnectFailure extends Failure {}

export const isNotFound = (error: unknown): boolean => error instanceof ApiFailure && error.status === 404;

/** Collects the failures of a command that goes on after each: one per line, in order (Go's errors.Join). */
export class Failures {
  private messages: string[] = [];

  add(error: unknown, describe: (message: string) => string = (message) => message): void {
    if (!(error instanceof Failure) || error instanceof Fatal) throw error;
    this.messages.push(describe(error.message));
  }

  get any(): boolean {
    return this.messages.length > 0;
  }

  get texts(): readonly string[] {
    return this.messages;
  }

  throwIfAny(): void {
    if (this.any) throw new Failure(this.messages.join('\n'));
  }
}
