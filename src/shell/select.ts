/** `select`: a numbered menu on standard error, PS3, and an answer in REPLY. */
import type { Program } from '../sim';
import { readLine, textWidth } from '../os';
import { assign, setVariable } from './assign';
import { inLoop, runBody } from './execute';
import { expandHereText, expandWords } from './expand';
import type { Shell } from './shell';
import type { Select } from './syntax';

export function* runSelect(shell: Shell, node: Select): Program<number> {
  const words = node.wordlist ? yield* expandWords(shell, node.wordlist) : [...shell.positional];
  const name = node.name.value;
  if (words.length === 0) return 0;
  return yield* inLoop(shell, function* () {
    const result = { status: 0 };
    for (let shows = true; ; ) {
      if (shows) yield* shell.err(menu(words, Number(shell.variables.get('COLUMNS') ?? '80')));
      yield* shell.err(yield* expandHereText(shell, shell.variables.get('PS3') ?? '#? '));
      const line = yield* readLine(shell.process.stdin);
      if (line === undefined) {
        yield* shell.out('\n');
        return (shell.status = 1);
      }
      const reply = line.replace(/\n$/, '');
      setVariable(shell, 'REPLY', reply);
      // An empty answer shows the menu again.
      shows = reply === '';
      if (shows) continue;
      const choice = /^\s*\d+\s*$/.test(reply) ? words[Number(reply) - 1] : undefined;
      assign(shell, { name }, choice ?? '');
      if (!(yield* runBody(shell, node.body, result))) return (shell.status = result.status);
    }
  });
}

/** As bash lays it out: down the columns, as many as fit. */
function menu(words: readonly string[], columns: number): string {
  const digits = String(words.length).length;
  const width = Math.max(...words.map((word) => textWidth(word))) + digits + 2;
  const across = words.length * (width + 2) <= columns && words.length <= 3 ? 1 : Math.max(1, Math.floor(columns / (width + 2)));
  const rows = Math.ceil(words.length / (across <= 1 ? 1 : across));
  const cell = (i: number) => `${String(i + 1).padStart(digits)}) ${words[i]}`;
  if (words.length <= 9 || rows === words.length) return words.map((_, i) => `${cell(i)}\n`).join('');
  let out = '';
  for (let row = 0; row < rows; row++) {
    const cells: string[] = [];
    for (let i = row; i < words.length; i += rows) cells.push(cell(i));
    out += `${cells.map((text, i) => (i < cells.length - 1 ? text.padEnd(width + 1) : text)).join(' ')}\n`;
  }
  return out;
}
