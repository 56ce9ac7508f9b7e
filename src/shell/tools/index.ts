/** All the command-line tools of this folder, found by glob: one file, one tool. */
import type { Main } from '../../os';
import type { Tool } from './_tool';

export type { Package, Tool } from './_tool';

const modules = import.meta.glob<Tool>(['./*.ts', '!./_*.ts', '!./*.test.ts', '!./index.ts'], { eager: true, import: 'default' });

/** Every tool, by file name. */
export const tools: readonly Tool[] = Object.keys(modules)
  .sort()
  .map((path) => modules[path] as Tool);

/** Program name (aliases included) to main. */
export function allTools(): Map<string, Main> {
  const mains = new Map<string, Main>();
  for (const { name, aliases = [], main } of tools) for (const each of [name, ...aliases]) mains.set(each, main);
  return mains;
}
