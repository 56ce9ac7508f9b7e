/** ^G: what the keys do, in our own words, on a screen of its own. */
import type { Editing } from '../ask';
import { readKey } from './asking';
import type { Nano } from './nano';

const HELP = [
  '',
  ' The top row names the file and says whether it was changed. Below it is',
  ' the text. The third row from the bottom has messages and questions, the',
  ' last two the keys that are used most.',
  '',
  " ^X means Ctrl and X together; M-X means Alt and X together, or Esc and then",
  ' X. These keys are known in the main window (others do the same):',
  '',
  '^G     (F1)      Show this text',
  '^X               Close the file and leave nano',
  '^O               Write the file, after asking for its name',
  '^S               Write the file at once',
  '^R     (Ins)     Insert another file, or open it',
  '',
  '^W               Search forward',
  '^Q               Search backward',
  'M-W              Next match forward',
  'M-Q              Next match backward',
  '^\\     (M-R)     Replace',
  '',
  '^K               Cut the line, or what is marked',
  'M-6              Copy the line, or what is marked',
  '^U               Paste',
  'M-T              Cut to the end of the file',
  'M-A    (^6)      Set or drop the mark',
  'M-U              Undo',
  'M-E              Redo',
  '',
  '^C               Say where the cursor is',
  '^/     (M-G)     Go to a line and column',
  '^A ^E            Beginning and end of the line',
  '^Y ^V            Page up and down',
  'M-\\ M-/          First and last line',
  'M-]              To the matching bracket',
  '',
  'M-} M-{          Indent and unindent',
  'M-3              Comment or uncomment',
  '^J               Fill the paragraph anew',
  '^T               Run a command and insert its output',
  'M-D              Count lines, words and characters',
  '',
  'M-N              Line numbers',
  'M-I              Keep the indent of the line before',
  'M-O              Tabs become spaces',
  'M-C              Say the position all the time',
  'M-X              Hide or show the two rows of keys',
];

export function* showHelp(nano: Nano): Editing {
  nano.help = { lines: HELP, top: 0 };
  const page = Math.max(1, nano.height - 1);
  const last = (): number => Math.max(0, HELP.length - nano.height);
  for (;;) {
    const key = yield* readKey(nano);
    const { top } = nano.help;
    const to = (line: number): void => {
      nano.help = { lines: HELP, top: Math.max(0, Math.min(line, last())) };
    };
    switch (key) {
      case '\x18':
      case '\x07':
      case 'q':
      case '\x03':
        nano.help = undefined;
        nano.wipe();
        return;
      case '<Down>':
      case '\x0e':
        to(top + 1);
        break;
      case '<Up>':
      case '\x10':
        to(top - 1);
        break;
      case '<PageDown>':
      case '\x16':
      case ' ':
        to(top + page);
        break;
      case '<PageUp>':
      case '\x19':
        to(top - page);
        break;
      case 'M-\\':
      case '<Home>':
        to(0);
        break;
      case 'M-/':
      case '<End>':
        to(last());
        break;
    }
  }
}
