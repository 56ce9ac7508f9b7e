/** watch: a command again and again on a full screen, with what changed highlighted. */
import { createPipe, readAll, spawnChild } from '../../os';
import type { Process } from '../../os';
import { spawn, wait } from '../../sim';
import type { Program } from '../../sim';
import { exitCodeOf } from './_children';
import { fail, isBusybox, print } from './_io';
import { Keys } from './_keys';
import { flag, helpText, optional, options, value } from './_options';
import { charWidth } from './_text';
import { civil, strftime } from './_time';
import { tool } from './_tool';

const command = {
  usage: '[options] command',
  version: 'from procps-ng 4.0.2',
  stopAtOperand: true,
  helpOnMisuse: true,
  options: {
    beep: flag('-b --beep', 'beep if command has a non-zero exit'),
    color: flag('-c --color', 'interpret ANSI color and style sequences'),
    differences: optional('--differences', 'highlight changes between updates'),
    differencesShort: flag('-d', 'the same'),
    errexit: flag('-e --errexit', 'exit if command has a non-zero exit'),
    chgexit: flag('-g --chgexit', 'exit when output from command changes'),
    equexit: value('-q --equexit', 'exit when output does not change for ARG cycles'),
    interval: value('-n --interval', 'seconds to wait between updates'),
    precise: flag('-p --precise', 'attempt run command in precise intervals'),
    noTitle: flag('-t --no-title', 'turn off header'),
    noWrap: flag('-w --no-wrap', 'turn off line wrapping'),
    exec: flag('-x --exec', 'pass command to exec instead of "sh -c"'),
  },
};

const INTERVAL_MS_MIN = 100;
const ENTER = '\x1b[?1049h\x1b[H\x1b[2J';
const LEAVE = '\x1b[?1049l';

/** One place of the screen: a character and the style it is written in. */
interface Cell {
  char: string;
  style: string;
}

export default tool({
  name: 'watch',
  package: 'procps',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const seconds = values.interval === undefined ? 2 : Number(values.interval.replace(',', '.'));
    if (values.interval !== undefined && (values.interval.trim() === '' || !Number.isFinite(seconds))) {
      return yield* fail(process, `failed to parse argument: '${values.interval}': Invalid argument`);
    }
    if (operands.length === 0) {
      yield* process.stderr.write(`\n${helpText('watch', command)}`);
      return 1;
    }
    const intervalMs = Math.max(INTERVAL_MS_MIN, seconds * 1000);
    const line = operands.join(' ');
    const argv = values.exec ? operands : ['sh', '-c', line];
    const marks = values.differencesShort || values.differences !== undefined;
    const keeps = values.differences === 'permanent' || values.differences === 'cumulative';
    const keys = new Keys(process, false);
    let previous: Cell[][] | undefined;
    let changedEver: Set<number> = new Set();
    let sameCycles = 0;
    let exitCode = 0;
    try {
      yield* print(process, ENTER);
      for (;;) {
        const startMs = process.sim.nowMs;
        const result = yield* capture(process, argv, keys);
        if (!result) break;
        const columns = keys.tty?.columns ?? 80;
        const rows = keys.tty?.rows ?? 24;
        const room = Math.max(1, rows - (values.noTitle ? 0 : 2));
        const screen = layout(result.text, columns, room, values.color, !values.noWrap);
        const { text, changed } = draw(screen, marks ? previous : undefined, keeps ? changedEver : undefined);
        if (keeps && previous) changedEver = changed;
        const title = values.noTitle ? '' : `${header(process, seconds, line, columns)}\r\n\x1b[K\r\n`;
        if (!(yield* print(process, `\x1b[H${title}${text}\x1b[J`))) break;
        if (result.exitCode !== 0) {
          if (values.beep) yield* print(process, '\x07');
          if (values.errexit) {
            yield* print(process, `\x1b[${rows};1Hcommand exit with a non-zero status, press a key to exit`);
            yield* keys.next();
            exitCode = 8;
            break;
          }
        }
        const isSame = previous !== undefined && changed.size === 0 && screensEqual(previous, screen);
        if (values.chgexit && previous && !isSame) break;
        sameCycles = isSame ? sameCycles + 1 : 0;
        if (values.equexit !== undefined && sameCycles >= Number(values.equexit)) break;
        previous = screen;
        const spentMs = values.precise ? process.sim.nowMs - startMs : 0;
        const event = yield* keys.next(Math.max(1, intervalMs - spentMs));
        if (event.kind === 'interrupt') {
          // As the real one: Ctrl-C ends it with 0 after the screen was put back.
          break;
        }
      }
      yield* print(process, LEAVE);
      return exitCode;
    } finally {
      keys.restore();
    }
  },
});

