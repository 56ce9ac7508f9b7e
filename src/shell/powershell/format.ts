/** Objects as text, the way the host shows them: text as it is, things as tables or lists. */
import { longDate } from './dates';
import { entriesOf } from './members';
import { numberText, textOf } from './text';
import { Block, Instant, Table, Thing, TypeName, type Value } from './values';
import { viewOf, type Column } from './views';

/** What Format-Table and Format-List hand on: it prints as it says. */
export interface Shaped {
  shape: 'table' | 'list' | 'wide';
  columns?: readonly Column[] | undefined;
  group?: string;
  value: Value;
  hideHeaders?: boolean;
}

const FOUND = 'Microsoft.PowerShell.Commands.MatchInfo';

export const SHAPED = 'Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData';

export function shaped(entry: Shaped): Thing {
  const made = new Thing(SHAPED);
  made.inner = entry;
  return made;
}

/** Everything in a row as Out-Host prints it; lines end in newlines. */
export function formatted(values: readonly Value[], width: number): string {
  let out = '';
  for (let i = 0; i < values.length; ) {
    const value = values[i] as Value;
    const plain = plainLine(value);
    if (plain !== undefined) {
      out += plain;
      i++;
      continue;
    }
    const key = keyOf(value);
    let end = i + 1;
    while (end < values.length && plainLine(values[end] as Value) === undefined && (keyOf(values[end] as Value) === key || alike(value, values[end] as Value))) end++;
    out += together(values.slice(i, end), width);
    i = end;
  }
  return out;
}

/** Things without a view of their own stand in one table, whatever they are. */
function alike(first: Value, other: Value): boolean {
  return first instanceof Thing && other instanceof Thing && !(first.inner && first.type === SHAPED) && other.type !== SHAPED && !viewOf(first) && !viewOf(other) && !/Info$/.test(other.type);
}

function keyOf(value: Value): string {
  if (value instanceof Table) return 'table';
  if (!(value instanceof Thing)) return 'other';
  if (value.type === SHAPED) {
    const { shape, columns, group } = value.inner as Shaped;
    return `${shape} ${group ?? ''} ${columns?.map(({ label }) => label).join() ?? keyOf((value.inner as Shaped).value)}`;
  }
  return viewOf(value)?.group?.(value) ?? value.type;
}

/** What needs no table: one line, or nothing. */
function plainLine(value: Value): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return `${value}\n`;
  if (typeof value === 'number') return `${numberText(value)}\n`;
  if (typeof value === 'boolean') return value ? 'True\n' : 'False\n';
  if (Array.isArray(value)) return value.map((each) => plainLine(each) ?? `${textOf(each)}\n`).join('');
  if (value instanceof Instant) return `\n${longDate(value.ms)}\n\n`;
  if (value instanceof Block) return `${value.script.text}\n`;
  if (value instanceof TypeName) return undefined;
  if (value instanceof Thing && value.type === 'System.Management.Automation.ErrorRecord') return `${value.text ?? ''}\n`;
  if (value instanceof Thing && value.type !== SHAPED && viewOf(value) === undefined && value.properties().length === 0) return `${textOf(value)}\n`;
  return undefined;
}

function together(values: readonly Value[], width: number): string {
  const [first] = values;
  if (first instanceof Table) {
    const entries = values.flatMap((each) => entriesOf(each as Table));
    return table(entries, [{ label: 'Name', width: 30, value: (each) => each.get('Name') ?? null }, { label: 'Value', value: (each) => each.get('Value') ?? null }], width);
  }
  if (first instanceof TypeName) {
    const rows = values.map((each) => {
      const full = (each as TypeName).name;
      return new Thing('System.RuntimeType', { IsPublic: true, IsSerial: true, Name: full.slice(full.lastIndexOf('.') + 1), BaseType: /String|Object|Int|Double|Boolean/.test(full) && !full.endsWith('String') ? 'System.ValueType' : 'System.Object' });
    });
    return table(rows, ['IsPublic', 'IsSerial', 'Name', 'BaseType'].map(columnOf), width);
  }
  const thing = first as Thing;
  // Found lines are shown as lines, with some air around them.
  if (thing.type === FOUND) return `\n${values.map((each) => (each as Thing).text ?? '').join('\n')}\n\n\n`;
  if (thing.type === SHAPED) return shapedTogether(values as Thing[], width);
  const things = values as Thing[];
  const view = viewOf(thing);
  if (view?.shape === 'table') return (view.heading?.(thing) ?? '') + table(things, view.columns, width);
  if (view?.shape === 'list') return list(things, view.columns, width);
  const names = thing.properties();
  return names.length > 4 ? list(things, names.map(columnOf), width) : table(things, names.map(columnOf), width);
}

