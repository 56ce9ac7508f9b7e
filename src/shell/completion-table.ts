/**
 * What Tab may offer: commands, files, variables, and whatever programs have registered for their own arguments
 * (`docker` knows its services). Shared by all shells of a composition; a shell may add word lists with `complete -W`.
 */
import type { Program } from '../sim';
import { absolutePath, isFileError, type Process } from '../os';
import { builtinTable } from './builtin-table';
import type { Shell } from './shell';

/**
 * Completes the word at `index` of a command line (`words[0]` is the command): the candidates, whole words, in any order;
 * those that do not begin with what is typed are dropped. A candidate that ends in a space, `/` or `=` is final as it
 * is; others get a space. Undefined means: files, as for any command.
 */
export type Completer = (words: string[], index: number, process: Process) => string[] | undefined | Program<string[] | undefined>;

/** Completers by command name: fill it once, hand it to `addShells`. */
export class Completers {
  private byCommand = new Map<string, Completer>();

  add(command: string, completer: Completer): this {
    this.byCommand.set(command, completer);
    return this;
  }

  get(command: string): Completer | undefined {
    return this.byCommand.get(command);
  }
}

const KEYWORDS = ['case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'function', 'if', 'in', 'select', 'then', 'time', 'until', 'while'];

export class Completions {
  /** `complete -W`. */
  readonly words = new Map<string, string[]>();

  constructor(readonly completers: Completers) {}

  commandNames(shell: Shell, prefix: string): string[] {
    const names = new Set<string>([...KEYWORDS, ...builtinTable.keys(), ...shell.aliases.keys(), ...shell.functions.keys()]);
    for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
      const entries = directory.startsWith('/') ? shell.machine.files.list(directory) : [];
      if (!isFileError(entries)) for (const name of entries) names.add(name);
    }
    return [...names].filter((name) => name.startsWith(prefix)).sort();
  }

  /** Paths that begin with this; directories end in a slash. */
  fileNames(shell: Shell, prefix: string, onlyDirectories = false): string[] {
    const slash = prefix.lastIndexOf('/');
    const typed = prefix.slice(0, slash + 1);
    const name = prefix.slice(slash + 1);
    const home = shell.variables.get('HOME') ?? '/root';
    const directory = typed.startsWith('~/') ? home + typed.slice(1) : typed === '' ? '.' : typed;
    const { files } = shell.machine;
    const entries = files.list(absolutePath(shell.process.cwd, directory));
    if (isFileError(entries)) return [];
    const out: string[] = [];
    for (const entry of entries) {
      if (!entry.startsWith(name) || (entry.startsWith('.') && !name.startsWith('.'))) continue;
      const stat = files.stat(`${absolutePath(shell.process.cwd, directory)}/${entry}`);
      const isDirectory = !isFileError(stat) && stat.kind === 'directory';
      if (isDirectory) out.push(`${typed}${entry}/`);
      else if (!onlyDirectories) out.push(typed + entry);
    }
    return out;
  }

  variableNames(shell: Shell, prefix: string): string[] {
    return shell.variables.names().filter((name) => name.startsWith(prefix));
  }
}
