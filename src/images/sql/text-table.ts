/** Results as psql and mysql draw them. */
import { textWidth } from '../../os/width';
import type { Column } from './select';

const NUMBERS = new Set(['integer', 'numeric', 'double']);

function pad(text: string, width: number, how: 'left' | 'right' | 'centre'): string {
  const room = Math.max(0, width - textWidth(text));
  if (how === 'right') return ' '.repeat(room) + text;
  const before = how === 'centre' ? Math.floor(room / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(room - before);
}

export interface PsqlStyle {
  /** `-t`: rows alone. */
  tuplesOnly: boolean;
  /** `-A`: no table, values between bars. */
  unaligned: boolean;
  /** `-x`, `\x`: a value on each line. */
  expanded: boolean;
  separator: string;
  title?: string;
}

export function psqlTable(columns: readonly Column[], rows: readonly (string | null)[][], style: PsqlStyle): string {
  const count = style.tuplesOnly ? '' : `(${rows.length} row${rows.length === 1 ? '' : 's'})\n`;
  if (style.unaligned) {
    const head = style.tuplesOnly ? '' : `${columns.map((column) => column.name).join(style.separator)}\n`;
    return `${head}${rows.map((row) => `${row.map((value) => value ?? '').join(style.separator)}\n`).join('')}${count}`;
  }
  if (style.expanded) {
    const name = Math.max(...columns.map((column) => textWidth(column.name)), 0);
    const value = Math.max(...rows.flat().map((each) => textWidth(each ?? '')), 0);
    const body = rows.map((row, at) => {
      const head = `-[ RECORD ${at + 1} ]`;
      return `${head.padEnd(name + 1, '-').padEnd(Math.max(head.length, name + 1), '-')}${head.length <= name + 1 ? '+' : ''}${'-'.repeat(Math.max(0, name + value + 3 - Math.max(head.length + 1, name + 2)))}\n${row
        .map((each, index) => `${pad((columns[index] as Column).name, name, 'left')} | ${each ?? ''}\n`)
        .join('')}`;
    });
    return `${rows.length === 0 ? count : body.join('')}\n`;
  }
  const widths = columns.map((column, at) => Math.max(textWidth(column.name), ...rows.map((row) => Math.max(...(row[at] ?? '').split('\n').map(textWidth)))));
  const right = columns.map((column) => NUMBERS.has(column.type.base));
  const title = style.title === undefined ? '' : `${pad(style.title, widths.reduce((sum, width) => sum + width + 3, -1), 'centre').replace(/ +$/, '')}\n`;
  const head = ` ${columns.map((column, at) => pad(column.name, widths[at] as number, 'centre')).join(' | ')} \n`;
  const rule = `${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n`;
  const lines = rows.map((row) => {
    const cells = row.map((value) => (value ?? '').split('\n'));
    const height = Math.max(...cells.map((cell) => cell.length), 1);
    return Array.from({ length: height }, (_, line) => {
      const shown = columns.map((_column, at) => {
        const cell = cells[at] ?? [''];
        const last = at === columns.length - 1;
        const more = line < cell.length - 1 ? '+' : ' ';
        const text = pad(cell[line] ?? '', widths[at] as number, right[at] ? 'right' : 'left');
        return last && more === ' ' ? ` ${text.replace(/ +$/, '')}` : ` ${text}${more}`;
      });
      return `${shown.join('|')}\n`;
    }).join('');
  });
  return `${title}${style.tuplesOnly ? '' : head + rule}${lines.join('')}${count}\n`;
}

export type MysqlStyle = 'box' | 'tabs' | 'vertical';

export function mysqlTable(columns: readonly Column[], rows: readonly (string | null)[][], style: MysqlStyle, head: boolean): string {
  if (style === 'vertical') {
    const width = Math.max(...columns.map((column) => column.name.length), 0);
    return rows
      .map((row, at) => `${'*'.repeat(27)} ${at + 1}. row ${'*'.repeat(27)}\n${row.map((value, index) => `${(columns[index] as Column).name.padStart(width)}: ${value ?? 'NULL'}\n`).join('')}`)
      .join('');
  }
  if (style === 'tabs') {
    const escape = (value: string | null): string => (value ?? 'NULL').replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
    return `${head ? `${columns.map((column) => column.name).join('\t')}\n` : ''}${rows.map((row) => `${row.map(escape).join('\t')}\n`).join('')}`;
  }
  const widths = columns.map((column, at) => Math.max(head ? textWidth(column.name) : 0, ...rows.map((row) => textWidth(row[at] ?? 'NULL'))));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const line = (values: readonly string[], numbers: readonly boolean[]): string => `| ${values.map((value, at) => pad(value, widths[at] as number, numbers[at] ? 'right' : 'left')).join(' | ')} |\n`;
  const right = columns.map((column) => NUMBERS.has(column.type.base) || column.type.base === 'boolean');
  const none = columns.map(() => false);
  return `${rule}${head ? line(columns.map((column) => column.name), none) + rule : ''}${rows.map((row) => line(row.map((value) => value ?? 'NULL'), right)).join('')}${rule}`;
}
