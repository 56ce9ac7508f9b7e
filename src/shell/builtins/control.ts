/** Builtins that steer: break, continue, return, exit, eval, source, exec, trap, command, builtin. */
import type { Program } from '../../sim';
import { absolutePath, errnoText, isFileError, SIGNAL_NUMBERS, signalByName, type SignalName } from '../../os';
import { builtinTable } from '../builtin-table';
import { runSource, runText } from '../execute';
import { ExitFlow, LoopFlow, ReturnFlow } from '../flow';
import { SourceText, type Shell } from '../shell';
import { argumentText, childEnvironment, describeFailure, findProgram, runPrepared } from '../simple-command';
import type { PseudoSignal, TrapName } from '../traps';
import { guardExit, installSignal } from '../trap-run';
import { singleQuote } from '../quote';
import { asWords, badOption, builtin, parseInteger, parseOptions, usage, type Builtin } from './_builtin';
import { describeCommand } from './lookup';

function loopBuiltin(kind: 'break' | 'continue'): Builtin {
  const own = builtin({
    name: kind,
    usage: '[n]',
    summary: kind === 'break' ? 'Exit for, while, or until loops.' : 'Resume for, while, or until loops.',
    special: true,
    *run(shell, args) {
      const [count = '1', ...more] = asWords(args);
      if (shell.loops === 0) {
        if (shell.dialect === 'bash') yield* shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
        return 0;
      }
      const levels = parseInteger(count);
      if (levels === undefined) {
        yield* shell.complain(`${kind}: ${count}: numeric argument required`);
        throw new ExitFlow(128);
      }
      if (more.length > 0) {
        yield* shell.complain(`${kind}: too many arguments`);
        throw new LoopFlow('break', shell.loops);
      }
      if (levels < 1) {
        yield* shell.complain(`${kind}: ${count}: loop count out of range`);
        shell.status = 1;
        throw new LoopFlow('break', shell.loops);
      }
      throw new LoopFlow(kind, Math.min(levels, shell.loops));
    },
  });
  return own;
}

function* statusOperand(shell: Shell, name: string, words: string[]): Program<number> {
  const [text, ...more] = words[0] === '--' ? words.slice(1) : words;
  if (text === undefined) return shell.status;
  const value = parseInteger(text);
  if (value === undefined) {
    yield* shell.complain(`${name}: ${text}: numeric argument required`);
    return 2;
  }
  if (more.length > 0) {
    yield* shell.complain(`${name}: too many arguments`);
    return 1;
  }
  return value & 255;
}

const returning = builtin({
  name: 'return',
  usage: '[n]',
  summary: 'Return from a shell function.',
  special: true,
  *run(shell, args) {
    const status = yield* statusOperand(shell, 'return', asWords(args));
    if (shell.frames.length === 0) {
      yield* shell.complain("return: can only `return' from a function or sourced script");
      return 2;
    }
    throw new ReturnFlow(status);
  },
});

const exit = builtin({
  name: 'exit',
  usage: '[n]',
  summary: 'Exit the shell.',
  special: true,
  *run(shell, args) {
    const words = asWords(args);
    if (words.length > 1 && parseInteger(words[0] as string) !== undefined) {
      yield* shell.complain('exit: too many arguments');
      return 1;
    }
    if (shell.interactive && shell.subshellLevel === 0) {
      yield* shell.err(shell.login ? 'logout\n' : 'exit\n');
      const stopped = shell.jobs.list().filter((job) => job.state.kind === 'stopped');
      if (stopped.length > 0 && !shell.warnedOfJobs) {
        shell.warnedOfJobs = true;
        yield* shell.err('There are stopped jobs.\n');
        return 1;
      }
    }
    throw new ExitFlow(yield* statusOperand(shell, 'exit', words));
  },
});

const logout = builtin({
  name: 'logout',
  usage: '[n]',
  summary: 'Exit a login shell.',
  *run(shell, args) {
    if (!shell.login) {
      yield* shell.complain("logout: not login shell: use `exit'");
      return 1;
    }
    if (shell.interactive) yield* shell.err('logout\n');
    throw new ExitFlow(yield* statusOperand(shell, 'logout', asWords(args)));
  },
});

