/** What can go wrong, as error records have it, and how control leaves a script early. */
import type { Span } from './ast';
import type { Value } from './values';

/** An error in PowerShell's terms. `where` is filled in by whoever runs the command. */
export class Problem {
  /** The command it is told of, before the colon. */
  command = '';
  /** What it concerns, for CategoryInfo: `text:String`. */
  where: { source: string; span: Span } | undefined;
  /** What `throw` was given. */
  thrown: Value = null;
  /** Ends everything up to the next `catch`, not its statement alone. */
  fatal = false;

  constructor(
    readonly message: string,
    /** FullyQualifiedErrorId. */
    readonly id: string,
    readonly category: string,
    readonly target: string,
    readonly exception: string,
    /** Ends the statement (a `throw`, a wrong operand); others are told, and the command goes on. */
    readonly terminating = true,
  ) {}
}

export function problem(message: string, id = 'RuntimeException', category = 'InvalidOperation', target = '', exception = 'RuntimeException', terminating = true): Problem {
  return new Problem(message, id, category, target, exception, terminating);
}

/** What this lab's PowerShell does not do, said plainly. */
export function unsupported(what: string): Problem {
  return new Problem(`${what} is not supported in this lab's PowerShell.`, 'NotSupportedInThisLab', 'NotImplemented', '', 'NotSupportedException');
}

export class LoopFlow {
  constructor(
    readonly how: 'break' | 'continue',
    readonly label: string,
  ) {}
}

export class ReturnFlow {}

export class ExitFlow {
  constructor(readonly code: number) {}
}

/** Ctrl-C came while a program ran. */
export class Interrupted {}

/** Somebody further down has had enough: `Select-Object -First`. */
export class EnoughFlow {
  constructor(readonly stage: object) {}
}
