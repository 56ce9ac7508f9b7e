/**
 * How control leaves a command other than by its end. These are thrown, so that `finally` blocks undo redirections
 * and scopes on the way, and caught by the loop, function or shell that they mean.
 */
export class LoopFlow {
  constructor(readonly kind: 'break' | 'continue', public levels: number) {}
}

export class ReturnFlow {
  constructor(readonly status: number) {}
}

/** `exit`, and whatever ends the whole shell. */
export class ExitFlow {
  constructor(readonly status: number) {}
}

/**
 * An expansion went wrong: bash drops the rest of the line that it was reading. `fatal` ends a shell that is not
 * interactive altogether (`${x:?}`, an unset variable under `set -u`).
 */
export class AbortFlow {
  constructor(readonly status: number, readonly fatal = false) {}
}

export type Flow = LoopFlow | ReturnFlow | ExitFlow | AbortFlow;

export function isFlow(thrown: unknown): thrown is Flow {
  return thrown instanceof LoopFlow || thrown instanceof ReturnFlow || thrown instanceof ExitFlow || thrown instanceof AbortFlow;
}
