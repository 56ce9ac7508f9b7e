/**
 * The jq interpreter behind the `jq` tool: a WebAssembly build that can only be loaded asynchronously, while the
 * world is synchronous. A program that needs it before it is there waits, and counts as a hold: whoever drives the
 * world lets no time pass while there are holds, loads the engine, and sets it. So nothing in the world depends on
 * how long loading took.
 */
import type { Program } from '../../sim';
import { wait } from '../../sim';

export interface JqResult {
  stdout: string;
  stderr: string;
  exit: number;
}

export interface JqEngine {
  /** Runs a filter over JSON text; `flags` in jq's own long or short forms. */
  run(input: string, filter: string, flags: readonly string[]): JqResult;
}

let engine: JqEngine | undefined;
const waiting = new Set<(engine: JqEngine) => void>();

export function isJqReady(): boolean {
  return engine !== undefined;
}

/** Programs that wait for the engine now. */
export function jqHolds(): number {
  return waiting.size;
}

export function setJqEngine(loaded: JqEngine): void {
  engine = loaded;
  const woken = [...waiting];
  waiting.clear();
  for (const wake of woken) wake(loaded);
}

/** The engine, as soon as it is there; in virtual time that is at once. */
export function* jqEngine(): Program<JqEngine> {
  if (engine) return engine;
  return yield* wait<JqEngine>((wake) => {
    waiting.add(wake);
    return () => waiting.delete(wake);
  });
}
