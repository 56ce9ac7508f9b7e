/**
 * Programs are generators. A program yields a `Wait`: a function that is handed `wake` and starts waiting;
 * it returns how to stop waiting. The fiber runs the generator from the event queue, so a program never
 * uses a promise and can be cancelled at any yield: its `finally` blocks run, its children end first.
 *
 *     function* nap(sim: Sim): Program<string> {
 *       yield* sleep(sim, 500);
 *       const line = yield* wait<string>((wake) => input.onLine(wake));
 *       return line;
 *     }
 *     const fiber = spawn(sim, 'nap', nap(sim));
 *     const outcome = yield* fiber.join();
 */
import type { Cancel, Sim } from './sim';

/** Starts waiting; calls `wake` at most once; returns how to give up. `wake` may be called at once. */
export type Wait<T = unknown> = (wake: (value: T) => void) => Cancel;

/** A computation in virtual time. Delegate with `yield*`. */
export type Program<T = void> = Generator<Wait<never>, T, unknown>;

export function* wait<T>(start: Wait<T>): Program<T> {
  return (yield start as Wait<never>) as T;
}

/** A wait for something outside of virtual time. */
interface OutsideWait extends Wait {
  outside?: true;
}

/**
 * Waits for what virtual time knows nothing of: code or a library that has to be loaded. The world holds still until
 * `wake`, and the program then goes on within the same event, as if it had never waited: nothing in the world, its
 * trace included, can tell how long it took.
 */
export function* outside<T>(start: Wait<T>): Program<T> {
  const waiting: Wait<T> & { outside: true } = Object.assign((wake: (value: T) => void) => start(wake), { outside: true as const });
  return (yield waiting as unknown as Wait<never>) as T;
}

export function* sleep(sim: Sim, ms: number): Program {
  yield* wait<void>((wake) => sim.after(ms, 'sleep', () => wake()));
}

/** Waits until any of these wakes; answers which, and its value. The others are given up. */
export function* race<T>(...waits: Wait<T>[]): Program<{ index: number; value: T }> {
  return yield* wait<{ index: number; value: T }>((wake) => {
    const cancels: Cancel[] = [];
    let over = false;
    for (let index = 0; index < waits.length && !over; index++) {
      cancels.push(
        (waits[index] as Wait<T>)((value) => {
          if (over) return;
          over = true;
          for (const cancel of cancels) cancel();
          wake({ index, value });
        }),
      );
    }
    if (over) for (const cancel of cancels) cancel();
    return () => {
      over = true;
      for (const cancel of cancels) cancel();
    };
  });
}

/** A wait that ends after `ms`: for `race` as a time limit. */
export function timer<T = void>(sim: Sim, ms: number, value?: T): Wait<T> {
  return (wake) => sim.after(ms, 'timer', () => wake(value as T));
}

export type Outcome<T> = { kind: 'returned'; value: T } | { kind: 'cancelled'; reason: unknown };

export class Fiber<T = unknown> {
  outcome: Outcome<T> | undefined;
  private stopWaiting: Cancel | undefined;
  /** Made when first needed: a large world has very many fibers that nobody watches. */
  private watchers: Set<(outcome: Outcome<T>) => void> | undefined;
  private children: Set<Fiber> | undefined;
  private running = false;
  private pendingCancel: { reason: unknown } | undefined;
  private readonly aside: boolean;

  constructor(private sim: Sim, readonly name: string, private program: Program<T>, private parent?: Fiber) {
    this.aside = sim.beginsAside(this);
    if (parent) (parent.children ??= new Set()).add(this as Fiber);
    this.stopWaiting = sim.soon(name, () => this.resume(undefined));
  }

  get done(): boolean {
    return this.outcome !== undefined;
  }

  /** A wait for the end of this fiber. */
  get ended(): Wait<Outcome<T>> {
    return (wake) => {
      if (this.outcome) {
        wake(this.outcome);
        return () => {};
      }
      const watchers = (this.watchers ??= new Set());
      watchers.add(wake);
      return () => watchers.delete(wake);
    };
  }

  join(): Program<Outcome<T>> {
    return wait(this.ended);
  }

  /** Ends the program at its present yield: children first, then its own `finally` blocks. */
  cancel(reason: unknown = 'cancelled'): void {
    if (this.outcome) return;
    if (this.running) {
      // A program that cancels itself (or is cancelled by what it just did) ends at its next yield.
      this.pendingCancel ??= { reason };
      return;
    }
    this.stopWaiting?.();
    this.stopWaiting = undefined;
    if (this.children) for (const child of [...this.children]) child.cancel(reason);
    this.running = true;
    try {
      // A `finally` block may not wait: cancellation is immediate, as SIGKILL is.
      this.program.return(undefined as T);
    } finally {
      this.running = false;
    }
    this.finish({ kind: 'cancelled', reason });
  }

  private resume(value: unknown): void {
    this.stopWaiting = undefined;
    this.running = true;
    let step: IteratorResult<Wait<never>, T>;
    try {
      step = this.program.next(value);
    } finally {
      this.running = false;
    }
    if (step.done) {
      if (this.children) for (const child of [...this.children]) child.cancel('parent ended');
      this.finish({ kind: 'returned', value: step.value });
      return;
    }
    if (this.pendingCancel) {
      const { reason } = this.pendingCancel;
      this.pendingCancel = undefined;
      this.cancel(reason);
      return;
    }
    if ((step.value as OutsideWait).outside) {
      this.holdStill(step.value);
      return;
    }
    let woken = false;
    const stop = (step.value as Wait)((answer) => {
      if (woken) return;
      woken = true;
      // Always through the queue: a deep chain of instant answers must not become a deep stack.
      const { sim, name } = this;
      const resume = () => this.resume(answer);
      this.stopWaiting = sim.isAside && !this.aside ? sim.soonInWorld(name, resume) : sim.soon(name, resume);
    });
    if (!woken) this.stopWaiting = stop;
  }

  private holdStill(start: Wait): void {
    const release = this.sim.hold();
    let over = false;
    const stop = start((answer) => {
      if (over) return;
      over = true;
      release();
      this.resume(answer);
    });
    if (over) return;
    this.stopWaiting = () => {
      over = true;
      release();
      stop();
    };
  }

  private finish(outcome: Outcome<T>): void {
    if (this.outcome) return;
    this.outcome = outcome;
    this.parent?.children?.delete(this as Fiber);
    const watchers = [...(this.watchers ?? [])];
    this.watchers?.clear();
    for (const watcher of watchers) watcher(outcome);
  }
}

export function spawn<T>(sim: Sim, name: string, program: Program<T>, parent?: Fiber): Fiber<T> {
  return new Fiber(sim, name, program, parent);
}

/** A value that others wait for: a condition variable with a memory of one. */
export class Signal<T = void> {
  private watchers: Set<(value: T) => void> | undefined;

  /** Waits for the next `fire`. */
  get wait(): Wait<T> {
    return (wake) => {
      const watchers = (this.watchers ??= new Set());
      watchers.add(wake);
      return () => watchers.delete(wake);
    };
  }

  fire(value: T): void {
    if (!this.watchers) return;
    const watchers = [...this.watchers];
    this.watchers.clear();
    for (const watcher of watchers) watcher(value);
  }
}
