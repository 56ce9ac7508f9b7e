/**
 * The door to jq's engine, a WebAssembly module that loads asynchronously while the world is synchronous. The world
 * knows only this page: it asks for the engine, and holds still until whoever drives it has loaded one.
 *
 * For drivers: set `onJqWanted` to start loading (once); when loaded call `setJqEngine`. Meanwhile the world holds still
 * (sim's `outside`), so the outcome does not depend on how long loading took.
 */
import { outside, Signal } from '../../sim';
import type { Program } from '../../sim';

/** One run of jq over one input text; the tool has read files and prints results itself. */
export interface JqEngine {
  /** `args` are jq's own options for the filter (`--arg x y`, `--argjson`, `-n`, `-s`, `-e`); output is compact, one value a line. */
  run(filter: string, input: string, args: readonly string[]): { stdout: string; stderr: string; exit: number };
}

let engine: JqEngine | undefined;
let wanted: (() => void) | undefined;
let failure: string | undefined;
let holds = 0;
const arrived = new Signal();

export function jqEngine(): JqEngine | undefined {
  return engine;
}

export function isJqReady(): boolean {
  return engine !== undefined;
}

/** Hands over the engine; everyone who waits goes on. */
export function setJqEngine(loaded: JqEngine | undefined): void {
  engine = loaded;
  failure = undefined;
  if (loaded) arrived.fire();
}

/** Loading failed: those who wait leave with a plain complaint. A later `setJqEngine` still helps later runs. */
export function failJqEngine(why: string): void {
  failure = why;
  arrived.fire();
}

/** Called whenever a program waits for the engine. Without it nobody waits: jq then complains and ends. */
export function onJqWanted(start: (() => void) | undefined): void {
  wanted = start;
}

/** How many programs wait for the engine now. */
export function jqHolds(): number {
  return holds;
}

/** Waits for the engine while the world holds still; answers why not when it cannot be had. */
export function* waitForJq(): Program<JqEngine | { error: string }> {
  while (!engine) {
    if (failure !== undefined || !wanted) return { error: failure ?? 'jq has not been loaded' };
    yield* outside<void>((wake) => {
      holds++;
      wanted?.();
      let over = false;
      const finish = (): void => {
        if (over) return;
        over = true;
        holds--;
      };
      const cancel = arrived.wait(() => {
        finish();
        wake();
      });
      return () => {
        finish();
        cancel();
      };
    });
  }
  return engine;
}
