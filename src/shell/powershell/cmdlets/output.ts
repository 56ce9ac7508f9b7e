/** What prints and passes on: Write-Output, Write-Host, Out-String and their like. */
import { cmdlet, type Call } from '../cmdlet';
import { formatted, shaped } from '../format';
import { problem } from '../problem';
import { property } from '../members';
import { textOf } from '../text';
import { withItem } from '../evaluate';
import { Block, listed, Table, Thing, type Value } from '../values';
import type { Column } from '../views';
import type { Program } from '../../../sim';
import { gatherText } from './_gather';

const COLORS: Readonly<Record<string, number>> = { black: 30, darkred: 31, darkgreen: 32, darkyellow: 33, darkblue: 34, darkmagenta: 35, darkcyan: 36, gray: 37, darkgray: 90, red: 91, green: 92, yellow: 93, blue: 94, magenta: 95, cyan: 96, white: 97 };

function* say(call: Call, text: string, code?: number): Program {
  yield* call.place.streams.flush();
  const { stdout } = call.shell.process;
  yield* stdout.write(code !== undefined && stdout.tty ? `\x1b[${code}m${text}\x1b[0m` : text);
}

function* told(call: Call, label: string, code: number, what: string): Program {
  yield* say(call, `${label}: ${what}`, code);
  yield* say(call, '\n');
}

/** Columns as somebody asked for them: names, wildcards, or tables with a name and an expression. */
export function columnsOf(call: Call, things: readonly Value[], wanted: readonly Value[]): Column[] {
  return wanted.flatMap((each): Column[] => {
    if (each instanceof Table) {
      const label = textOf(each.get('Name') ?? each.get('N') ?? each.get('Label') ?? each.get('L') ?? each.get('Expression') ?? each.get('E'));
      const expression = each.get('Expression') ?? each.get('E');
      const width = each.get('Width');
      return [{ label, ...(typeof width === 'number' ? { width } : {}), value: (thing) => (expression instanceof Block ? (computed.get(thing)?.get(expression) ?? null) : property(thing, textOf(expression))) }];
    }
    if (each instanceof Block) return [{ label: each.script.text.trim(), value: (thing) => computed.get(thing)?.get(each) ?? null }];
    const name = textOf(each);
    if (name === '*') {
      const first = things.find((thing): thing is Thing => thing instanceof Thing);
      return (first?.properties() ?? []).map((label) => ({ label, value: (thing) => thing.get(label) ?? null }));
    }
    const known = things.find((thing): thing is Thing => thing instanceof Thing)?.properties().find((label) => label.toLowerCase() === name.toLowerCase());
    return [{ label: known ?? name, value: (thing) => property(thing, name) }];
  });
}

/** What expressions of columns came to, for each thing: a column itself cannot wait. */
const computed = new WeakMap<Thing, Map<Block, Value>>();

export function* compute(call: Call, things: readonly Value[], wanted: readonly Value[]): Program {
  const blocks = wanted.flatMap((each) => (each instanceof Block ? [each] : each instanceof Table ? [each.get('Expression') ?? each.get('E')].filter((found) => found instanceof Block) : [])) as Block[];
  if (blocks.length === 0) return;
  for (const thing of things) {
    if (!(thing instanceof Thing)) continue;
    const results = new Map<Block, Value>();
    for (const block of blocks) results.set(block, yield* withItem(call.shell, block, thing, call.place));
    computed.set(thing, results);
  }
}

function* shapedAs(call: Call, shape: 'table' | 'list' | 'wide'): Program {
  const wanted = listed(call.value('Property'));
  const things = [...call.input, ...listed(call.value('InputObject'))];
  yield* compute(call, things, wanted);
  const columns = wanted.length > 0 && shape !== 'wide' ? columnsOf(call, things, wanted) : undefined;
  for (const value of things) {
    // Text has no columns to choose from.
    if (typeof value === 'string' || typeof value === 'number') yield* call.emit(value);
    else yield* call.emit(shaped({ shape, columns, value, hideHeaders: call.on('HideTableHeaders') }));
  }
}

const SHAPING = { Property: { kind: 'values', at: 0 }, InputObject: { kind: 'values', piped: true }, AutoSize: { kind: 'switch' }, Wrap: { kind: 'switch' }, HideTableHeaders: { kind: 'switch' }, GroupBy: { kind: 'value' } } as const;

