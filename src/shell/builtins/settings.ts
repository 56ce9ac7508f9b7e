/** shopt, umask, ulimit, times, caller, and the settings of line editing and completion. */
import type { Machine } from '../../os';
import type { Program } from '../../sim';
import { isSetOption, isShoptOption, SET_OPTIONS, SHOPT_OPTIONS } from '../options';
import { minutes } from '../pipeline';
import type { Shell } from '../shell';
import { asWords, badOption, builtin, parseOptions, type Builtin } from './_builtin';

const shopt = builtin({
  name: 'shopt',
  usage: '[-pqsu] [-o] [optname ...]',
  summary: 'Set and unset shell options.',
  writes: true,
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'pqsuo');
    if (bad) return yield* badOption(shell, shopt, bad);
    const sets = options.has('o');
    const known = (name: string) => (sets ? isSetOption(name) : isShoptOption(name));
    const get = (name: string) => (sets ? isSetOption(name) && shell.options.get(name) : isShoptOption(name) && shell.options.shopt(name));
    const show = (name: string) => {
      if (options.has('p')) return sets ? `set ${get(name) ? '-' : '+'}o ${name}\n` : `shopt ${get(name) ? '-s' : '-u'} ${name}\n`;
      return `${name.padEnd(15)}\t${get(name) ? 'on' : 'off'}\n`;
    };
    const changes = options.has('s') || options.has('u');
    if (rest.length === 0) {
      const all: readonly string[] = sets ? SET_OPTIONS : SHOPT_OPTIONS;
      const chosen = changes ? all.filter((name) => get(name) === options.has('s')) : all;
      if (!options.has('q')) yield* shell.out(chosen.map(show).join(''));
      return 0;
    }
    let status = 0;
    for (const name of rest) {
      if (!known(name)) {
        yield* shell.complain(`shopt: ${name}: invalid shell option name`);
        status = 1;
        continue;
      }
      if (changes) {
        if (sets && isSetOption(name)) shell.options.set(name, options.has('s'));
        else if (isShoptOption(name)) shell.options.setShopt(name, options.has('s'));
        continue;
      }
      if (!get(name)) status = 1;
      if (!options.has('q')) yield* shell.out(show(name));
    }
    return status;
  },
});

const umask = builtin({
  name: 'umask',
  usage: '[-p] [-S] [mode]',
  summary: 'Display or set file mode mask.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'pS');
    if (bad) return yield* badOption(shell, umask, bad);
    const [mode] = rest;
    if (mode === undefined) {
      const text = options.has('S') ? symbolic(shell.process.umask) : shell.process.umask.toString(8).padStart(4, '0');
      yield* shell.out(`${options.has('p') ? `umask ${options.has('S') ? '-S ' : ''}` : ''}${text}\n`);
      return 0;
    }
    if (/^[0-7]{1,4}$/.test(mode)) {
      shell.process.umask = parseInt(mode, 8);
      return 0;
    }
    const changed = applySymbolic(shell.process.umask, mode);
    if (changed === undefined) {
      yield* shell.complain(/^\d/.test(mode) ? `umask: ${mode}: octal number out of range` : `umask: ${symbolicProblem(mode)}`);
      return 1;
    }
    shell.process.umask = changed;
    return 0;
  },
});

function symbolic(mask: number): string {
  const part = (shift: number) => ['r', 'w', 'x'].filter((_, i) => (mask & ((4 >> i) << shift)) === 0).join('');
  return `u=${part(6)},g=${part(3)},o=${part(0)}`;
}

function applySymbolic(mask: number, text: string): number | undefined {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (!match) return undefined;
    const [, who, operator, what] = match as unknown as [string, string, string, string];
    const bits = [...what].reduce((sum, letter) => sum | { r: 4, w: 2, x: 1 }[letter as 'r' | 'w' | 'x'], 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes('a') && !who.includes(letter)) continue;
      if (operator === '+') allowed |= bits << shift;
      else if (operator === '-') allowed &= ~(bits << shift);
      else allowed = (allowed & ~(7 << shift)) | (bits << shift);
    }
  }
  return ~allowed & 0o777;
}

