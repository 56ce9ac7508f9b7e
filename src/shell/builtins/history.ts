/** history and fc -l: the list of what was typed. */
import { asWords, badOption, builtin, parseInteger, parseOptions, type Builtin } from './_builtin';
import { runText } from '../execute';

const history = builtin({
  name: 'history',
  usage: '[-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
  summary: 'Display or manipulate the history list.',
  writes: true,
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'cd:anrwps');
    if (bad) return yield* badOption(shell, history, bad);
    const { history: list } = shell;
    if (options.has('c')) {
      list.clear();
      return 0;
    }
    const at = options.get('d');
    if (at !== undefined) {
      if (list.delete(Number(at))) return 0;
      yield* shell.complain(`history: ${at}: history position out of range`);
      return 1;
    }
    if (options.has('s')) {
      list.add(rest.join(' '));
      return 0;
    }
    if (options.has('p')) {
      yield* shell.out(rest.map((word) => `${word}\n`).join(''));
      return 0;
    }
    if (options.has('w') || options.has('a')) {
      const path = rest[0] ?? shell.variables.get('HISTFILE') ?? '/root/.bash_history';
      shell.machine.files.write(path, list.list().map((line) => `${line}\n`).join(''));
      return 0;
    }
    if (options.has('r') || options.has('n')) {
      const text = shell.machine.files.read(rest[0] ?? shell.variables.get('HISTFILE') ?? '/root/.bash_history');
      if (typeof text === 'string') for (const line of text.split('\n')) list.add(line);
      return 0;
    }
    const [countText] = rest;
    const count = countText === undefined ? Infinity : parseInteger(countText);
    if (count === undefined) {
      yield* shell.complain(`history: ${countText}: numeric argument required`);
      return 1;
    }
    const entries = list.list();
    const from = Math.max(0, entries.length - Math.abs(count));
    const lines = entries.slice(from).map((line, i) => `${String(list.firstNumber + from + i).padStart(5)}  ${line}\n`);
    yield* shell.out(lines.join(''));
    return 0;
  },
});

const fc = builtin({
  name: 'fc',
  usage: '[-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]',
  summary: 'Display or execute commands from the history list.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args).map((word) => (/^-\d+$/.test(word) ? `#${word}` : word)), 'e:lnrs');
    if (bad) return yield* badOption(shell, fc, bad);
    const { history: list } = shell;
    const entries = list.list();
    const last = list.nextNumber - 1;
    const numberOf = (word: string | undefined, usual: number): number => {
      if (word === undefined) return usual;
      const number = Number(word.replace(/^#/, ''));
      if (Number.isInteger(number)) return number < 0 ? last + number : number;
      for (let i = entries.length - 1; i >= 0; i--) if ((entries[i] as string).startsWith(word)) return list.firstNumber + i;
      return usual;
    };
    if (options.has('l')) {
      const from = numberOf(rest[0], Math.max(list.firstNumber, last - 16));
      const to = numberOf(rest[1], last - 1);
      const lines: string[] = [];
      for (let number = from; number <= to; number++) {
        const line = list.at(number);
        if (line !== undefined) lines.push(options.has('n') ? `\t ${line}\n` : `${number}\t ${line}\n`);
      }
      if (options.has('r')) lines.reverse();
      yield* shell.out(lines.join(''));
      return 0;
    }
    if (options.has('s')) {
      const change = rest[0]?.includes('=') ? rest[0] : undefined;
      let line = list.at(numberOf(rest[change ? 1 : 0], last - 1));
      if (line === undefined) {
        yield* shell.complain('fc: no command found');
        return 1;
      }
      if (change) line = line.replace(change.slice(0, change.indexOf('=')), change.slice(change.indexOf('=') + 1));
      yield* shell.err(`${line}\n`);
      return yield* runText(shell, line, 'eval');
    }
    yield* shell.complain('fc: editing commands in an editor is not supported here; `fc -l` lists and `fc -s` runs again');
    return 1;
  },
});

export const historyBuiltins: readonly Builtin[] = [history, fc];