function shapedTogether(values: Thing[], width: number): string {
  const { shape, columns, hideHeaders } = values[0]?.inner as Shaped;
  const things = values.map((each) => (each.inner as Shaped).value).map(asThing);
  const first = things[0] as Thing;
  if (shape === 'wide') return wide(things.map((each) => textOf(each.get('Name') ?? textOf(each))), width);
  const own = columns ?? (shape === 'table' ? viewOf(first)?.columns : undefined) ?? first.properties().map(columnOf);
  if (shape === 'list') return list(things, own, width);
  return (columns ? '' : (viewOf(first)?.heading?.(first) ?? '')) + table(things, own, width, hideHeaders === true);
}

const asThing = (value: Value): Thing => {
  if (value instanceof Thing) return value;
  if (value instanceof Table) {
    const made = new Thing('System.Collections.Hashtable');
    for (const entry of value.list()) made.set(textOf(entry.key), entry.value);
    return made;
  }
  return typeof value === 'string' ? new Thing('System.String', { Length: value.length }) : new Thing('Value', { Value: value });
};

export const columnOf = (name: string): Column => ({ label: name, value: (thing) => thing.get(name) ?? null });

/** One cell: lists in braces with at most four members, as FormatEnumerationLimit has it. */
export function cell(value: Value): string {
  if (Array.isArray(value)) return `{${value.slice(0, 4).map((each) => textOf(each)).join(', ')}${value.length > 4 ? '...' : ''}}`;
  if (value instanceof Table) return `{${value.list().slice(0, 4).map(({ key }) => textOf(key)).join(', ')}${value.size > 4 ? '...' : ''}}`;
  return value instanceof Instant ? textOf(value) : textOf(value).replace(/\r?\n/g, ' ');
}

export function table(things: readonly Thing[], columns: readonly Column[], width: number, hideHeaders = false): string {
  const cells = things.map((thing) => columns.map((column) => cell(column.value(thing))));
  const right = columns.map((column, i) => column.align === 'right' || (column.align === undefined && things.length > 0 && things.every((thing) => typeof column.value(thing) === 'number') && i >= 0));
  const widths = columns.map((column, i) => column.width ?? Math.max(column.label.length, ...cells.map((row) => (row[i] as string).length)));
  // What does not fit is cut at the last column that still has room, and columns beyond it are left out.
  let room = width - 1;
  let shown = 0;
  for (; shown < columns.length; shown++) {
    const wanted = widths[shown] as number;
    if (shown > 0 && room < Math.min(wanted, 6)) break;
    widths[shown] = Math.min(wanted, Math.max(room, 1));
    room -= (widths[shown] as number) + 1;
  }
  const line = (texts: readonly string[]): string =>
    texts.slice(0, shown).map((text, i) => {
      const wide_ = widths[i] as number;
      const cut = text.length > wide_ ? (wide_ > 3 ? `${text.slice(0, wide_ - 3)}...` : text.slice(0, wide_)) : text;
      return right[i] ? cut.padStart(wide_) : cut.padEnd(wide_);
    }).join(' ').trimEnd();
  const labels = columns.map(({ label }) => label);
  const head = hideHeaders ? [] : [line(labels), line(labels.map((label) => '-'.repeat(label.length)))];
  return `\n${[...head, ...cells.map(line)].join('\n')}\n\n\n`;
}

export function list(things: readonly Thing[], columns: readonly Column[], width: number): string {
  let out = '\n';
  for (const thing of things) {
    const name = Math.max(...columns.map(({ label }) => label.length), 1);
    out += '\n';
    for (const column of columns) {
      const text = cell(column.value(thing));
      const room = Math.max(20, width - name - 4);
      const pieces = text === '' ? [''] : (text.match(new RegExp(`.{1,${room}}`, 'gsu')) ?? ['']);
      out += pieces.map((piece, i) => (i === 0 ? `${column.label.padEnd(name)} : ${piece}` : `${' '.repeat(name + 3)}${piece}`).trimEnd()).join('\n') + '\n';
    }
  }
  return `${out}\n\n\n`;
}

function wide(names: readonly string[], width: number): string {
  const column = Math.max(1, ...names.map((name) => name.length)) + 2;
  const across = Math.max(1, Math.floor(width / column));
  let out = '\n';
  for (let i = 0; i < names.length; i += across) out += `${names.slice(i, i + across).map((name) => name.padEnd(column)).join('').trimEnd()}\n`;
  return `${out}\n\n`;
}
