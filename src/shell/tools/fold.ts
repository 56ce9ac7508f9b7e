/** fold: long lines broken at a width. */
import { COREUTILS } from './_coreutils';
import { eachInput, fail, LineReader, Output } from './_io';
import { flag, options, value } from './_options';
import { charWidth, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Wrap input lines in each FILE, writing to standard output.',
  version: COREUTILS,
  options: {
    bytes: flag('-b --bytes', 'count bytes rather than columns'),
    spaces: flag('-s --spaces', 'break at spaces'),
    width: value('-w --width', 'columns instead of 80'),
  },
};

/** One line broken into pieces of at most `width` columns. */
export function foldLine(line: string, width: number, atSpaces: boolean, byBytes: boolean): string[] {
  const pieces: string[] = [];
  let piece = '';
  let column = 0;
  const columnAfter = (from: number, char: string): number => {
    if (byBytes) return from + 1;
    if (char === '\t') return from + 8 - (from % 8);
    if (char === '\b') return Math.max(0, from - 1);
    if (char === '\r') return 0;
    return from + charWidth(char.codePointAt(0) as number);
  };
  for (const char of line) {
    let next = columnAfter(column, char);
    if (next > width && piece !== '') {
      const cut = atSpaces ? Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\t')) + 1 : 0;
      const rest = cut > 0 ? piece.slice(cut) : '';
      pieces.push(cut > 0 ? piece.slice(0, cut) : piece);
      piece = rest;
      column = 0;
      for (const kept of rest) column = columnAfter(column, kept);
      next = columnAfter(column, char);
    }
    piece += char;
    column = next;
  }
  pieces.push(piece);
  return pieces;
}

export default tool({
  name: 'fold',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1).map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg));
    const parsed = yield* options(process, command, args);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const width = values.width === undefined ? 80 : Number(values.width);
    if (!/^[1-9]\d*$/.test(values.width ?? '80')) return yield* fail(process, `invalid number of columns: ${quote(values.width as string)}`);
    const out = new Output(process);
    return yield* eachInput(process, operands, function* (source) {
      const reader = new LineReader(source);
      for (;;) {
        const lines = yield* reader.batch();
        if (!lines) return true;
        lines.forEach((line, i) =>
          out.put(foldLine(line, width, values.spaces, values.bytes).join('\n') + (reader.lacksNewline && i === lines.length - 1 ? '' : '\n')),
        );
        if (!(yield* out.flush())) return false;
      }
    });
  },
});
