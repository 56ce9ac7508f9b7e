/** tput: what scripts ask of the terminal: size, colours, cursor. */
import { fail, print } from './_io';
import { tool } from './_tool';
import { wordTable } from '../../os/word-table';

const TEXTS: Readonly<Record<string, string>> = wordTable({
  clear: '\x1b[H\x1b[2J\x1b[3J',
  bold: '\x1b[1m',
  dim: '\x1b[2m',
  smul: '\x1b[4m',
  rmul: '\x1b[24m',
  rev: '\x1b[7m',
  smso: '\x1b[7m',
  rmso: '\x1b[27m',
  sgr0: '\x1b(B\x1b[m',
  blink: '\x1b[5m',
  civis: '\x1b[?25l',
  cnorm: '\x1b[?12l\x1b[?25h',
  smcup: '\x1b[?1049h\x1b[22;0;0t',
  rmcup: '\x1b[?1049l\x1b[23;0;0t',
  el: '\x1b[K',
  ed: '\x1b[J',
  home: '\x1b[H',
  sc: '\x1b7',
  rc: '\x1b8',
  cuu1: '\x1b[A',
  bel: '\x07',
  op: '\x1b[39;49m',
});

export default tool({
  name: 'tput',
  package: 'ncurses-bin',
  *main(process) {
    const [name, ...args] = process.argv.slice(1).filter((arg, i, all) => arg !== '-T' && all[i - 1] !== '-T');
    if (name === undefined) {
      yield* process.stderr.write('usage: tput [-V] [-S] [-T term] capname\n');
      return 2;
    }
    const tty = process.stdout.tty ?? process.stderr.tty ?? process.tty;
    if (name === 'cols') yield* print(process, `${tty?.columns ?? 80}\n`);
    else if (name === 'lines') yield* print(process, `${tty?.rows ?? 24}\n`);
    else if (name === 'colors') yield* print(process, '256\n');
    else if (name === 'setaf' || name === 'setab') {
      const color = Number(args[0] ?? 0);
      const base = name === 'setaf' ? 3 : 4;
      yield* print(
        process,
        color < 8 ? `\x1b[${base}${color}m` : color < 16 ? `\x1b[${base === 3 ? 9 : 10}${color - 8}m` : `\x1b[${base}8;5;${color}m`,
      );
    } else if (name === 'cup') yield* print(process, `\x1b[${Number(args[0] ?? 0) + 1};${Number(args[1] ?? 0) + 1}H`);
    else if (TEXTS[name] !== undefined) yield* print(process, TEXTS[name]);
    else return yield* fail(process, `unknown terminfo capability '${name}'`, 4);
    return 0;
  },
});
