/**
 * A storm on paper: the scenario that is about to be played, written step by step. It is finished before the world
 * begins, so that a failing one can be cut down and kept as a file that `skep play` plays.
 */
import type { Random } from '../../../src/sim';
import type { FaultKind, LinkStep, RunStep, ScenarioStep } from '../../../src/session/scenario';
import { Belief } from './belief';
import type { MachineBelief } from './belief';

/** A command that does not wait for tasks has answered by then: its few requests are given up after 20 s or a little more. */
const RUN_TIMEOUT_SECONDS = 180;

export class Plan {
  readonly belief = new Belief();
  readonly steps: ScenarioStep[] = [];
  readonly files: Record<string, string> = {};
  private counter = 0;

  constructor(readonly random: Random, readonly mild: boolean) {}

  run(on: string, run: string, more: Partial<RunStep> = {}): void {
    this.steps.push({ on, run, timeout: RUN_TIMEOUT_SECONDS, ...more });
  }

  /** Goes on without waiting for the answer, as somebody with a second terminal does; whose patience ends after a while. */
  background(on: string, run: string): void {
    this.run(on, `timeout 15 ${run} >/dev/null 2>&1 &`);
  }

  fault(fault: FaultKind, node: string): void {
    this.steps.push({ fault, node });
  }

  link(step: LinkStep): void {
    this.steps.push(step);
  }

  wait(seconds: number): void {
    if (seconds > 0) this.steps.push({ wait_seconds: seconds });
  }

  /** A number that no other thing of this storm has. */
  next(): number {
    return ++this.counter;
  }

  chance(probability: number): boolean {
    return this.random.chance(probability);
  }

  pick<T>(items: readonly T[]): T {
    return this.random.pick(items);
  }

  pickOrNone<T>(items: Iterable<T>): T | undefined {
    const all = [...items];
    return all.length === 0 ? undefined : this.random.pick(all);
  }

  /** Where cluster commands are typed: mostly a manager that is well, now and then the wrong machine. */
  manager(): string {
    const { belief } = this;
    const good = belief.managers.filter((machine) => machine.ill === undefined);
    if (good.length === 0 || this.chance(0.03)) return this.pick(belief.machines).name;
    return this.pick(good).name;
  }

  /** May this machine be taken away now? In mild weather a majority of the managers stays. */
  mayFall(machine: MachineBelief): boolean {
    if (machine.ill !== undefined) return false;
    if (!this.mild || machine.role !== 'manager') return true;
    const { managers } = this.belief;
    const ill = managers.filter((one) => one.ill !== undefined).length;
    return (ill + 1) * 2 < managers.length;
  }
}