export default [
  cmdlet({
    name: 'Write-Output',
    aliases: ['echo', 'write'],
    does: 'Passes objects on; at the end of a pipeline they are shown.',
    parameters: { InputObject: { kind: 'value', at: 0, rest: true, piped: true }, NoEnumerate: { kind: 'switch' } },
    *item(call, value) {
      yield* call.emit(value);
    },
    *end(call) {
      if (call.has('InputObject')) for (const each of listed(call.value('InputObject'))) yield* call.emit(each);
    },
  }),
  cmdlet({
    name: 'Write-Host',
    does: 'Writes text to the screen, past the pipeline.',
    parameters: { Object: { kind: 'value', at: 0, rest: true, piped: true }, ForegroundColor: { kind: 'text' }, BackgroundColor: { kind: 'text' }, NoNewline: { kind: 'switch' }, Separator: { kind: 'text' } },
    *item(call, value) {
      yield* say(call, `${textOf(value)}\n`, COLORS[(call.text('ForegroundColor') ?? '').toLowerCase()]);
    },
    *end(call) {
      if (call.piped && !call.has('Object')) return;
      const color = call.text('ForegroundColor')?.toLowerCase();
      if (color !== undefined && COLORS[color] === undefined) throw problem(`Cannot bind parameter 'ForegroundColor'. Cannot convert value "${call.text('ForegroundColor')}" to type "System.ConsoleColor".`, 'CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.WriteHostCommand', 'InvalidArgument', ':', 'ParameterBindingException');
      const text = listed(call.value('Object')).map((each) => textOf(each)).join(call.text('Separator') ?? ' ');
      yield* say(call, text, color === undefined ? undefined : COLORS[color]);
      if (!call.on('NoNewline')) yield* say(call, '\n');
    },
  }),
  cmdlet({
    name: 'Write-Error',
    does: 'Tells of an error.',
    parameters: { Message: { kind: 'text', at: 0, required: true } },
    *end(call) {
      yield* call.error(call.text('Message') as string, 'Microsoft.PowerShell.Commands.WriteErrorException', 'NotSpecified', ':', 'WriteErrorException');
    },
  }),
  cmdlet({ name: 'Write-Warning', does: 'Writes a warning.', parameters: { Message: { kind: 'text', at: 0, required: true } }, end: (call) => told(call, 'WARNING', 33, call.text('Message') as string) }),
  cmdlet({
    name: 'Write-Verbose',
    does: 'Writes a message where -Verbose asks for it.',
    parameters: { Message: { kind: 'text', at: 0, required: true } },
    *end(call) {
      if (call.on('Verbose') || textOf(call.place.scope.get('VerbosePreference') ?? '').toLowerCase() === 'continue') yield* told(call, 'VERBOSE', 33, call.text('Message') as string);
    },
  }),
  cmdlet({
    name: 'Out-Null',
    does: 'Drops what comes.',
    parameters: { InputObject: { kind: 'value', piped: true } },
    *item() {},
  }),
  cmdlet({
    name: 'Out-Host',
    aliases: ['oh'],
    does: 'Shows objects on the screen.',
    parameters: { InputObject: { kind: 'value', piped: true }, Paging: { kind: 'switch' } },
    *end(call) {
      yield* say(call, formatted(call.input, call.shell.width));
    },
  }),
  cmdlet({ name: 'Out-Default', does: 'Shows objects on the screen.', parameters: { InputObject: { kind: 'value', piped: true } }, item: (call, value) => call.emit(value) }),
  cmdlet({
    name: 'Out-String',
    does: 'Makes one text of what would be shown.',
    parameters: { InputObject: { kind: 'value', piped: true }, Stream: { kind: 'switch' }, Width: { kind: 'number' } },
    *end(call) {
      const text = gatherText(formatted([...call.input, ...listed(call.value('InputObject'))], call.number('Width') ?? call.shell.width));
      if (!call.on('Stream')) yield* call.emit(text);
      else for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) yield* call.emit(line);
    },
  }),
  cmdlet({ name: 'Format-Table', aliases: ['ft'], does: 'Shows objects as a table.', parameters: SHAPING, end: (call) => shapedAs(call, 'table') }),
  cmdlet({ name: 'Format-List', aliases: ['fl'], does: 'Shows objects as a list of properties.', parameters: SHAPING, end: (call) => shapedAs(call, 'list') }),
  cmdlet({ name: 'Format-Wide', aliases: ['fw'], does: 'Shows the names of objects side by side.', parameters: SHAPING, end: (call) => shapedAs(call, 'wide') }),
  cmdlet({
    name: 'Clear-Host',
    aliases: ['cls', 'clear'],
    does: 'Clears the screen.',
    end: (call) => say(call, call.shell.process.stdout.tty ? '\x1b[H\x1b[2J\x1b[3J' : ''),
  }),
] as const;
