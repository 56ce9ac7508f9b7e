/** cd, pwd, and the directory stack. PWD is the path as walked; `-P` asks for the one without symlinks. */
import type { Program } from '../../sim';
import { errnoText, isFileError, joinPath } from '../../os';
import { setVariable } from '../assign';
import type { Shell } from '../shell';
import { asWords, badOption, builtin, parseOptions, usage, type Builtin } from './_builtin';

/** Goes to a directory; answers the kernel's words when that fails. */
function enter(shell: Shell, path: string, physical: boolean): string | undefined {
  const { files } = shell.machine;
  const logical = joinPath(shell.process.cwd, path);
  const stat = files.stat(physical ? (path.startsWith('/') ? path : `${shell.process.cwd}/${path}`) : logical);
  if (isFileError(stat)) return errnoText(stat.errno);
  if (stat.kind !== 'directory') return errnoText('ENOTDIR');
  let target = logical;
  if (physical) {
    const real = files.realpath(path.startsWith('/') ? path : `${shell.process.cwd}/${path}`);
    if (isFileError(real)) return errnoText(real.errno);
    target = real;
  }
  setVariable(shell, 'OLDPWD', shell.variables.get('PWD') ?? shell.process.cwd);
  shell.process.cwd = target;
  setVariable(shell, 'PWD', target);
  return undefined;
}

const cd = builtin({
  name: 'cd',
  usage: '[-L|[-P [-e]] [-@]] [dir]',
  summary: 'Change the shell working directory.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'LPe@');
    if (bad) return yield* badOption(shell, cd, bad);
    if (rest.length > 1) {
      yield* shell.complain('cd: too many arguments');
      return 1;
    }
    let [path] = rest;
    let shows = false;
    if (path === undefined) {
      path = shell.variables.get('HOME');
      if (path === undefined) {
        yield* shell.complain('cd: HOME not set');
        return 1;
      }
    } else if (path === '-') {
      path = shell.variables.get('OLDPWD');
      if (path === undefined) {
        yield* shell.complain('cd: OLDPWD not set');
        return 1;
      }
      shows = true;
    }
    if (path === '') return 0;
    const physical = options.has('P') || shell.options.get('physical');
    for (const prefix of searchPath(shell, path)) {
      const failed = enter(shell, `${prefix}/${path}`, physical);
      if (failed === undefined) {
        yield* shell.out(`${shell.process.cwd}\n`);
        return 0;
      }
    }
    const failed = enter(shell, path, physical);
    if (failed !== undefined) {
      yield* shell.complain(
        shell.dialect === 'bash' ? `cd: ${path}: ${failed}` : `cd: can't cd to ${path}${shell.dialect === 'ash' ? `: ${failed}` : ''}`,
      );
      return shell.dialect === 'dash' ? 2 : 1;
    }
    if (shows) yield* shell.out(`${shell.process.cwd}\n`);
    return 0;
  },
});