const evaluating = builtin({
  name: 'eval',
  usage: '[arg ...]',
  summary: 'Execute arguments as a shell command.',
  special: true,
  *run(shell, args) {
    const words = args.map(argumentText);
    if (words[0] === '--') words.shift();
    const text = words.join(' ');
    if (text.trim() === '') return 0;
    return yield* runText(shell, text, 'eval');
  },
});

function sourceBuiltin(name: string): Builtin {
  const own = builtin({
    name,
    usage: 'filename [arguments]',
    summary: 'Execute commands from a file in the current shell.',
    special: true,
    *run(shell, args) {
      const [path, ...rest] = asWords(args);
      if (path === undefined) {
        yield* shell.complain(`${name}: filename argument required`);
        return yield* usage(shell, own);
      }
      return yield* sourceFile(shell, path, rest, name);
    },
  });
  return own;
}

/** Runs a file in this shell. `name` is the builtin in whose name it complains. */
export function* sourceFile(shell: Shell, path: string, args: string[], name = 'source'): Program<number> {
  const found = locateSource(shell, path);
  const { files } = shell.machine;
  const stat = files.stat(absolutePath(shell.process.cwd, found));
  const text = isFileError(stat) ? stat : stat.kind === 'directory' ? undefined : files.read(absolutePath(shell.process.cwd, found));
  if (text === undefined) {
    yield* shell.complain(`${name}: ${path}: is a directory`);
    return 1;
  }
  if (isFileError(text)) {
    yield* shell.complain(shell.dialect === 'bash' ? `${path}: ${errnoText(text.errno)}` : `${name}: can't open '${path}': ${errnoText(text.errno)}`);
    return 1;
  }
  const positional = shell.positional;
  const { source, compounds, loops } = shell;
  if (args.length > 0) shell.positional = args;
  shell.frames.push({ kind: 'source', name: 'source', callLine: shell.line, callSource: source });
  const own = new SourceText(text, found);
  shell.source = own;
  shell.compounds = 0;
  try {
    return yield* runSource(shell, own, 'script');
  } catch (thrown) {
    if (thrown instanceof ReturnFlow) return (shell.status = thrown.status);
    throw thrown;
  } finally {
    shell.frames.pop();
    shell.source = source;
    shell.compounds = compounds;
    shell.loops = loops;
    if (args.length > 0) shell.positional = positional;
  }
}

/** A name without a slash is looked for in PATH first, then here. */
function locateSource(shell: Shell, path: string): string {
  if (path.includes('/')) return path;
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const stat = shell.machine.files.stat(`${directory}/${path}`);
    if (directory.startsWith('/') && !isFileError(stat) && stat.kind === 'file' && stat.program === undefined) return `${directory}/${path}`;
  }
  return path;
}

const exec = builtin({
  name: 'exec',
  usage: '[-cl] [-a name] [command [argument ...]] [redirection ...]',
  summary: 'Replace the shell with the given command.',
  special: true,
  *run(shell, args, context) {
    const { options, rest, bad } = parseOptions(asWords(args), 'cla:');
    if (bad) return yield* badOption(shell, exec, bad);
    const [name] = rest;
    context.keepRedirections();
    if (name === undefined) return 0;
    const env = options.has('c') ? new Map<string, string>() : childEnvironment(shell);
    const resolved = findProgram(shell, rest, shell.variables.environment());
    if ('error' in resolved) {
      const { message, status } = describeFailure(shell, name, resolved, env);
      const words = shell.dialect === 'bash' && status === 127 ? `exec: ${name}: not found` : name.includes('/') ? message : `exec: ${message}`;
      yield* shell.complain(words);
      if (shell.interactive) return status;
      throw new ExitFlow(status);
    }
    const title = options.get('a');
    const argv = title === undefined ? resolved.argv : [title, ...resolved.argv.slice(1)];
    if (shell.interactive) for (const signal of SHELL_SIGNALS) shell.process.onSignal(signal, undefined);
    const status = yield* shell.process.become({ main: resolved.main, argv }, env);
    // The program was all that was left of this process: no EXIT trap, no more commands.
    shell.traps.set('EXIT', undefined);
    throw new ExitFlow(status);
  },
});

const SHELL_SIGNALS: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGQUIT', 'SIGHUP'];

const PSEUDO: readonly PseudoSignal[] = ['EXIT', 'ERR', 'DEBUG', 'RETURN'];

function trapName(text: string): TrapName | undefined {
  const upper = text.toUpperCase();
  if (text === '0' || upper === 'SIGEXIT') return 'EXIT';
  return PSEUDO.find((name) => name === upper) ?? signalByName(text);
}

