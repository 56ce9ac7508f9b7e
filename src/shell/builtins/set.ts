/** set, shift, getopts: options of the shell and its positional parameters. */
import type { Program } from '../../sim';
import { assign, setVariable } from '../assign';
import { isSetOption, SET_LETTERS, SET_OPTIONS } from '../options';
import { listQuote, doubleQuote } from '../quote';
import type { Shell } from '../shell';
import { asWords, builtin, parseInteger, usage, type Builtin } from './_builtin';
import { unparseFunction } from '../unparse';

const set = builtin({
  name: 'set',
  usage: '[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  summary: 'Set or unset values of shell options and positional parameters.',
  special: true,
  writes: true,
  *run(shell, args) {
    const words = asWords(args);
    if (words.length === 0) return yield* listVariables(shell);
    let i = 0;
    for (; i < words.length; i++) {
      const word = words[i] as string;
      if (word === '--' || word === '-') {
        if (word === '-') for (const option of ['xtrace', 'verbose'] as const) shell.options.set(option, false);
        else shell.positional = [];
        i++;
        if (i < words.length || word === '--') shell.positional = words.slice(i);
        return 0;
      }
      if (!/^[-+]./.test(word)) break;
      const on = word.startsWith('-');
      for (const letter of word.slice(1)) {
        if (letter === 'o') {
          const name = words[i + 1];
          if (name === undefined || /^[-+]/.test(name)) {
            yield* listOptions(shell, on);
            continue;
          }
          i++;
          if (!isSetOption(name)) {
            yield* shell.complain(shell.dialect === 'bash' ? `set: ${name}: invalid option name` : `set: illegal option -o ${name}`);
            return 2;
          }
          shell.options.set(name, on);
          continue;
        }
        const option = SET_LETTERS[letter];
        if (!option) {
          yield* shell.complain(`set: ${word[0]}${letter}: invalid option`);
          return yield* usage(shell, set);
        }
        shell.options.set(option, on);
      }
    }
    if (i < words.length) shell.positional = words.slice(i);
    return 0;
  },
});

function* listVariables(shell: Shell): Program<number> {
  const lines: string[] = [];
  for (const name of shell.variables.names()) {
    const variable = shell.variables.raw(name);
    if (!variable) continue;
    const { value } = variable;
    if (variable.dynamic) lines.push(`${name}=${listQuote(variable.dynamic.read(shell))}`);
    else if (typeof value === 'string') lines.push(`${name}=${listQuote(value)}`);
    else if (value !== undefined) {
      const pairs =
        value.kind === 'indexed'
          ? value.keys().map((key) => `[${key}]=${doubleQuote(value.get(key) as string)}`)
          : value.keys().map((key) => `[${key}]=${doubleQuote(value.get(key) as string)} `);
      lines.push(`${name}=(${pairs.join(value.kind === 'indexed' ? ' ' : '')})`);
    }
  }
  for (const name of [...shell.functions.keys()].sort()) {
    const definition = shell.functions.get(name);
    if (definition) lines.push(unparseFunction(definition));
  }
  yield* shell.out(`${lines.join('\n')}\n`);
  return 0;
}

function* listOptions(shell: Shell, readable: boolean): Program {
  const lines = SET_OPTIONS.map((name) => {
    const on = shell.options.get(name);
    return readable ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}` : `set ${on ? '-' : '+'}o ${name}`;
  });
  yield* shell.out(`${lines.join('\n')}\n`);
}

const shift = builtin({
  name: 'shift',
  usage: '[n]',
  summary: 'Shift positional parameters.',
  special: true,
  *run(shell, args) {
    const [text = '1'] = asWords(args);
    const count = parseInteger(text);
    if (count === undefined) {
      yield* shell.complain(`shift: ${text}: numeric argument required`);
      return 1;
    }
    if (count < 0) {
      yield* shell.complain(`shift: ${text}: shift count out of range`);
      return 1;
    }
    if (count > shell.positional.length) {
      if (shell.dialect === 'dash') yield* shell.complain("shift: can't shift that many");
      else if (shell.options.shopt('shift_verbose')) yield* shell.complain(`shift: ${text}: shift count out of range`);
      return 1;
    }
    shell.positional = shell.positional.slice(count);
    return 0;
  },
});

const getopts = builtin({
  name: 'getopts',
  usage: 'optstring name [arg ...]',
  summary: 'Parse option arguments.',
  *run(shell, args) {
    const [letters, name, ...given] = asWords(args);
    if (letters === undefined || name === undefined) return yield* usage(shell, getopts);
    const words = given.length > 0 ? given : shell.positional;
    const silent = letters.startsWith(':');
    let index = Math.max(1, Number(shell.variables.get('OPTIND') ?? '1') || 1);
    let word = words[index - 1];
    const finish = (): number => {
      setVariable(shell, 'OPTIND', String(index));
      shell.getoptsAt = 1;
      assign(shell, { name }, '?');
      shell.variables.delete('OPTARG');
      return 1;
    };
    if (shell.getoptsAt === 1) {
      if (word === undefined || !word.startsWith('-') || word === '-') return finish();
      if (word === '--') {
        index++;
        return finish();
      }
    }
    word ??= '';
    const letter = word[shell.getoptsAt] as string;
    let at = shell.getoptsAt + 1;
    const next = (): void => {
      if (at >= (word as string).length) {
        index++;
        at = 1;
      }
    };
    const place = letters.indexOf(letter);
    let found = letter;
    let value: string | undefined;
    let message: string | undefined;
    if (place < 0 || letter === ':') {
      next();
      found = '?';
      if (silent) value = letter;
      else message = `illegal option -- ${letter}`;
    } else if (letters[place + 1] === ':') {
      if (at < word.length) value = word.slice(at);
      else value = words[index++];
      index++;
      at = 1;
      if (value === undefined) {
        index--;
        found = silent ? ':' : '?';
        if (silent) value = letter;
        else message = `option requires an argument -- ${letter}`;
      }
    } else next();
    setVariable(shell, 'OPTIND', String(index));
    shell.getoptsAt = at;
    assign(shell, { name }, found);
    if (value === undefined) shell.variables.delete('OPTARG');
    else setVariable(shell, 'OPTARG', value);
    if (message !== undefined && shell.variables.get('OPTERR') !== '0') yield* shell.err(`${shell.name}: ${message}\n`);
    return 0;
  },
});

export const setBuiltins: readonly Builtin[] = [set, shift, getopts];
