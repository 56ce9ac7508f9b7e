/** The shells: `bash`, `sh`, and what others register with them. */
import type { Programs } from '../os';
import { installBuiltins } from './builtins';
import { Completers } from './completion-table';
import { shellProgram } from './main';
import type { Dialect } from './shell';

export { Completers };
export type { Completer } from './completion-table';
export { shellProgram };
export type { ShellProgramOptions } from './main';
export type { Dialect };

/**
 * Registers `bash`, `sh`, `dash` and `ash`. `sh` speaks as dash unless told otherwise, as on Debian and Ubuntu; a busybox
 * image gives its own `/bin/sh` the program `ash`. The language is the same everywhere, the messages differ.
 */
export function addShells(programs: Programs, completers = new Completers(), options: { sh?: Dialect } = {}): Completers {
  installBuiltins();
  programs.add('bash', shellProgram({ dialect: 'bash', completers }));
  programs.add('sh', shellProgram({ dialect: options.sh ?? 'dash', completers }));
  programs.add('dash', shellProgram({ dialect: 'dash', completers }));
  programs.add('ash', shellProgram({ dialect: 'ash', completers }));
  return completers;
}