/** Runs the command once; undefined when the person interrupted meanwhile. */
function* capture(process: Process, argv: string[], keys: Keys): Program<{ text: string; exitCode: number } | undefined> {
  const pipe = createPipe();
  const child = spawnChild(process, argv, {
    fds: new Map([
      [0, process.stdin],
      [1, pipe.writer],
      [2, pipe.writer],
    ]),
  });
  pipe.writer.close();
  if ('error' in child) return { text: `sh: 1: ${argv[0]}: not found\n`, exitCode: 127 };
  const reader = spawn(process.sim, 'watch output', readAll(pipe.reader), process.fiber as Parameters<typeof spawn>[3]);
  const status = yield* wait(child.exited);
  const outcome = yield* reader.join();
  pipe.reader.close();
  if (keys.pending && status.signal === 'SIGINT') return undefined;
  return { text: outcome.kind === 'returned' ? outcome.value.text : '', exitCode: exitCodeOf(status) };
}

/** `Every 2.0s: docker ps          node1: Fri Nov 20 18:52:06 2026` */
function header(process: Process, seconds: number, line: string, columns: number): string {
  const left = `Every ${seconds.toFixed(1)}s: `;
  const time = strftime(isBusybox(process) ? '%F %H:%M:%S' : '%a %b %e %H:%M:%S %Y', civil(process.sim.nowMs));
  const right = isBusybox(process) ? time : `${process.machine.hostname}: ${time}`;
  if (columns < right.length) return '\x1b[K';
  const room = columns - right.length - left.length - 1;
  const cut = Array.from(line);
  const shown = room < 4 ? '' : cut.length > room ? `${cut.slice(0, room - 4).join('')}... ` : line;
  const start = left + shown;
  if (columns < left.length + right.length) return `${right.padStart(columns)}\x1b[K`;
  return `${start}${' '.repeat(Math.max(1, columns - start.length - right.length))}${right}\x1b[K`;
}

/** The text as rows of cells; tabs are widened, long lines wrapped or cut, control characters dropped. */
function layout(text: string, columns: number, rows: number, color: boolean, wraps: boolean): Cell[][] {
  const screen: Cell[][] = [];
  let style = '';
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (screen.length >= rows) break;
    let row: Cell[] = [];
    screen.push(row);
    const pieces = line.match(/\x1b\[[0-9;]*[A-Za-z]|[\s\S]/gu) ?? [];
    for (const piece of pieces) {
      if (piece.length > 1 && piece.startsWith('\x1b')) {
        if (color && piece.endsWith('m')) style = piece === '\x1b[0m' || piece === '\x1b[m' ? '' : style + piece;
        continue;
      }
      const cells = piece === '\t' ? ' '.repeat(8 - (row.length % 8)) : piece;
      for (const char of cells) {
        const width = charWidth(char.codePointAt(0) as number);
        if (width === 0) continue;
        if (row.length + width > columns) {
          if (!wraps) break;
          if (screen.length >= rows) break;
          row = [];
          screen.push(row);
        }
        row.push({ char, style });
        if (width === 2) row.push({ char: '', style });
      }
    }
  }
  return screen.slice(0, rows);
}

function screensEqual(a: readonly Cell[][], b: readonly Cell[][]): boolean {
  return (
    a.length === b.length &&
    a.every((row, i) => row.length === (b[i] as Cell[]).length && row.every((cell, j) => cell.char === (b[i] as Cell[])[j]?.char))
  );
}

/** The screen as text, with changed places in reverse video; `before` undefined highlights nothing. */
function draw(
  screen: readonly Cell[][],
  before: readonly Cell[][] | undefined,
  ever: Set<number> | undefined,
): { text: string; changed: Set<number> } {
  const changed = new Set(ever);
  let text = '';
  screen.forEach((row, y) => {
    let style = '';
    let reverse = false;
    const old = before?.[y];
    row.forEach((cell, x) => {
      const isNew = before !== undefined && (old?.[x]?.char ?? ' ') !== cell.char;
      if (isNew) changed.add(y * 1000 + x);
      const shown = before !== undefined && (isNew || (ever?.has(y * 1000 + x) ?? false));
      if (shown !== reverse || cell.style !== style) {
        text += `\x1b[0m${cell.style}${shown ? '\x1b[7m' : ''}`;
        style = cell.style;
        reverse = shown;
      }
      text += cell.char;
    });
    if (reverse || style !== '') text += '\x1b[0m';
    // What vanished at the end of a line changed as well.
    if (before !== undefined && old !== undefined && old.length > row.length && old.slice(row.length).some(({ char }) => char !== ' ')) {
      const gone = old.length - row.length;
      for (let x = row.length; x < old.length; x++) changed.add(y * 1000 + x);
      text += `\x1b[7m${' '.repeat(gone)}\x1b[0m`;
    }
    text += `\x1b[K${y < screen.length - 1 ? '\r\n' : ''}`;
  });
  return { text, changed };
}
