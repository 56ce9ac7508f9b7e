/**
 * Every program but bash and its like: the tools, docker, and Windows' shells. In the page's worker `worker/late-programs.ts` stands in for this
 * file, so that the first prompt does not wait for their code; everywhere else they are simply there.
 */
import { completeDocker, docker } from '../cli';
import type { Main } from '../os';
import { allTools, tools } from '../shell/tools';
import type { Completer } from '../shell';
import { windowsMains } from '../shell/windows';
import type { ToolEntry } from '../images';

export type { Completer, Main, ToolEntry };

/** What images know of tools. */
export const toolEntries: readonly ToolEntry[] = tools;

/** By name, aliases included. */
export function programMains(): ReadonlyMap<string, Main> {
  return new Map([...allTools(), ['docker', docker], ...windowsMains({ docker: completeDocker })]);
}

export const dockerCompleter: Completer = completeDocker;
