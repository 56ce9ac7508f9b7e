/** The docker command: `docker` runs it, `completeDocker` answers Tab. Commands are found by their place in the tree. */
import type { Main, Process } from '../os';
import type { Program } from '../sim';
import type { Command, NounSpec } from './_framework/command';
import { complete } from './_framework/complete';
import { dockerProgram } from './_framework/main';
import { buildTree, type Tree } from './_framework/tree';
import { ABSENT } from './docker/_absent';

let built: Tree | undefined;

/** All there is to type. Built at first use: no session needs all commands before one is typed. */
export function commandTree(): Tree {
  return (built ??= buildTree(
    import.meta.glob<Command>(['./*/*.ts', '!./_*/*.ts', '!./*/_*.ts', '!./*/*.test.ts'], { eager: true, import: 'default' }),
    import.meta.glob<NounSpec>('./*/_noun.ts', { eager: true, import: 'default' }),
    ABSENT,
  ));
}

/** The program `docker`, client 28.2.2. */
export const docker: Main = dockerProgram(commandTree);

/** What Tab offers for `words[index]`, where `words[0]` is `docker`: whole words, sorted. Asks the API for names. */
export function* completeDocker(words: readonly string[], index: number, process: Process): Program<string[]> {
  return yield* complete(commandTree(), words, index, process);
}

export type { Command } from './_framework/command';
export { spellings } from './_framework/tree';
export type { Tree as CommandTree };
