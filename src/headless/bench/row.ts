/**
 * One measured figure with its budget (design, section 8), and the clock that figures are taken with. Where the system
 * tells how long this thread itself has run (Linux) that is the clock: what other programs do on the machine at the
 * same time then does not count. Elsewhere it is the time of day.
 */
import { readFileSync } from 'node:fs';

export interface Row {
  name: string;
  value: number;
  unit: string;
  /** The figure that must be kept; `within` says whether it is. */
  budget?: number;
  within?: boolean;
  [more: string]: unknown;
}

/** Milliseconds that this thread has run, from any start. */
export function cpuMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 1)[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

/** A figure that must not exceed its budget. */
export function atMost(name: string, value: number, unit: string, budget: number, more: Record<string, unknown> = {}): Row {
  return { name, value, unit, budget, within: value <= budget, ...more };
}

/** A figure that must reach its budget. */
export function atLeast(name: string, value: number, unit: string, budget: number, more: Record<string, unknown> = {}): Row {
  return { name, value, unit, budget, within: value >= budget, ...more };
}

/** Live heap in MB after a collection; needs `--expose-gc` to be exact. */
export function heapMb(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1048576;
}
