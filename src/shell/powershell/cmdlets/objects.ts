/** What chooses, sorts, counts and changes the objects of a pipeline. */
import { cmdlet, type Call } from '../cmdlet';
import { withItem } from '../evaluate';
import { binary, equal, order, timeSpan } from '../operators';
import { property } from '../members';
import { EnoughFlow, problem } from '../problem';
import { convert, numberIn, textOf } from '../text';
import { runBlock } from '../evaluate';
import { Block, custom, CUSTOM, isTrue, listed, Table, Thing, typeNameOf, type Value } from '../values';
import { wildcard } from '../patterns';
import type { Program } from '../../../sim';
import { columnsOf, compute } from './output';

const OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'like', 'notlike', 'match', 'notmatch', 'contains', 'notcontains', 'in', 'notin', 'is', 'isnot'];

/** The value that things are sorted or grouped by. */
function* keyOf(call: Call, value: Value, by: Value): Program<Value> {
  if (by instanceof Block) return yield* withItem(call.shell, by, value, call.place);
  if (by instanceof Table) return yield* keyOf(call, value, by.get('Expression') ?? by.get('E'));
  return by === null ? value : property(value, textOf(by));
}

function all(call: Call): Value[] {
  return call.has('InputObject') ? [...call.input, ...listed(call.value('InputObject'))] : call.input;
}

function* select(call: Call, values: readonly Value[]): Program {
  const wanted = listed(call.value('Property'));
  const expand = call.text('ExpandProperty');
  yield* compute(call, values, wanted);
  for (const value of values) {
    if (expand !== undefined) {
      const found = property(value, expand);
      if (found === null && !(value instanceof Thing && value.has(expand))) {
        yield* call.error(`Property "${expand}" cannot be found.`, 'ExpandPropertyNotFound,Microsoft.PowerShell.Commands.SelectObjectCommand', 'InvalidArgument', `${textOf(value)}:PSObject`, 'PSArgumentException');
        continue;
      }
      for (const each of listed(found)) yield* call.emit(each);
    } else if (wanted.length === 0) yield* call.emit(value);
    else {
      const made = new Thing(`Selected.${typeNameOf(value)}`);
      const source = value instanceof Thing ? value : new Thing('Value', value instanceof Table ? Object.fromEntries(value.list().map((entry) => [textOf(entry.key), entry.value])) : { Length: property(value, 'Length') });
      const names = wanted.flatMap((each) => (typeof each === 'string' && /[*?]/.test(each) && each !== '*' ? source.properties().filter(wildcard(each)) : [each]));
      const excluded = call.texts('ExcludeProperty').map((each) => wildcard(each));
      for (const column of columnsOf(call, [source], names)) if (!excluded.some((drops) => drops(column.label))) made.set(column.label, column.value(value instanceof Thing ? value : source));
      yield* call.emit(made);
    }
  }
}

