/** The docker command: `docker` runs it, `completeDocker` answers Tab. Commands are found by their place in the tree. */
import type { Main, Process } from '../os';
import type { Program } from '../sim';
import type { Command, NounSpec } from './_framework/command';
import { complete } from './_framework/complete';
import { dockerProgram } from './_framework/main';
import { buildTree, type Tree } from './_framework/tree';
import { ABSENT } from './docker/_absent';

let built: Tree | undefined;

/** Built at first use: no session needs all commands before one is typed. */
function tree(): Tree {
  return (built ??= buildTree(
    import.meta.glob<Command>(['./*/*.ts', '!./_*/*.ts', '!./*/_*.ts', '!./*/*.test.ts'], { eager: true, import: 'default' }),
    import.meta.glob<NounSpec>('./*/_noun.ts', { eager: true, import: 'default' }),
    ABSENT,
  ));
}

/** The program `docker`, client 28.2.2. */
export const docker: Main = dockerProgram(tree);

/** What Tab offers for `words[index]`, where `words[0]` is `docker`: whole words, sorted. Asks the API for names. */
export function* completeDocker(words: readonly string[], index: number, process: Process): Program<string[]> {
  return yield* complete(tree(), words, index, process);
}

export type { Tree };
