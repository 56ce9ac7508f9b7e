/**
 * The programs `bash` and `sh`: invocation options, start-up files, and the four places where commands come from: a
 * string, a file, standard input, a person at a terminal.
 */
import { race, spawn, type Fiber, type Program } from '../sim';
import { absolutePath, errnoText, isFileError, readLine, SIGNAL_NUMBERS, type Main, type Process, type SignalName } from '../os';
import { Completions, type Completers } from './completion-table';
import { runSource } from './execute';
import { AbortFlow } from './flow';
import { catchExit } from './fork';
import { runInteractive } from './interactive';
import { isSetOption, isShoptOption, SET_LETTERS } from './options';
import { runReplacing } from './pipeline';
import { initializeVariables } from './shell-variables';
import { Shell, SourceText, type Dialect } from './shell';
import { parseSource } from './syntax';
import { installSignals, runExitTrap } from './trap-run';
import { sourceFile } from './builtins/control';

interface Invocation {
  command?: string;
  stdin: boolean;
  interactive: boolean;
  login: boolean;
  noprofile: boolean;
  norc: boolean;
  rcfile?: string;
  /** `-e`, `+x`, `-o pipefail`, in order. */
  settings: { name: string; on: boolean; shopt?: boolean }[];
  operands: string[];
  version: boolean;
  help: boolean;
}

const LONG = [
  'debug',
  'debugger',
  'dump-po-strings',
  'dump-strings',
  'help',
  'init-file',
  'login',
  'noediting',
  'noprofile',
  'norc',
  'posix',
  'pretty-print',
  'rcfile',
  'restricted',
  'verbose',
  'version',
];

const USAGE = `Usage:	bash [GNU long option] [option] ...
	bash [GNU long option] [option] script-file ...
GNU long options:
${LONG.map((name) => `\t--${name}\n`).join('')}Shell options:
	-ilrsD or -c command or -O shopt_option		(invocation only)
	-abefhkmnptuvxBCEHPT or -o option
`;

const VERSION = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

export interface ShellProgramOptions {
  dialect: Dialect;
  completers: Completers;
}

/** A shell as a program. */
export function shellProgram({ dialect, completers }: ShellProgramOptions): Main {
  return function* (process: Process): Program<number> {
    const name = process.argv[0] ?? dialect;
    const parsed = parseInvocation(process.argv.slice(1));
    if (typeof parsed === 'string') {
      yield* process.stderr.write(`${name}: ${parsed}\n`);
      if (parsed.endsWith('invalid option') && dialect === 'bash') yield* process.stderr.write(USAGE);
      return 2;
    }
    if (parsed.version || parsed.help) {
      yield* process.stdout.write(parsed.version ? VERSION : `GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)\n${USAGE}`);
      return 0;
    }
    return yield* start(process, name, dialect, new Completions(completers), parsed);
  };
}

/** The invocation, or what is wrong with it. */
function parseInvocation(words: readonly string[]): Invocation | string {
  const out: Invocation = {
    stdin: false,
    interactive: false,
    login: false,
    noprofile: false,
    norc: false,
    settings: [],
    operands: [],
    version: false,
    help: false,
  };
  let wantsCommand = false;
  let i = 0;
  for (; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '-' || word === '--') {
      i++;
      break;
    }
    if (word.startsWith('--')) {
      const long = word.slice(2);
      if (!LONG.includes(long)) return `${word}: invalid option`;
      if (long === 'login') out.login = true;
      else if (long === 'norc') out.norc = true;
      else if (long === 'noprofile') out.noprofile = true;
      else if (long === 'version') out.version = true;
      else if (long === 'help') out.help = true;
      else if (long === 'posix') out.settings.push({ name: 'posix', on: true });
      else if (long === 'verbose') out.settings.push({ name: 'verbose', on: true });
      else if (long === 'rcfile' || long === 'init-file') {
        out.rcfile = words[++i];
        if (out.rcfile === undefined) return `${word}: option requires an argument`;
      }
      continue;
    }
    if (!/^[-+]./.test(word)) break;
    const on = word.startsWith('-');
    for (const letter of word.slice(1)) {
      const option = SET_LETTERS[letter];
      if (letter === 'c') wantsCommand = true;
      else if (letter === 's') out.stdin = true;
      else if (letter === 'i') out.interactive = true;
      else if (letter === 'l') out.login = true;
      else if (letter === 'o' || letter === 'O') {
        const name = words[++i];
        if (name === undefined) continue;
        if (letter === 'o' ? !isSetOption(name) : !isShoptOption(name))
          return letter === 'o' ? `${name}: invalid option name` : `${name}: invalid shell option name`;
        out.settings.push({ name, on, shopt: letter === 'O' });
      } else if (letter === 'r' || letter === 'D') continue;
      else if (option) out.settings.push({ name: option, on });
      else return `${word[0]}${letter}: invalid option`;
    }
  }
  out.operands = words.slice(i);
  if (wantsCommand) {
    out.command = out.operands.shift();
    if (out.command === undefined) return '-c: option requires an argument';
  }
  return out;
}