function searchPath(shell: Shell, path: string): string[] {
  const list = shell.variables.get('CDPATH');
  if (list === undefined || list === '' || /^\.{0,2}\//.test(path) || path === '.' || path === '..') return [];
  return list.split(':').filter((entry) => entry !== '' && entry !== '.');
}

const pwd = builtin({
  name: 'pwd',
  usage: '[-LP]',
  summary: 'Print the name of the current working directory.',
  writes: true,
  *run(shell, args) {
    const { options, bad } = parseOptions(asWords(args), 'LP');
    if (bad) return yield* badOption(shell, pwd, bad);
    const real = options.has('P') ? shell.machine.files.realpath(shell.process.cwd) : shell.process.cwd;
    yield* shell.out(`${isFileError(real) ? shell.process.cwd : real}\n`);
    return 0;
  },
});

function shortened(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME');
  return home !== undefined && home !== '/' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

function stackOf(shell: Shell): string[] {
  return [shell.process.cwd, ...shell.directories];
}

function* showStack(shell: Shell): Program<number> {
  yield* shell.out(
    `${stackOf(shell)
      .map((path) => shortened(shell, path))
      .join(' ')}\n`,
  );
  return 0;
}

/** `+n` counts from the left, `-n` from the right; undefined when it is out of range. */
function stackIndex(text: string, size: number): number | undefined {
  const number = Number(text.slice(1));
  const index = text.startsWith('+') ? number : size - 1 - number;
  return index >= 0 && index < size ? index : undefined;
}

const pushd = builtin({
  name: 'pushd',
  usage: '[-n] [+N | -N | dir]',
  summary: 'Add directories to stack.',
  *run(shell, args) {
    const [word] = asWords(args).filter((text) => text !== '-n' && text !== '--');
    const stack = stackOf(shell);
    if (word === undefined || /^[-+]\d+$/.test(word)) {
      const index = word === undefined ? 1 : stackIndex(word, stack.length);
      if (index === undefined || stack.length < 2) {
        yield* shell.complain(
          word === undefined || stack.length < 2
            ? word === undefined
              ? 'pushd: no other directory'
              : 'pushd: directory stack empty'
            : `pushd: ${word}: directory stack index out of range`,
        );
        return 1;
      }
      const turned =
        word === undefined ? [stack[1] as string, stack[0] as string, ...stack.slice(2)] : [...stack.slice(index), ...stack.slice(0, index)];
      const failed = enter(shell, turned[0] as string, false);
      if (failed !== undefined) {
        yield* shell.complain(`pushd: ${turned[0]}: ${failed}`);
        return 1;
      }
      shell.directories = turned.slice(1);
      return yield* showStack(shell);
    }
    if (word.startsWith('-') && word !== '-') {
      yield* shell.complain(`pushd: ${word}: invalid number`);
      return yield* usage(shell, pushd);
    }
    const before = shell.process.cwd;
    const failed = enter(shell, word === '-' ? (shell.variables.get('OLDPWD') ?? '') : word, false);
    if (failed !== undefined) {
      yield* shell.complain(`pushd: ${word}: ${failed}`);
      return 1;
    }
    shell.directories = [before, ...shell.directories];
    return yield* showStack(shell);
  },
});

const popd = builtin({
  name: 'popd',
  usage: '[-n] [+N | -N]',
  summary: 'Remove directories from stack.',
  *run(shell, args) {
    const [word] = asWords(args).filter((text) => text !== '-n');
    const stack = stackOf(shell);
    if (stack.length < 2) {
      yield* shell.complain('popd: directory stack empty');
      return 1;
    }
    const index = word === undefined ? 0 : /^[-+]\d+$/.test(word) ? stackIndex(word, stack.length) : undefined;
    if (index === undefined) {
      yield* shell.complain(
        /^[-+]\d+$/.test(word as string) ? `popd: ${word}: directory stack index out of range` : `popd: ${word}: invalid argument`,
      );
      return 1;
    }
    if (index === 0) {
      const failed = enter(shell, stack[1] as string, false);
      if (failed !== undefined) {
        yield* shell.complain(`popd: ${stack[1]}: ${failed}`);
        return 1;
      }
      shell.directories = stack.slice(2);
    } else shell.directories = stack.slice(1).filter((_, i) => i !== index - 1);
    return yield* showStack(shell);
  },
});

const dirs = builtin({
  name: 'dirs',
  usage: '[-clpv] [+N] [-N]',
  summary: 'Display directory stack.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(
      asWords(args).filter((word) => !/^-\d+$/.test(word)),
      'clpv',
    );
    if (bad) return yield* badOption(shell, dirs, bad);
    if (options.has('c')) {
      shell.directories = [];
      return 0;
    }
    let stack = stackOf(shell).map((path) => (options.has('l') ? path : shortened(shell, path)));
    const [at] = rest;
    if (at !== undefined && /^\+\d+$/.test(at)) {
      const index = stackIndex(at, stack.length);
      if (index === undefined) {
        yield* shell.complain(`dirs: ${at}: directory stack index out of range`);
        return 1;
      }
      stack = [stack[index] as string];
    }
    if (options.has('v')) yield* shell.out(stack.map((path, i) => `${String(i).padStart(2)}  ${path}\n`).join(''));
    else yield* shell.out(`${stack.join(options.has('p') ? '\n' : ' ')}\n`);
    return 0;
  },
});

export const directoryBuiltins: readonly Builtin[] = [cd, pwd, pushd, popd, dirs];
