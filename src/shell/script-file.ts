/** An executable text without `#!`: bash runs it itself, in a subshell that starts afresh. */
import type { Program } from '../sim';
import { isFileError } from '../os';
import { runSource } from './execute';
import { forkShell } from './fork';
import { waitForeground } from './job-control';
import { SourceText, type Shell } from './shell';

export function* runScriptFile(shell: Shell, path: string, argv: string[], env: ReadonlyMap<string, string>): Program<number> {
  const text = shell.machine.files.read(path);
  const name = argv[0] as string;
  if (isFileError(text) || text.includes('\0')) {
    yield* shell.complain(`${name}: cannot execute binary file: Exec format error`);
    return 126;
  }
  const child = yield* forkShell(
    shell,
    (own) => {
      own.name = name;
      own.promptName = undefined;
      own.positional = argv.slice(1);
      own.functions.clear();
      own.aliases.clear();
      for (const variable of own.variables.names())
        if (!env.has(variable) && !own.variables.raw(variable)?.dynamic && variable !== 'IFS') own.variables.delete(variable);
      return runSource(own, new SourceText(text, name), 'script');
    },
    { newGroup: shell.hasJobControl, title: argv.join(' ') },
  );
  return yield* waitForeground(shell, [child], argv.join(' '));
}
