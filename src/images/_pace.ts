/**
 * How much work an answer is. A server with one thread takes one request at a time; the others wait in the order in
 * which they came. Part of the time is computing, which needs a core of the machine, part is waiting for something else.
 */
import type { HttpHandler, Process } from '../os';
import { sleep, wait, type Program } from '../sim';

export interface Pace {
  /** Computing, in milliseconds of one core for each request. */
  cpuMs: number;
  /** Waiting for disks and others while the thread is taken, in milliseconds. */
  waitMs?: number;
  /** Requests served at once; absent = as many as come. */
  threads?: number;
}

/**
 * Node.js with one thread, as the course's applications were measured: some 80 requests a second asked one after the
 * other, 92 asked four at a time, and a machine of two cores is busy with three to four of them.
 */
export const SINGLE_THREADED: Pace = { cpuMs: 6, waitMs: 4.7, threads: 1 };

/** A server that does little: a page from memory. */
export const LIGHT: Pace = { cpuMs: 0.2 };

export function paced(process: Process, pace: Pace, handler: HttpHandler): HttpHandler {
  const { cpuMs, waitMs = 0, threads = Infinity } = pace;
  if (threads === Infinity) {
    return function* answer(request) {
      yield* work(process, cpuMs, waitMs);
      return yield* handler(request);
    };
  }
  let free = threads;
  const waiting = new Set<() => void>();
  const leave = (): void => {
    for (const next of waiting) {
      waiting.delete(next);
      next();
      return;
    }
    free++;
  };
  return function* answer(request) {
    let inside = false;
    try {
      if (free > 0) {
        free--;
        inside = true;
      } else {
        yield* wait<void>((wake) => {
          const enter = (): void => {
            inside = true;
            wake();
          };
          waiting.add(enter);
          return () => waiting.delete(enter);
        });
      }
      yield* work(process, cpuMs, waitMs);
      return yield* handler(request);
    } finally {
      if (inside) leave();
    }
  };
}

function* work(process: Process, cpuMs: number, waitMs: number): Program {
  yield* process.busy(cpuMs);
  if (waitMs > 0) yield* sleep(process.sim, waitMs);
}