const SIGNALS_LISTED = [
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
];

/** The table of `kill -l` and `trap -l`. */
export function signalTable(): string {
  const cells = SIGNALS_LISTED.map((name, i) => `${String(i + 1).padStart(2)}) SIG${name}`);
  const rows: string[] = [];
  for (let i = 0; i < cells.length; i += 5) rows.push(cells.slice(i, i + 5).join('\t'));
  return `${rows.join('\n')}\n`;
}

export function signalNumberName(number: number): string | undefined {
  return SIGNALS_LISTED[number - 1];
}

const trap = builtin({
  name: 'trap',
  usage: '[-lp] [[arg] signal_spec ...]',
  summary: 'Trap signals and other events.',
  special: true,
  writes: true,
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'lp');
    if (bad) return yield* badOption(shell, trap, bad);
    if (options.has('l')) {
      yield* shell.out(signalTable());
      return 0;
    }
    if (rest.length === 0 || options.has('p')) {
      const wanted = rest.map(trapName);
      const order = (name: TrapName) =>
        name === 'EXIT' ? 0 : name.startsWith('SIG') ? SIGNAL_NUMBERS[name as SignalName] : 100 + PSEUDO.indexOf(name as PseudoSignal);
      const lines = shell.traps.list().filter(([name]) => rest.length === 0 || wanted.includes(name));
      lines.sort((a, b) => order(a[0]) - order(b[0]));
      yield* shell.out(lines.map(([name, command]) => `trap -- ${singleQuote(command)} ${name}\n`).join(''));
      return 0;
    }
    // A lone signal, or a number first, means: back to the default.
    const resets = rest.length === 1 || rest[0] === '-' || /^\d+$/.test(rest[0] as string);
    const names = rest.length === 1 || (/^\d+$/.test(rest[0] as string) && rest[0] !== '-') ? rest : rest.slice(1);
    let status = 0;
    for (const text of names) {
      const name = trapName(text);
      if (name === undefined) {
        yield* shell.complain(`trap: ${text}: invalid signal specification`);
        status = 1;
        continue;
      }
      const command = resets ? undefined : (rest[0] as string);
      shell.traps.set(name, command);
      if (name === 'EXIT' && command) guardExit(shell);
      if (name.startsWith('SIG')) {
        if (command === undefined && shell.resetSignal) shell.resetSignal(name as SignalName);
        else installSignal(shell, name as SignalName, command);
      }
    }
    return status;
  },
});

const command = builtin({
  name: 'command',
  usage: '[-pVv] command [arg ...]',
  summary: 'Execute a simple command or display information about commands.',
  *run(shell, args, context) {
    const { options, rest, bad } = parseOptions(asWords(args), 'pVv');
    if (bad) return yield* badOption(shell, command, bad);
    if (rest.length === 0) return 0;
    if (options.has('v') || options.has('V')) {
      let status = 1;
      for (const name of rest) {
        const found = describeCommand(shell, name, options.has('v') ? 'short' : 'long');
        if (found.length > 0) {
          status = 0;
          yield* shell.out(`${found[0]}\n`);
        } else if (options.has('V')) yield* shell.complain(`command: ${name}: not found`);
      }
      return status;
    }
    const declared = context.prepared.declared?.slice(args.length - rest.length);
    return yield* runPrepared(shell, { argv: rest, assignments: [], redirections: [], declared: declared?.slice(1) }, { skipFunctions: true });
  },
});

const builtinBuiltin = builtin({
  name: 'builtin',
  usage: '[shell-builtin [arg ...]]',
  summary: 'Execute shell builtins.',
  *run(shell, args, context) {
    const [name, ...rest] = asWords(args);
    if (name === undefined) return 0;
    const found = builtinTable.get(name);
    if (!found) {
      yield* shell.complain(`builtin: ${name}: not a shell builtin`);
      return 1;
    }
    return yield* found.run(shell, context.prepared.declared ? args.slice(1) : rest, context);
  },
});

export const controlBuiltins: readonly Builtin[] = [
  loopBuiltin('break'),
  loopBuiltin('continue'),
  returning,
  exit,
  logout,
  evaluating,
  sourceBuiltin('source'),
  sourceBuiltin('.'),
  exec,
  trap,
  command,
  builtinBuiltin,
];
