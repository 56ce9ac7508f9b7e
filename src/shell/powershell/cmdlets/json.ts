/** JSON to objects and back, in Windows PowerShell's own layout. */
import { cmdlet } from '../cmdlet';
import { problem } from '../problem';
import { numberText, textOf } from '../text';
import { Block, CUSTOM, gathered, Instant, listed, Table, Thing, type Value } from '../values';
import { columnOf } from '../format';

const DEPTH_MAX = 100;

export function fromJson(text: string): Value {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw problem(`Invalid JSON primitive: ${/^\s*(\w+)/.exec(text)?.[1] ?? text.trim().slice(0, 20)}.`, 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand', 'NotSpecified', ':', 'ArgumentException');
  }
  return valueFrom(parsed, 0);
}

function valueFrom(value: unknown, depth: number): Value {
  if (depth > DEPTH_MAX) return null;
  if (Array.isArray(value)) return value.map((each) => valueFrom(each, depth + 1));
  if (typeof value === 'object' && value !== null) {
    const made = new Thing(CUSTOM);
    for (const [name, each] of Object.entries(value)) made.set(name, valueFrom(each, depth + 1));
    return made;
  }
  return value as Value;
}

export function toJson(value: Value, compress: boolean, depth: number): string {
  return layout(value, compress, depth, '');
}

/** Members stand four columns right of their brace, as version 5.1 has it. */
function layout(value: Value, compress: boolean, depth: number, indent: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Instant) return `"\\/Date(${Math.floor(value.ms)})\\/"`;
  if (value instanceof Block) return quoted(value.script.text);
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    if (depth < 0) return quoted(textOf(value));
    const items = value.map((each) => layout(each, compress, depth - 1, inner));
    if (compress) return `[${items.join(',')}]`;
    return items.length === 0 ? `[\r\n\r\n${indent}]` : `[\r\n${items.map((each) => inner + each).join(',\r\n')}\r\n${indent}]`;
  }
  if (!(value instanceof Thing) && !(value instanceof Table)) return quoted(textOf(value));
  if (depth < 0) return quoted(textOf(value));
  const entries = value instanceof Table ? value.list().map((entry) => [textOf(entry.key), entry.value] as const) : value.properties().map((name) => [name, value.get(name) ?? null] as const);
  if (compress) return `{${entries.map(([name, each]) => `${quoted(name)}:${layout(each, true, depth - 1, '')}`).join(',')}}`;
  if (entries.length === 0) return `{\r\n\r\n${indent}}`;
  return `{\r\n${entries.map(([name, each]) => `${inner}${quoted(name)}:  ${layout(each, false, depth - 1, `${inner}${' '.repeat(name.length + 5)}`)}`).join(',\r\n')}\r\n${indent}}`;
}

const quoted = (text: string): string => JSON.stringify(text).replace(/[<>&']/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);

export default [
  cmdlet({
    name: 'ConvertFrom-Json',
    does: 'Objects from a JSON text.',
    parameters: { InputObject: { kind: 'texts', at: 0, piped: true } },
    *end(call) {
      const texts = [...call.input, ...listed(call.value('InputObject'))].map((each) => textOf(each));
      if (texts.join('').trim() === '') return;
      // One object a line, as `docker ps --format json` prints it, is read as several.
      const lines = texts.filter((each) => each.trim() !== '');
      const perLine = lines.length > 1 && lines.every((each) => /^\s*\{.*\}\s*$/.test(each));
      if (perLine) for (const line of lines) yield* call.emit(fromJson(line));
      else {
        const value = fromJson(texts.join('\n'));
        for (const each of Array.isArray(value) ? value : [value]) yield* call.emit(each);
      }
    },
  }),
  cmdlet({
    name: 'ConvertTo-Json',
    does: 'A JSON text from objects.',
    parameters: { InputObject: { kind: 'value', at: 0, piped: true }, Depth: { kind: 'number' }, Compress: { kind: 'switch' } },
    *end(call) {
      const value = call.piped ? gathered(call.input) : call.value('InputObject');
      yield* call.emit(toJson(value, call.on('Compress'), Math.min(call.number('Depth') ?? 2, DEPTH_MAX)));
    },
  }),
  cmdlet({
    name: 'ConvertFrom-Csv',
    does: 'Objects from lines with commas.',
    parameters: { InputObject: { kind: 'texts', at: 0, piped: true }, Delimiter: { kind: 'text' }, Header: { kind: 'texts' } },
    *end(call) {
      const lines = [...call.input, ...listed(call.value('InputObject'))].flatMap((each) => textOf(each).split(/\r?\n/)).filter((each) => each.trim() !== '');
      const cells = (line: string): string[] => {
        const delimiter = call.text('Delimiter') ?? ',';
        const out = [''];
        let inside = false;
        for (let i = 0; i < line.length; i++) {
          const char = line[i] as string;
          if (char === '"') {
            if (inside && line[i + 1] === '"') out[out.length - 1] += line[i++] as string;
            else inside = !inside;
          } else if (char === delimiter && !inside) out.push('');
          else out[out.length - 1] += char;
        }
        return out;
      };
      const header = call.has('Header') ? call.texts('Header') : cells(lines.shift() ?? '');
      for (const line of lines) {
        const made = new Thing(CUSTOM);
        const row = cells(line);
        header.forEach((name, i) => made.set(name, row[i] ?? null));
        yield* call.emit(made);
      }
    },
  }),
  cmdlet({
    name: 'ConvertTo-Csv',
    does: 'Lines with commas from objects.',
    parameters: { InputObject: { kind: 'values', at: 0, piped: true }, NoTypeInformation: { kind: 'switch', aliases: ['nti'] }, Delimiter: { kind: 'text' } },
    *end(call) {
      const things = [...call.input, ...listed(call.value('InputObject'))].filter((each): each is Thing => each instanceof Thing);
      const [first] = things;
      if (!first) return;
      const row = (texts: readonly string[]): string => texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(call.text('Delimiter') ?? ',');
      if (!call.on('NoTypeInformation')) yield* call.emit(`#TYPE ${first.type}`);
      const columns = first.properties().map(columnOf);
      yield* call.emit(row(columns.map(({ label }) => label)));
      for (const thing of things) yield* call.emit(row(columns.map((column) => textOf(column.value(thing)))));
    },
  }),
] as const;
