/** column: lists in columns, and tables (-t). */
import { errnoText } from '../../os';
import { eachInput, Output, readAll, terminalWidth } from './_io';
import { flag, options, value } from './_options';
import { displayWidth, padEndTo, padStartTo } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[options] [<file>...]',
  summary: 'Columnate lists.',
  version: 'from util-linux 2.38.1',
  options: {
    table: flag('-t --table', 'create a table'),
    names: value('-N --table-columns', 'comma separated column names'),
    right: value('-R --table-right', 'right align these columns'),
    outputSeparator: value('-o --output-separator', 'put ARG between columns, two spaces by default'),
    separators: value('-s --separator', 'characters that separate columns'),
    fillRows: flag('-x --fillrows', 'fill rows before columns'),
    width: value('-c --output-width --columns', 'width of output in characters'),
    limit: value('-l --table-columns-limit', 'maximal number of input columns'),
    noMerge: flag('-n', 'accepted; empty columns are always kept with -s'),
  },
  lacks:
    '-J --json -d --table-noheadings -e --table-header-repeat -H --table-hide -O --table-order -E --table-noextreme -T --table-truncate ' +
    '-W --table-wrap -L --keep-empty-lines -r --tree -i --tree-id -p --tree-parent',
};

export default tool({
  name: 'column',
  package: 'bsdextrautils',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    let text = '';
    const exitCode = yield* eachInput(
      process,
      operands,
      function* (source) {
        text += yield* readAll(source);
        return true;
      },
      (name, error) => `${name}: ${errnoText(error.errno)}`,
    );
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const out = new Output(process);
    if (values.table || values.names !== undefined) {
      const limit = values.limit === undefined ? Infinity : Number(values.limit);
      const rows = lines.map((line) => splitRow(line, values.separators, limit));
      const names = values.names?.split(',');
      if (names) rows.unshift(names);
      const rights = new Set(values.right?.split(',').map((key) => (/^\d+$/.test(key) ? Number(key) - 1 : (names?.indexOf(key) ?? -1))));
      out.put(table(rows, values.outputSeparator ?? '  ', rights));
    } else {
      const width = Number(values.width ?? terminalWidth(process) ?? process.env.get('COLUMNS') ?? 80);
      out.put(columns(lines, width, values.fillRows));
    }
    yield* out.flush();
    return exitCode;
  },
});

function splitRow(line: string, separators: string | undefined, limit: number): string[] {
  const cells = separators === undefined ? line.trim().split(/[ \t]+/) : splitAny(line, separators);
  if (cells.length <= limit) return cells;
  return [...cells.slice(0, limit - 1), cells.slice(limit - 1).join(separators?.charAt(0) ?? ' ')];
}

function splitAny(line: string, separators: string): string[] {
  const cells = [''];
  for (const char of line) {
    if (separators.includes(char)) cells.push('');
    else cells[cells.length - 1] += char;
  }
  return cells;
}

/** The last column is not padded, unless it is aligned to the right. */
export function table(rows: readonly string[][], separator: string, rights: ReadonlySet<number> = new Set()): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_none, i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))));
  return rows
    .map((row) => {
      const cells = widths.map((width, i) => {
        const cell = row[i] ?? '';
        if (rights.has(i)) return padStartTo(cell, width);
        return i === count - 1 ? cell : padEndTo(cell, width);
      });
      return `${cells.join(separator)}\n`;
    })
    .join('');
}

/** Entries in columns of one width, a multiple of the tab. */
function columns(entries: readonly string[], width: number, fillRows: boolean): string {
  if (entries.length === 0) return '';
  const longest = Math.max(...entries.map(displayWidth));
  const cell = (Math.floor(longest / 8) + 1) * 8;
  const count = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(entries.length / count);
  let text = '';
  for (let row = 0; row < rows; row++) {
    const line: string[] = [];
    if (fillRows) line.push(...entries.slice(row * count, (row + 1) * count));
    else for (let i = row; i < entries.length; i += rows) line.push(entries[i] as string);
    line.forEach((entry, i) => {
      text += entry;
      if (i < line.length - 1) text += '\t'.repeat(Math.ceil((cell - displayWidth(entry)) / 8));
    });
    text += '\n';
  }
  return text;
}