/** What bash says of a mode that is none: the first character that is out of place; at the end that is its NUL. */
function symbolicProblem(mode: string): string {
  for (const clause of mode.split(/(?<=,)/).concat(mode === '' || mode.endsWith(',') ? [''] : [])) {
    const [, letters = '', operator = '', permissions = ''] = /^([ugoa]*)([-+=]?)([rwx]*)/.exec(clause) as unknown as string[];
    const rest = clause.slice(letters.length + operator.length + permissions.length);
    if (operator === '') return `\`${clause[letters.length] ?? '\0'}': invalid symbolic mode operator`;
    if (rest !== '' && rest !== ',') return `\`${rest[0]}': invalid symbolic mode character`;
  }
  return `${mode}: invalid mode`;
}

const LIMITS: readonly (readonly [letter: string, name: string, unit: string, value: string])[] = [
  ['R', 'real-time non-blocking time', '(microseconds, -R)', 'unlimited'],
  ['c', 'core file size', '(blocks, -c)', '0'],
  ['d', 'data seg size', '(kbytes, -d)', 'unlimited'],
  ['e', 'scheduling priority', '(-e)', '0'],
  ['f', 'file size', '(blocks, -f)', 'unlimited'],
  ['i', 'pending signals', '(-i)', '15594'],
  ['l', 'max locked memory', '(kbytes, -l)', '65536'],
  ['m', 'max memory size', '(kbytes, -m)', 'unlimited'],
  ['n', 'open files', '(-n)', '1048576'],
  ['p', 'pipe size', '(512 bytes, -p)', '8'],
  ['q', 'POSIX message queues', '(bytes, -q)', '819200'],
  ['r', 'real-time priority', '(-r)', '0'],
  ['s', 'stack size', '(kbytes, -s)', '8192'],
  ['t', 'cpu time', '(seconds, -t)', 'unlimited'],
  ['u', 'max user processes', '(-u)', '512'],
  ['v', 'virtual memory', '(kbytes, -v)', 'unlimited'],
  ['x', 'file locks', '(-x)', 'unlimited'],
];

/** The kernel's names of limits, and how many bytes the unit has in which a shell shows them. */
const KERNEL_LIMITS: Readonly<Record<string, readonly [name: string, unit: number]>> = {
  c: ['core', 512], d: ['data', 1024], e: ['nice', 1], f: ['fsize', 512], i: ['sigpending', 1], l: ['memlock', 1024], m: ['rss', 1024], n: ['nofile', 1],
  q: ['msgqueue', 1], r: ['rtprio', 1], s: ['stack', 1024], t: ['cpu', 1], u: ['nproc', 1], v: ['as', 1024], x: ['locks', 1],
};

/** A limit that the machine was given (`docker run --ulimit`). */
function givenLimit(machine: Machine, letter: string, hard: boolean): string | undefined {
  const [name = '', unit = 1] = KERNEL_LIMITS[letter] ?? [];
  const limit = machine.limits?.find((one) => one.Name === name);
  if (!limit) return undefined;
  const value = hard ? limit.Hard : limit.Soft;
  return value < 0 ? 'unlimited' : String(Math.floor(value / unit));
}

const ulimit = builtin({
  name: 'ulimit',
  usage: '[-SHabcdefiklmnpqrstuvxPRT] [limit]',
  summary: 'Modify shell resource limits.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), `SHabkPT${LIMITS.map(([letter]) => letter).join('')}`);
    if (bad) return yield* badOption(shell, ulimit, bad);
    if (options.has('a')) {
      yield* shell.out(LIMITS.map(([, name, unit, value]) => `${name.padEnd(27)} ${unit.padStart(19)} ${value}\n`).join(''));
      return 0;
    }
    const letter = [...options.keys()].find((option) => option !== 'S' && option !== 'H') ?? 'f';
    const limit = LIMITS.find(([own]) => own === letter);
    if (rest.length === 0) yield* shell.out(`${givenLimit(shell.process.machine, letter, options.has('H')) ?? limit?.[3] ?? 'unlimited'}\n`);
    // Limits of this machine are fixed; setting one is accepted, as for root on a real one.
    return 0;
  },
});