function* start(process: Process, argv0: string, dialect: Dialect, completions: Completions, invocation: Invocation): Program<number> {
  const { command, operands } = invocation;
  const fromStdin = command === undefined && (invocation.stdin || operands.length === 0);
  const interactive =
    invocation.interactive || (fromStdin && command === undefined && process.stdin.tty !== undefined && process.stderr.tty !== undefined);
  const login = invocation.login || argv0.startsWith('-');
  const shell = new Shell({ process, name: argv0, dialect, interactive, login });
  shell.completions = completions;
  shell.commandString = command !== undefined;
  shell.readsStdin = fromStdin;
  initializeVariables(shell);
  for (const { name, on, shopt } of invocation.settings) {
    if (shopt && isShoptOption(name)) shell.options.setShopt(name, on);
    else if (isSetOption(name)) shell.options.set(name, on);
  }
  if (login) shell.options.setShopt('login_shell', true);
  if (interactive) shell.promptName = argv0.replace(/.*\//, '');
  for (const name of process.env.keys()) adoptFunction(shell, name);
  if (command !== undefined) {
    if (operands.length > 0) shell.name = operands[0] as string;
    shell.positional = operands.slice(1);
  } else if (!fromStdin) {
    shell.name = operands[0] as string;
    shell.positional = operands.slice(1);
  } else shell.positional = [...operands];
  installSignals(shell);
  const status = yield* untilTerminated(shell, function* (own) {
    yield* startupFiles(own, invocation, interactive, login);
    if (command !== undefined) return yield* runCommandString(own, command);
    if (!fromStdin) return yield* runFile(own, argv0, operands[0] as string);
    if (interactive) return yield* runInteractive(own);
    return yield* runStdin(own);
  });
  return yield* runExitTrap(shell, status);
}

/**
 * Runs the shell's whole body; when a fatal signal comes while EXIT is trapped, the body ends there, the trap runs, and
 * the shell dies of the signal.
 */
function* untilTerminated(shell: Shell, body: (shell: Shell) => Program<number>): Program<number> {
  const { process } = shell;
  const fiber = spawn(shell.sim, 'main', process.nested(catchExit(shell, body)), process.fiber as Fiber);
  try {
    const { index, value } = yield* race<unknown>(fiber.ended as never, shell.terminated.wait as never);
    if (index === 0) return fiber.outcome?.kind === 'returned' ? fiber.outcome.value : 0;
    const signal = value as SignalName;
    fiber.cancel('terminated');
    // bash leaves `$?` in the trap as the last command set it.
    yield* runExitTrap(shell, shell.status);
    process.onSignal(signal, undefined);
    process.signal(signal);
    yield* process.busy(0);
    return 128 + SIGNAL_NUMBERS[signal];
  } finally {
    fiber.cancel('shell is over');
  }
}

/** A lone program replaces the shell, as every shell does: `sh -c 'nginx -g "daemon off;"'` leaves one process, which gets the signals. */
function* runCommandString(shell: Shell, command: string): Program<number> {
  const source = new SourceText(command, 'environment');
  const { script, problem } = parseSource(command);
  const only = script.commands[0];
  if (problem || script.commands.length !== 1 || only?.command.type !== 'Command' || only.background || shell.interactive) {
    return yield* runSource(shell, source, 'command-string');
  }
  shell.source = source;
  const status = yield* runReplacing(shell, only.command);
  return (shell.status = status);
}

/** `export -f` arrives as `BASH_FUNC_name%%=() {...}`. */
function adoptFunction(shell: Shell, name: string): void {
  const match = /^BASH_FUNC_(.+)%%$/.exec(name);
  const text = match ? shell.process.env.get(name) : undefined;
  if (!match || text === undefined) return;
  const source = new SourceText(`${match[1]} ${text}`, 'environment');
  const command = parseSource(source.text).script.commands[0]?.command;
  if (command?.type === 'Function') shell.functions.set(match[1] as string, { name: match[1] as string, node: command, source, exported: true });
}

function* startupFiles(shell: Shell, invocation: Invocation, interactive: boolean, login: boolean): Program {
  const home = shell.variables.get('HOME') ?? '/root';
  const exists = (path: string) => !isFileError(shell.machine.files.stat(path));
  const files: string[] = [];
  if (shell.dialect !== 'bash') {
    if (login) files.push('/etc/profile', `${home}/.profile`);
    const env = shell.variables.get('ENV');
    if (interactive && env !== undefined) files.push(env);
  } else if (login) {
    if (!invocation.noprofile) {
      files.push('/etc/profile');
      const own = ['.bash_profile', '.bash_login', '.profile'].map((name) => `${home}/${name}`).find(exists);
      if (own !== undefined) files.push(own);
      // Without a profile of their own people still expect their rc file in a login terminal.
      else if (interactive && !invocation.norc) files.push(`${home}/.bashrc`);
    }
  } else if (interactive) {
    if (!invocation.norc) files.push('/etc/bash.bashrc', invocation.rcfile ?? `${home}/.bashrc`);
  } else {
    const env = shell.variables.get('BASH_ENV');
    if (env !== undefined && env !== '') files.push(env);
  }
  for (const path of files) if (exists(path)) yield* sourceFile(shell, path, []);
  shell.status = 0;
}

function* runFile(shell: Shell, argv0: string, path: string): Program<number> {
  const { files } = shell.machine;
  const local = absolutePath(shell.process.cwd, path);
  // A script without a slash that is not here may be in PATH.
  const found =
    isFileError(files.stat(local)) && !path.includes('/') ? (shell.machine.processes.which(path, shell.variables.get('PATH') ?? '') ?? local) : local;
  const stat = files.stat(found);
  if (isFileError(stat)) {
    yield* shell.process.stderr.write(
      shell.dialect === 'bash'
        ? `${argv0}: ${path}: ${errnoText(stat.errno)}\n`
        : shell.dialect === 'ash'
          ? `${argv0}: can't open '${path}': ${errnoText(stat.errno)}\n`
          : `${argv0}: 0: cannot open ${path}: No such file\n`,
    );
    return shell.dialect === 'bash' ? 127 : 2;
  }
  if (stat.kind === 'directory') {
    yield* shell.process.stderr.write(`${path}: ${path}: Is a directory\n`);
    return 126;
  }
  const text = files.read(found);
  if (isFileError(text)) {
    yield* shell.process.stderr.write(`${argv0}: ${path}: ${errnoText(text.errno)}\n`);
    return 126;
  }
  if (stat.program !== undefined || text.slice(0, 80).includes('\0')) {
    yield* shell.process.stderr.write(`${path}: ${path}: cannot execute binary file\n`);
    return 126;
  }
  return yield* runSource(shell, new SourceText(text, path), 'script');
}

/** Commands from a pipe or file, read no further than needed: what they start may read the rest. */
export function* runStdin(shell: Shell): Program<number> {
  let line = 1;
  let status = 0;
  for (;;) {
    const unit = yield* readUnit(shell, () => readLine(shell.process.stdin));
    if (unit === undefined) return status;
    if (shell.options.get('verbose')) yield* shell.err(unit.text);
    try {
      status = yield* runSource(shell, new SourceText(unit.text, 'main', line), 'script');
    } catch (thrown) {
      if (!(thrown instanceof AbortFlow) || thrown.fatal) throw thrown;
      status = shell.status = thrown.status;
    }
    if (unit.broken) return 2;
    line += unit.lines;
    yield* shell.spend(0.02);
  }
}

/** Gathers lines until they make whole commands. A here-document or quote is not parsed again at each of its lines. */
export function* readUnit(
  shell: Shell,
  next: (continued: boolean) => Program<string | undefined>,
): Program<{ text: string; lines: number; broken: boolean } | undefined> {
  const first = yield* next(false);
  if (first === undefined) return undefined;
  const lines = [first];
  for (;;) {
    const text = lines.join('');
    const { problem } = parseSource(text);
    if (!problem || problem.kind === 'unexpected' || problem.kind === 'wrong') {
      return { text, lines: lines.length, broken: problem !== undefined };
    }
    const mayEnd = enough(problem);
    for (;;) {
      const line = yield* next(true);
      if (line === undefined) return { text: lines.join(''), lines: lines.length, broken: problem.kind === 'open' };
      lines.push(line);
      if (mayEnd(line)) break;
    }
  }
}

type Unfinished = Exclude<NonNullable<ReturnType<typeof parseSource>['problem']>, { kind: 'unexpected' | 'wrong' }>;

/** Which line could finish what is open. */
function enough(problem: Unfinished): (line: string) => boolean {
  if (problem.kind === 'here-document') {
    return (line) => (problem.stripsTabs ? line.replace(/^\t+/, '') : line).replace(/\n$/, '') === problem.delimiter;
  }
  const { closer } = problem;
  return closer === undefined ? () => true : (line) => line.includes(closer);
}
