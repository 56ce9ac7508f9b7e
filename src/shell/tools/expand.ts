/** expand and unexpand: tabs to spaces and back. */
import { COREUTILS } from './_coreutils';
import { eachInput, fail, LineReader, Output, programName } from './_io';
import { flag, options, value } from './_options';
import { charWidth, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Convert between tabs and spaces in each FILE, writing to standard output.',
  version: COREUTILS,
  options: {
    all: flag('-a --all', 'unexpand: all blanks, not only leading ones'),
    firstOnly: flag('--first-only', 'unexpand: only leading blanks'),
    initial: flag('-i --initial', 'expand: only tabs before other characters'),
    tabs: value('-t --tabs', 'tab stops: one width, or a list'),
  },
};

/** The column of the next tab stop after `column`. */
function nextStop(column: number, stops: readonly number[]): number {
  if (stops.length === 1) return column + (stops[0] as number) - (column % (stops[0] as number));
  return stops.find((stop) => stop > column) ?? column + 1;
}

export default tool({
  name: 'expand',
  aliases: ['unexpand'],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const stops = (values.tabs ?? '8').split(/[ ,]+/).filter(Boolean).map(Number);
    const bad = (values.tabs ?? '8').split(/[ ,]+/).find((text) => !/^\d*$/.test(text));
    if (bad !== undefined) return yield* fail(process, `tab size contains invalid character(s): ${quote(bad)}`);
    if (stops.some((stop) => stop === 0)) return yield* fail(process, 'tab size cannot be 0');
    const expands = programName(process) === 'expand';
    const all = values.all || (values.tabs !== undefined && !values.firstOnly);
    const out = new Output(process);
    return yield* eachInput(process, operands, function* (source) {
      const reader = new LineReader(source);
      for (;;) {
        const lines = yield* reader.batch();
        if (!lines) return true;
        lines.forEach((line, i) => {
          out.put(expands ? expandLine(line, stops, values.initial) : unexpandLine(line, stops, all));
          if (!(reader.lacksNewline && i === lines.length - 1)) out.put('\n');
        });
        if (!(yield* out.flush())) return false;
      }
    });
  },
});

function expandLine(line: string, stops: readonly number[], initialOnly: boolean): string {
  let text = '';
  let column = 0;
  let leading = true;
  for (const char of line) {
    if (char === '\t' && (leading || !initialOnly)) {
      const next = nextStop(column, stops);
      text += ' '.repeat(next - column);
      column = next;
      continue;
    }
    if (char !== ' ') leading = false;
    column += charWidth(char.codePointAt(0) as number);
    text += char;
  }
  return text;
}

function unexpandLine(line: string, stops: readonly number[], all: boolean): string {
  let text = '';
  let column = 0;
  let pending = 0;
  let leading = true;
  for (const char of line) {
    if ((char === ' ' || char === '\t') && (leading || all)) {
      const stop = nextStop(column, stops);
      const next = char === '\t' ? stop : column + 1;
      pending += next - column;
      column = next;
      if (column === stop && (pending > 1 || char === '\t')) {
        text += '\t';
        pending = 0;
      } else if (column === stop) {
        text += ' ';
        pending = 0;
      }
      continue;
    }
    leading = false;
    text += ' '.repeat(pending) + char;
    pending = 0;
    column += charWidth(char.codePointAt(0) as number);
  }
  return text + ' '.repeat(pending);
}
