/**
 * Makes a `JqEngine` of jq-wasm's handle (`await loadJq()`), whichever driver loaded it. The handle trims its output,
 * knows no colours and no files, and names its input /dev/stdin; compact output is asked for and printed anew by the
 * tool.
 */
import type { JqEngine } from './_jq-engine';

/** What jq-wasm's handle offers and this needs. */
export interface JqHandle {
  raw(input: string, query: string, flags?: string[]): { stdout: string; stderr: string; exitCode: number };
}

export function adaptJq(handle: JqHandle): JqEngine {
  return {
    run(filter, input, args) {
      const { stdout, stderr, exitCode } = handle.raw(input, filter, ['-c', ...args]);
      return {
        stdout: stdout === '' ? '' : `${stdout}\n`,
        stderr: stderr === '' ? '' : `${stderr.replaceAll('/dev/stdin', '<stdin>')}\n`,
        exit: exitCode,
      };
    },
  };
}