const times = builtin({
  name: 'times',
  usage: '',
  summary: 'Display process times.',
  special: true,
  *run(shell, args) {
    const { bad } = parseOptions(asWords(args), '');
    if (bad) return yield* badOption(shell, times, bad);
    const own = shell.process.cpuMs;
    const row = (ms: number) => `${minutes((ms * 2) / 3)} ${minutes(ms / 3)}\n`;
    yield* shell.out(row(own) + row(shell.childrenCpuMs));
    return 0;
  },
});

const caller = builtin({
  name: 'caller',
  usage: '[expr]',
  summary: 'Return the context of the current subroutine call.',
  *run(shell, args) {
    const depth = Number(asWords(args)[0] ?? '0');
    const frame = shell.frames[shell.frames.length - 1 - depth];
    if (!frame) return 1;
    const outer = shell.frames[shell.frames.length - 2 - depth];
    const name = outer?.name ?? 'main';
    const file = frame.callSource.name === 'environment' ? 'NULL' : frame.callSource.name;
    yield* shell.out(args.length === 0 ? `${frame.callLine} ${file}\n` : `${frame.callLine} ${name} ${file}\n`);
    return 0;
  },
});

const COMPLETION_USAGE =
  '[-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix]';

const complete = builtin({
  name: 'complete',
  usage: `[-abcdefgjksuv] [-pr] [-DEI] ${COMPLETION_USAGE} [name ...]`,
  summary: 'Specify how arguments are to be completed.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'abcdefgjksuvprDEIo:A:G:W:F:C:X:P:S:');
    if (bad) return yield* badOption(shell, complete, bad);
    const words = options.get('W');
    if (options.has('r')) for (const name of rest) shell.completions?.words.delete(name);
    else if (words !== undefined)
      for (const name of rest)
        shell.completions?.words.set(
          name,
          words.split(/\s+/).filter((word) => word !== ''),
        );
    else if (options.has('p') || (rest.length === 0 && options.size === 0)) {
      for (const [name, list] of shell.completions?.words ?? []) yield* shell.out(`complete -W '${list.join(' ')}' ${name}\n`);
    }
    return 0;
  },
});

const compgen = builtin({
  name: 'compgen',
  usage: `[-abcdefgjksuv] ${COMPLETION_USAGE} [word]`,
  summary: 'Display possible completions depending on the options.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'abcdefgjksuvo:A:G:W:F:C:X:P:S:');
    if (bad) return yield* badOption(shell, compgen, bad);
    const prefix = rest[0] ?? '';
    const found: string[] = [];
    const words = options.get('W');
    if (words !== undefined) found.push(...words.split(/\s+/));
    if (options.has('v')) found.push(...shell.variables.names());
    if (options.has('a')) found.push(...shell.aliases.keys());
    if (options.has('e')) found.push(...shell.variables.environment().keys());
    if (shell.completions && (options.has('c') || options.has('f') || options.has('d') || options.has('b'))) {
      if (options.has('c') || options.has('b')) found.push(...shell.completions.commandNames(shell, prefix));
      if (options.has('f') || options.has('d')) found.push(...shell.completions.fileNames(shell, prefix, options.has('d')));
    }
    const matching = found
      .filter((word) => word !== '' && word.startsWith(prefix))
      .map((word) => (options.get('P') ?? '') + word + (options.get('S') ?? ''));
    yield* shell.out(matching.map((word) => `${word}\n`).join(''));
    return matching.length > 0 ? 0 : 1;
  },
});

function quiet(name: string, usage: string, summary: string, warning?: string): Builtin {
  return builtin({
    name,
    usage,
    summary,
    *run(shell: Shell): Program<number> {
      if (warning !== undefined && !shell.interactive) yield* shell.complain(`${name}: ${warning}`);
      return 0;
    },
  });
}

export const settingBuiltins: readonly Builtin[] = [
  shopt,
  umask,
  ulimit,
  times,
  caller,
  complete,
  compgen,
  quiet('compopt', '[-o|+o option] [-DEI] [name ...]', 'Modify or display completion options.'),
  quiet(
    'bind',
    '[-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]',
    'Set Readline key bindings and variables.',
    'warning: line editing not enabled',
  ),
];
