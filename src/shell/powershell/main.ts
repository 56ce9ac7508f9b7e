/** `powershell` and `pwsh`: a conversation at a terminal, one command line, a file, or a script from a pipe. */
import type { Main, Process } from '../../os';
import { isFileError, readAll } from '../../os';
import { race, spawn, type Fiber, type Program } from '../../sim';
import { builtinAliases } from './cmdlet-table';
import { Conversation } from './conversation';
import { hostStreams } from './host';
import { ExitFlow, Interrupted } from './problem';
import { runText } from './run';
import { Shell } from './shell';
import type { PowerShellCompleters } from './complete';

const BANNER = 'Windows PowerShell\nCopyright (C) Microsoft Corporation. All rights reserved.\n\n';
const USAGE = `powershell [-NoLogo] [-NoExit] [-NoProfile] [-Command <text> | -File <path>]\n`;

interface Invocation {
  logo: boolean;
  stays: boolean;
  command?: string;
  file?: string[];
}

export function powershellProgram(completers: PowerShellCompleters = {}): Main {
  return function* powershell(process) {
    const invocation = read(process.argv.slice(1));
    if (typeof invocation === 'string') {
      yield* process.stderr.write(invocation);
      return 64;
    }
    const shell = new Shell(process);
    process.memoryBytes = 64 * 1024 * 1024;
    for (const [alias, name] of builtinAliases()) shell.aliases.set(alias, name);
    const { command, file } = invocation;
    if (command !== undefined || file) {
      const text = command ?? (yield* fileCommand(process, file as string[]));
      if (text === undefined) return 1;
      const code = yield* once(shell, text);
      if (!invocation.stays || code.exited) return code.code;
    } else if (!process.stdin.tty) {
      const { text } = yield* readAll(process.stdin);
      return (yield* once(shell, text.replaceAll('\r\n', '\n'))).code;
    } else if (invocation.logo) yield* process.stdout.write(BANNER);
    return yield* new Conversation(shell, completers).run();
  };
}

function read(args: string[]): Invocation | string {
  const out: Invocation = { logo: true, stays: false };
  for (let i = 0; i < args.length; i++) {
    const word = (args[i] as string).toLowerCase().replace(/^\//, '-').replace(/^--/, '-');
    if ('-nologo'.startsWith(word) && word.length > 3) out.logo = false;
    else if ('-noexit'.startsWith(word) && word.length > 3) out.stays = true;
    else if (/^-(?:nop|noprofile|noni|noninteractive|mta|sta|login)$/.test(word)) continue;
    else if (/^-(?:ex|exec|ep|executionpolicy|version|windowstyle|w|of|outputformat|if|inputformat)$/.test(word)) i++;
    else if ('-command'.startsWith(word) && word.length > 1) return { ...out, command: args.slice(i + 1).join(' ') };
    else if ('-file'.startsWith(word) && word.length > 1) return { ...out, file: args.slice(i + 1) };
    else if (word === '-?' || word === '-h' || word === '-help') return USAGE;
    else if (word.startsWith('-')) return `The parameter ${args[i]} is not supported by this lab's PowerShell.\n${USAGE}`;
    else return /\.ps1$/i.test(word) ? { ...out, file: args.slice(i) } : { ...out, command: args.slice(i).join(' ') };
  }
  return out;
}

function* fileCommand(process: Process, [path = '', ...args]: string[]): Program<string | undefined> {
  const shell = new Shell(process);
  if (isFileError(process.machine.files.stat(shell.path(path)))) {
    yield* process.stderr.write(`The argument '${path}' to the -File parameter does not exist. Provide the path to an existing '.ps1' file as an argument to the -File parameter.\n`);
    return undefined;
  }
  const quoted = (text: string): string => (/^-\w/.test(text) ? text : `'${text.replaceAll("'", "''")}'`);
  return `& ${[shell.shown(path), ...args].map(quoted).join(' ')}`;
}

/** Runs a text and tells its exit code as PowerShell does: that of `exit`, or 1 when the last command failed. Ctrl-C ends it. */
function* once(shell: Shell, text: string): Program<{ code: number; exited: boolean }> {
  const { process } = shell;
  let stop: (() => void) | undefined;
  process.onSignal('SIGINT', () => {
    shell.interrupts++;
    if (shell.running === 0) stop?.();
  });
  const fiber = spawn(shell.sim, 'script', settle(runText(shell, text, hostStreams(shell))), process.fiber as Fiber);
  yield* race<unknown>(fiber.ended as never, ((wake: (value: unknown) => void) => {
    stop = () => wake(undefined);
    return () => (stop = undefined);
  }) as never);
  process.onSignal('SIGINT', undefined);
  if (!fiber.done) {
    fiber.cancel('interrupted');
    return { code: 130, exited: true };
  }
  const settled = fiber.outcome?.kind === 'returned' ? fiber.outcome.value : undefined;
  if (settled && 'thrown' in settled) {
    const { thrown } = settled;
    if (thrown instanceof ExitFlow) return { code: thrown.code, exited: true };
    if (thrown instanceof Interrupted) return { code: 130, exited: true };
    throw thrown;
  }
  const last = shell.global.get('LASTEXITCODE');
  return { code: shell.ok ? 0 : typeof last === 'number' && last > 0 ? last : 1, exited: false };
}

/** Carries what was thrown over the border between fibers. */
export function* settle<T>(program: Program<T>): Program<{ value: T } | { thrown: unknown }> {
  try {
    return { value: yield* program };
  } catch (thrown) {
    return { thrown };
  }
}
