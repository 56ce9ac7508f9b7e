/**
 * CPU time. The cores of a machine are shared by everything that runs on it, its containers included: who finds them
 * all taken waits for a turn. A limit (`--cpus`, `--limit-cpu`) slows a container down on top of that. This is what
 * makes throughput real: a server that needs 11 ms of one core for a request serves about 90 a second, more replicas
 * help, and once the cores of the nodes are busy they help no longer.
 */
import { sleep, wait, type Program, type Sim } from '../sim';

/** What a process asks for the right to compute. */
export interface CpuTime {
  /** Returns when so many milliseconds of one core have been spent; longer by the clock when others want it too. */
  use(ms: number): Program;
}

/** How long one process keeps a core while others wait for it, in milliseconds. */
const SLICE_MS = 10;

interface Turn {
  holds: boolean;
  wake: () => void;
}

export class Cpu implements CpuTime {
  private free: number;
  /** In order of asking; a Set, since who is cancelled leaves from the middle. */
  private readonly waiting = new Set<Turn>();

  constructor(private readonly sim: Sim, cores: number) {
    this.free = cores;
  }

  *use(ms: number): Program {
    const turn: Turn = { holds: false, wake: () => {} };
    try {
      for (let leftMs = ms; leftMs > 0; ) {
        if (!turn.holds) yield* this.turnOf(turn);
        const sliceMs = Math.min(leftMs, SLICE_MS);
        yield* sleep(this.sim, sliceMs);
        leftMs -= sliceMs;
        if (leftMs > 0 && this.waiting.size > 0) this.pass(turn);
      }
    } finally {
      if (turn.holds) this.pass(turn);
      else this.waiting.delete(turn);
    }
  }

  private *turnOf(turn: Turn): Program {
    if (this.free > 0) {
      this.free--;
      turn.holds = true;
      return;
    }
    yield* wait<void>((wake) => {
      turn.wake = wake;
      this.waiting.add(turn);
      return () => this.waiting.delete(turn);
    });
  }

  /** The core goes to who has waited longest, else it is free. */
  private pass(turn: Turn): void {
    turn.holds = false;
    for (const next of this.waiting) {
      this.waiting.delete(next);
      next.holds = true;
      next.wake();
      return;
    }
    this.free++;
  }
}

/** A share of a machine's cores with a ceiling, as the kernel's bandwidth control gives it to a container. */
export class LimitedCpu implements CpuTime {
  /** Until when the time that was used is paid for. */
  private paidUntilMs = 0;

  /** `cores` may be a fraction: 0.5 makes a millisecond of work take two. */
  constructor(private readonly sim: Sim, private readonly inner: CpuTime, private readonly cores: number) {}

  *use(ms: number): Program {
    this.paidUntilMs = Math.max(this.paidUntilMs, this.sim.nowMs) + ms / this.cores;
    const untilMs = this.paidUntilMs;
    yield* this.inner.use(ms);
    if (untilMs > this.sim.nowMs) yield* sleep(this.sim, untilMs - this.sim.nowMs);
  }
}