export default [
  cmdlet({
    name: 'Where-Object',
    aliases: ['where', '?'],
    does: 'Lets objects pass that meet a condition.',
    parameters: { FilterScript: { kind: 'value', at: 0, required: true }, Value: { kind: 'value', at: 1 }, InputObject: { kind: 'value', piped: true }, Not: { kind: 'switch' }, ...Object.fromEntries(OPERATORS.map((name) => [name, { kind: 'value' } as const])) },
    *item(call, value) {
      const test = call.value('FilterScript');
      const operator = OPERATORS.find((name) => call.has(name));
      const holds =
        test instanceof Block ? isTrue(yield* withItem(call.shell, test, value, call.place))
        : operator === undefined ? isTrue(property(value, textOf(test)))
        : isTrue(binary(`-${operator}`, property(value, textOf(test)), call.value(operator), { set: () => {} }));
      if (holds !== call.on('Not')) yield* call.emit(value);
    },
  }),
  cmdlet({
    name: 'ForEach-Object',
    aliases: ['foreach', '%'],
    does: 'Does something with each object.',
    parameters: { Process: { kind: 'value', at: 0, required: true }, Begin: { kind: 'block' }, End: { kind: 'block' }, InputObject: { kind: 'value', piped: true }, ArgumentList: { kind: 'values', at: 1 } },
    *begin(call) {
      const begin = call.block('Begin');
      if (begin) yield* runBlock(call.shell, begin.script.body, { ...call.place, scope: begin.scope ?? call.place.scope, source: begin.source });
    },
    *item(call, value) {
      const work = call.value('Process');
      if (work instanceof Block) yield* withItem(call.shell, work, value, call.place, call.place.streams);
      else {
        const found = property(value, textOf(work));
        for (const each of listed(found)) yield* call.emit(each);
      }
    },
    *end(call) {
      const end = call.block('End');
      if (end) yield* runBlock(call.shell, end.script.body, { ...call.place, scope: end.scope ?? call.place.scope, source: end.source });
    },
  }),
  cmdlet({
    name: 'Select-Object',
    aliases: ['select'],
    does: 'Chooses objects, or properties of them.',
    parameters: {
      Property: { kind: 'values', at: 0 }, ExpandProperty: { kind: 'text' }, ExcludeProperty: { kind: 'texts' }, First: { kind: 'number' }, Last: { kind: 'number' }, Skip: { kind: 'number' }, Index: { kind: 'values' }, Unique: { kind: 'switch' },
      InputObject: { kind: 'values', piped: true },
    },
    *item(call, value) {
      const first = call.number('First');
      const plain = !call.has('Last') && !call.has('Index') && !call.on('Unique');
      call.kept['count'] = ((call.kept['count'] as number | undefined) ?? 0) + 1;
      const count = (call.kept['count'] as number) - (call.number('Skip') ?? 0);
      if (!plain || first === undefined) {
        call.input.push(value);
        return;
      }
      if (count > 0 && count <= first) yield* select(call, [value]);
      // Nobody upstream needs to go on.
      if (count >= first) throw new EnoughFlow(call.stage);
    },
    *end(call) {
      if (call.has('First') && !call.has('Last') && !call.has('Index') && !call.on('Unique') && !call.has('InputObject')) return;
      let values = all(call);
      const skip = call.number('Skip') ?? 0;
      const first = call.number('First');
      const last = call.number('Last');
      if (call.on('Unique')) values = values.filter((each, i) => values.findIndex((other) => equal(other, each, true)) === i);
      if (last !== undefined) values = values.slice(0, values.length - skip).slice(-Math.max(last, 0) || values.length);
      else values = values.slice(skip);
      if (first !== undefined) values = values.slice(0, first);
      if (call.has('Index')) values = listed(call.value('Index')).flatMap((each) => values[numberIn(each) ?? -1] ?? []);
      yield* select(call, values);
    },
  }),
  cmdlet({
    name: 'Sort-Object',
    aliases: ['sort'],
    does: 'Sorts objects.',
    parameters: { Property: { kind: 'values', at: 0 }, Descending: { kind: 'switch' }, Unique: { kind: 'switch' }, CaseSensitive: { kind: 'switch' }, InputObject: { kind: 'values', piped: true } },
    *end(call) {
      const by = listed(call.value('Property'));
      const rows: { value: Value; keys: Value[] }[] = [];
      for (const value of all(call)) {
        const keys: Value[] = [];
        for (const each of by.length > 0 ? by : [null]) keys.push(yield* keyOf(call, value, each));
        rows.push({ value, keys });
        yield* call.shell.step();
      }
      const down = (i: number): boolean => {
        const each = by[i];
        return each instanceof Table && each.has('Descending') ? isTrue(each.get('Descending')) : call.on('Descending');
      };
      const compare = (a: Value[], b: Value[]): number => {
        for (let i = 0; i < a.length; i++) {
          const found = order(a[i] as Value, b[i] as Value, call.on('CaseSensitive')) ?? 0;
          if (found !== 0) return down(i) ? -found : found;
        }
        return 0;
      };
      rows.sort((a, b) => compare(a.keys, b.keys));
      let before: Value[] | undefined;
      for (const { value, keys } of rows) {
        if (call.on('Unique') && before && compare(before, keys) === 0) continue;
        before = keys;
        yield* call.emit(value);
      }
    },
  }),
  cmdlet({
    name: 'Group-Object',
    aliases: ['group'],
    does: 'Gathers objects that are alike.',
    parameters: { Property: { kind: 'values', at: 0 }, NoElement: { kind: 'switch' }, AsHashTable: { kind: 'switch' }, InputObject: { kind: 'values', piped: true } },
    *end(call) {
      const groups = new Map<string, { name: string; values: Value[] }>();
      for (const value of all(call)) {
        const keys: string[] = [];
        for (const by of listed(call.value('Property')).length > 0 ? listed(call.value('Property')) : [null]) keys.push(textOf(yield* keyOf(call, value, by)));
        const name = keys.join(', ');
        const group = groups.get(name.toLowerCase()) ?? { name, values: [] };
        group.values.push(value);
        groups.set(name.toLowerCase(), group);
        yield* call.shell.step();
      }
      if (call.on('AsHashTable')) {
        const table = new Table();
        for (const { name, values } of groups.values()) table.set(name, values);
        yield* call.emit(table);
      } else for (const { name, values } of groups.values()) yield* call.emit(new Thing(call.on('NoElement') ? 'Microsoft.PowerShell.Commands.GroupInfoNoElement' : 'Microsoft.PowerShell.Commands.GroupInfo', { Count: values.length, Name: name, ...(call.on('NoElement') ? {} : { Group: values }) }));
    },
  }),
  cmdlet({
    name: 'Measure-Object',
    aliases: ['measure'],
    does: 'Counts objects, and sums up their numbers or lines.',
    parameters: { Property: { kind: 'texts', at: 0 }, Sum: { kind: 'switch' }, Average: { kind: 'switch' }, Maximum: { kind: 'switch' }, Minimum: { kind: 'switch' }, Line: { kind: 'switch' }, Word: { kind: 'switch' }, Character: { kind: 'switch' }, InputObject: { kind: 'values', piped: true } },
    *end(call) {
      const [name] = call.texts('Property');
      const values = all(call).map((each) => (name === undefined ? each : property(each, name))).filter((each) => each !== null);
      if (call.on('Line') || call.on('Word') || call.on('Character')) {
        const text = values.map((each) => textOf(each));
        yield* call.emit(new Thing('Microsoft.PowerShell.Commands.TextMeasureInfo', {
          Lines: call.on('Line') ? text.length : null, Words: call.on('Word') ? text.reduce((sum, each) => sum + (each.trim() === '' ? 0 : each.trim().split(/\s+/).length), 0) : null,
          Characters: call.on('Character') ? text.reduce((sum, each) => sum + each.length, 0) : null, Property: name ?? null,
        }));
        return;
      }
      const asks = call.on('Sum') || call.on('Average') || call.on('Maximum') || call.on('Minimum');
      const numbers: number[] = [];
      if (asks) {
        for (const value of values) {
          const found = numberIn(value);
          if (found === undefined) yield* call.error(`Input object "${textOf(value)}" is not numeric.`, 'NonNumericInputObject,Microsoft.PowerShell.Commands.MeasureObjectCommand', 'InvalidType', `${textOf(value)}:String`, 'PSInvalidCastException');
          else numbers.push(found);
        }
      }
      const sum = numbers.reduce((total, each) => total + each, 0);
      const counted = asks ? numbers.length : values.length;
      yield* call.emit(new Thing('Microsoft.PowerShell.Commands.GenericMeasureInfo', {
        Count: counted, Average: call.on('Average') && counted > 0 ? sum / counted : null, Sum: call.on('Sum') ? sum : null,
        Maximum: call.on('Maximum') && counted > 0 ? numbers.reduce((a, b) => Math.max(a, b)) : null, Minimum: call.on('Minimum') && counted > 0 ? numbers.reduce((a, b) => Math.min(a, b)) : null, Property: name ?? null,
      }));
    },
  }),
  cmdlet({
    name: 'Compare-Object',
    aliases: ['compare', 'diff'],
    does: 'Tells what two lists do not share.',
    parameters: { ReferenceObject: { kind: 'values', at: 0, required: true }, DifferenceObject: { kind: 'values', at: 1, required: true }, IncludeEqual: { kind: 'switch' } },
    *end(call) {
      const [ours, theirs] = [listed(call.value('ReferenceObject')), listed(call.value('DifferenceObject'))];
      const has = (list: Value[], value: Value): boolean => list.some((each) => equal(each, value));
      const row = (value: Value, side: string): Thing => custom({ InputObject: value, SideIndicator: side });
      if (call.on('IncludeEqual')) for (const each of ours) if (has(theirs, each)) yield* call.emit(row(each, '=='));
      for (const each of theirs) if (!has(ours, each)) yield* call.emit(row(each, '=>'));
      for (const each of ours) if (!has(theirs, each)) yield* call.emit(row(each, '<='));
    },
  }),
  cmdlet({
    name: 'Get-Unique',
    aliases: ['gu'],
    does: 'Drops what equals the one before.',
    parameters: { InputObject: { kind: 'value', piped: true } },
    *item(call, value) {
      if (call.kept['seen'] && equal(call.kept['last'] as Value, value, true)) return;
      Object.assign(call.kept, { seen: true, last: value });
      yield* call.emit(value);
    },
  }),
  cmdlet({
    name: 'Tee-Object',
    aliases: ['tee'],
    does: 'Passes objects on and keeps them in a variable as well.',
    parameters: { Variable: { kind: 'text' }, FilePath: { kind: 'text', at: 0 }, InputObject: { kind: 'value', piped: true } },
    *end(call) {
      const name = call.text('Variable');
      if (name === undefined) throw problem("Tee-Object with a file is not supported in this lab's PowerShell: use -Variable, or Out-File.", 'NotSupportedInThisLab', 'NotImplemented');
      call.place.scope.set(name, call.input.length === 1 ? (call.input[0] as Value) : [...call.input]);
      for (const each of call.input) yield* call.emit(each);
    },
  }),
  cmdlet({
    name: 'New-Object',
    does: 'Makes an object with properties.',
    parameters: { TypeName: { kind: 'text', at: 0 }, Property: { kind: 'table' }, ArgumentList: { kind: 'values', at: 1 } },
    *end(call) {
      const type = (call.text('TypeName') ?? 'PSObject').toLowerCase();
      if (!/^(?:system\.management\.automation\.)?(?:psobject|pscustomobject|object)$/.test(type)) throw problem(`Objects of type [${call.text('TypeName')}] are not supported in this lab's PowerShell.`, 'NotSupportedInThisLab', 'NotImplemented');
      const made = new Thing(CUSTOM);
      for (const { key, value } of call.table('Property')?.list() ?? []) made.set(textOf(key), value);
      yield* call.emit(made);
    },
  }),
  cmdlet({
    name: 'Add-Member',
    does: 'Gives an object one more property.',
    parameters: { MemberType: { kind: 'text' }, NotePropertyName: { kind: 'text', at: 0, aliases: ['Name'] }, NotePropertyValue: { kind: 'value', at: 1, aliases: ['Value'] }, PassThru: { kind: 'switch' }, Force: { kind: 'switch' }, InputObject: { kind: 'values', piped: true } },
    *end(call) {
      for (const each of all(call)) {
        if (each instanceof Thing) each.set(call.text('NotePropertyName') ?? '', call.value('NotePropertyValue'));
        if (call.on('PassThru')) yield* call.emit(each);
      }
    },
  }),
  cmdlet({
    name: 'Get-Member',
    aliases: ['gm'],
    does: 'Tells what properties an object has.',
    parameters: { InputObject: { kind: 'values', piped: true }, MemberType: { kind: 'text' } },
    *end(call) {
      const [first] = all(call);
      if (first === undefined) throw problem('You must specify an object for the Get-Member cmdlet.', 'NoObjectInGetMember', 'CloseError', ':', 'InvalidOperationException');
      const names = first instanceof Thing ? first.properties() : first instanceof Table ? ['Count', 'Keys', 'Values'] : ['Length'];
      for (const name of [...names].sort()) yield* call.emit(custom({ Name: name, MemberType: first instanceof Thing && first.type === CUSTOM ? 'NoteProperty' : 'Property', Definition: `${typeNameOf(property(first, name)).replace(/^System\./, '').toLowerCase()} ${name}` }));
    },
  }),
  cmdlet({
    name: 'Measure-Command',
    does: 'Tells how long something takes.',
    parameters: { Expression: { kind: 'block', at: 0, required: true } },
    *end(call) {
      const block = call.block('Expression') as Block;
      const from = call.shell.sim.nowMs;
      yield* runBlock(call.shell, block.script.body, { scope: block.scope ?? call.place.scope, source: block.source, streams: { ...call.place.streams, direct: false, *out() {}, *flush() {} } });
      yield* call.emit(timeSpan(call.shell.sim.nowMs - from));
    },
  }),
  cmdlet({
    name: 'Get-Random',
    aliases: ['random'],
    does: 'A number by chance, or one of several objects.',
    parameters: { Maximum: { kind: 'number', at: 0 }, Minimum: { kind: 'number' }, Count: { kind: 'number' }, InputObject: { kind: 'values', piped: true } },
    *end(call) {
      const random = call.shell.sim.random('powershell');
      const values = all(call);
      if (values.length > 0) {
        for (let i = 0; i < (call.number('Count') ?? 1) && values.length > 0; i++) yield* call.emit(values.splice(random.int(0, values.length - 1), 1)[0] as Value);
      } else yield* call.emit(random.int(call.number('Minimum') ?? 0, (call.number('Maximum') ?? 2147483647) - 1));
    },
  }),
  cmdlet({
    name: 'New-TimeSpan',
    does: 'The time between two dates, or of a length.',
    parameters: { Start: { kind: 'value', at: 0 }, End: { kind: 'value', at: 1 }, Days: { kind: 'number' }, Hours: { kind: 'number' }, Minutes: { kind: 'number' }, Seconds: { kind: 'number' } },
    *end(call) {
      const at = (name: string): number => (call.has(name) ? (convert(call.value(name), 'datetime') as { ms: number } & Value & object).ms : call.shell.sim.nowMs);
      const length = (call.number('Days') ?? 0) * 86_400_000 + (call.number('Hours') ?? 0) * 3_600_000 + (call.number('Minutes') ?? 0) * 60_000 + (call.number('Seconds') ?? 0) * 1000;
      yield* call.emit(timeSpan(call.has('Start') || call.has('End') ? at('End') - at('Start') : length));
    },
  }),
] as const;
