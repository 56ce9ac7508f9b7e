/** Properties and methods of values: what text, lists, tables and dates can be asked and told. */
import { dayName, formatDate } from './dates';
import { formatNumber, formatOne } from './format-operator';
import { equal, limited, order, timeSpan } from './operators';
import { problem, unsupported } from './problem';
import { convert, numberIn, roundHalfEven, textOf } from './text';
import { fullTypeName, Instant, Table, Thing, TypeName, typeNameOf, type Value } from './values';

/** A property; null where there is none, as PowerShell answers outside of strict mode. */
export function property(object: Value, name: string): Value {
  const lower = name.toLowerCase();
  if (object === null) return null;
  if (object instanceof Table) {
    if (object.has(name)) return object.get(name);
    if (lower === 'count') return object.size;
    if (lower === 'keys') return object.list().map(({ key }) => key);
    if (lower === 'values') return object.list().map(({ value }) => value);
    return null;
  }
  if (object instanceof Thing) {
    const found = object.get(name);
    if (found !== undefined) return found;
    if (lower === 'count' || lower === 'length') return 1;
    return lower === 'psobject' ? new Thing('System.Management.Automation.PSObject', { Properties: object.properties().map((each) => new Thing('System.Management.Automation.PSNoteProperty', { Name: each, Value: () => object.get(each) ?? null })) }) : null;
  }
  if (Array.isArray(object)) {
    if (lower === 'count' || lower === 'length') return object.length;
    // Asked of each member, as PowerShell does since version 3.
    const found = object.flatMap((each) => {
      const one = property(each, name);
      return one === null ? [] : Array.isArray(one) ? one : [one];
    });
    return found.length === 0 ? null : found.length === 1 ? (found[0] as Value) : found;
  }
  if (object instanceof Instant) return dateProperty(object.ms, lower);
  if (lower === 'length') return typeof object === 'string' ? object.length : 1;
  if (lower === 'count') return 1;
  if (object instanceof TypeName) {
    const full = fullTypeName(object.name);
    if (lower === 'name') return full.slice(full.lastIndexOf('.') + 1);
    if (lower === 'fullname') return full;
  }
  return null;
}

function dateProperty(ms: number, name: string): Value {
  const date = new Date(Math.floor(ms));
  switch (name) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'hour':
      return date.getUTCHours();
    case 'minute':
      return date.getUTCMinutes();
    case 'second':
      return date.getUTCSeconds();
    case 'millisecond':
      return date.getUTCMilliseconds();
    case 'dayofweek':
      return dayName(ms);
    case 'date':
      return new Instant(Math.floor(ms / 86_400_000) * 86_400_000);
    case 'ticks':
      return Math.round(ms * 10_000 + 621_355_968_000_000_000);
    default:
      return null;
  }
}

export function method(object: Value, name: string, args: Value[]): Value {
  const lower = name.toLowerCase();
  if (object === null) throw problem('You cannot call a method on a null-valued expression.', 'InvokeMethodOnNull', 'InvalidOperation', '', 'RuntimeException');
  if (lower === 'gettype' && args.length === 0) return new TypeName(typeNameOf(object));
  if (lower === 'equals') return equal(object, args[0] ?? null, true);
  if (lower === 'tostring' && !(object instanceof Thing && object.methods['tostring'])) return formatOne(object, textOf(args[0] ?? ''));
  if (lower === 'compareto') return order(object, args[0] ?? null, true) ?? 0;
  const found =
    typeof object === 'string' ? textMethod(object, lower, args)
    : Array.isArray(object) ? listMethod(object, lower, args)
    : object instanceof Table ? tableMethod(object, lower, args)
    : object instanceof Instant ? dateMethod(object.ms, lower, args)
    : object instanceof Thing ? object.methods[lower]?.(args)
    : undefined;
  if (found === undefined) {
    throw problem(`Method invocation failed because [${typeNameOf(object)}] does not contain a method named '${name}'.`, 'MethodNotFound', 'InvalidOperation', `${name}:String`, 'RuntimeException');
  }
  return found;
}

function textMethod(text: string, name: string, args: Value[]): Value | undefined {
  const first = textOf(args[0] ?? '');
  const count = (i: number): number => numberIn(args[i] ?? null) ?? 0;
  const inside = (at: number): number => {
    if (at < 0 || at > text.length) throw problem(`Exception calling "Substring" with "${args.length}" argument(s): "Index and length must refer to a location within the string.`, 'ArgumentOutOfRangeException', 'NotSpecified', ':', 'MethodInvocationException');
    return at;
  };
  const chars = (): string => args.flatMap((each) => (Array.isArray(each) ? each : [each])).map((each) => textOf(each)).join('');
  switch (name) {
    case 'trim':
      return args.length === 0 ? text.trim() : trimmed(text, chars(), true, true);
    case 'trimstart':
      return args.length === 0 ? text.trimStart() : trimmed(text, chars(), true, false);
    case 'trimend':
      return args.length === 0 ? text.trimEnd() : trimmed(text, chars(), false, true);
    case 'toupper':
    case 'toupperinvariant':
      return text.toUpperCase();
    case 'tolower':
    case 'tolowerinvariant':
      return text.toLowerCase();
    case 'split': {
      if (args.length === 0) return text.split(/\s/);
      // A text is a set of characters here, not one separator: a well-known surprise of Windows PowerShell.
      const set = new Set(chars());
      const out: string[] = [];
      let from = 0;
      for (let i = 0; i < text.length; i++) {
        if (!set.has(text[i] as string)) continue;
        out.push(text.slice(from, i));
        from = i + 1;
      }
      return [...out, text.slice(from)];
    }
    case 'replace':
      if (first === '') throw problem('Exception calling "Replace" with "2" argument(s): "String cannot be of zero length.', 'ArgumentException', 'NotSpecified', ':', 'MethodInvocationException');
      return limited(text.replaceAll(first, () => textOf(args[1] ?? '')));
    case 'contains':
      return text.includes(first);
    case 'startswith':
      return text.startsWith(first);
    case 'endswith':
      return text.endsWith(first);
    case 'indexof':
      return text.indexOf(first);
    case 'lastindexof':
      return text.lastIndexOf(first);
    case 'substring':
      return args.length > 1 ? text.slice(inside(count(0)), inside(count(0) + count(1))) : text.slice(inside(count(0)));
    case 'padleft':
      return text.padStart(Math.min(count(0), 10_000), textOf(args[1] ?? ' '));
    case 'padright':
      return text.padEnd(Math.min(count(0), 10_000), textOf(args[1] ?? ' '));
    case 'insert':
      return text.slice(0, inside(count(0))) + textOf(args[1] ?? '') + text.slice(count(0));
    case 'remove':
      return args.length > 1 ? text.slice(0, inside(count(0))) + text.slice(inside(count(0) + count(1))) : text.slice(0, inside(count(0)));
    case 'tochararray':
      return [...text];
    default:
      return undefined;
  }
}

function trimmed(text: string, set: string, start: boolean, end: boolean): string {
  let [from, to] = [0, text.length];
  while (start && from < to && set.includes(text[from] as string)) from++;
  while (end && to > from && set.includes(text[to - 1] as string)) to--;
  return text.slice(from, to);
}

function listMethod(list: Value[], name: string, args: Value[]): Value | undefined {
  switch (name) {
    case 'contains':
      return list.some((each) => equal(each, args[0] ?? null, true));
    case 'indexof':
      return list.findIndex((each) => equal(each, args[0] ?? null, true));
    case 'getenumerator':
    case 'clone':
      return [...list];
    case 'add':
    case 'remove':
    case 'removeat':
      throw problem(`Exception calling "${name === 'add' ? 'Add' : 'Remove'}" with "1" argument(s): "Collection was of a fixed size."`, 'NotSupportedException', 'NotSpecified', ':', 'MethodInvocationException');
    case 'where':
    case 'foreach':
      throw unsupported(`The method .${name}()`);
    default:
      // Asked of each, as for properties.
      return list.length > 0 && list.every((each) => each !== null && !Array.isArray(each)) ? list.map((each) => method(each, name, args)) : undefined;
  }
}

function tableMethod(table: Table, name: string, args: Value[]): Value | undefined {
  switch (name) {
    case 'containskey':
    case 'contains':
      return table.has(args[0] ?? null);
    case 'containsvalue':
      return table.list().some(({ value }) => equal(value, args[0] ?? null));
    case 'add':
      if (table.has(args[0] ?? null)) throw problem(`Exception calling "Add" with "2" argument(s): "Item has already been added. Key in dictionary: '${textOf(args[0] ?? null)}'  Key being added: '${textOf(args[0] ?? null)}'"`, 'ArgumentException', 'NotSpecified', ':', 'MethodInvocationException');
      table.set(args[0] ?? null, args[1] ?? null);
      return null;
    case 'remove':
      table.delete(args[0] ?? null);
      return null;
    case 'clear':
      table.clear();
      return null;
    case 'getenumerator':
      return entriesOf(table);
    default:
      return undefined;
  }
}

/** A table's entries as things with a name and a value, as it is printed. */
export function entriesOf(table: Table): Thing[] {
  return table.list().map(({ key, value }) => new Thing('System.Collections.DictionaryEntry', { Name: key, Key: key, Value: value }));
}

const SPANS: Readonly<Record<string, number>> = { adddays: 86_400_000, addhours: 3_600_000, addminutes: 60_000, addseconds: 1000, addmilliseconds: 1 };

function dateMethod(ms: number, name: string, args: Value[]): Value | undefined {
  const span = SPANS[name];
  if (span !== undefined) return new Instant(ms + span * (numberIn(args[0] ?? null) ?? 0));
  if (name === 'touniversaltime' || name === 'tolocaltime') return new Instant(ms);
  if (name === 'toshortdatestring') return formatDate(ms, 'd');
  if (name === 'toshorttimestring') return formatDate(ms, 't');
  return undefined;
}

/** `[math]::Round(2.5)` and its like. */
export function staticMember(type: string, name: string, args: Value[] | undefined, nowMs: number): Value {
  const wanted = `${type.toLowerCase().replace(/^system\./, '')}::${name.toLowerCase()}`;
  const number = (i: number): number => numberIn(args?.[i] ?? null) ?? NaN;
  switch (wanted) {
    case 'math::round':
      return roundHalfEven(number(0), args && args.length > 1 ? number(1) : 0);
    case 'math::floor':
      return Math.floor(number(0));
    case 'math::ceiling':
      return Math.ceil(number(0));
    case 'math::truncate':
      return Math.trunc(number(0));
    case 'math::abs':
      return Math.abs(number(0));
    case 'math::sqrt':
      return Math.sqrt(number(0));
    case 'math::max':
      return Math.max(number(0), number(1));
    case 'math::min':
      return Math.min(number(0), number(1));
    case 'datetime::now':
    case 'datetime::utcnow':
      return new Instant(nowMs);
    case 'datetime::parse':
      return convert(args?.[0] ?? null, 'datetime');
    case 'string::isnullorempty':
      return textOf(args?.[0] ?? null) === '';
    case 'string::isnullorwhitespace':
      return textOf(args?.[0] ?? null).trim() === '';
    case 'string::join': {
      const rest = args?.slice(1) ?? [];
      return limited((rest.length === 1 && Array.isArray(rest[0]) ? rest[0] : rest).map((each) => textOf(each)).join(textOf(args?.[0] ?? '')));
    }
    case 'string::empty':
      return '';
    case 'string::format':
      return formatNumber(textOf(args?.[0] ?? ''), args?.slice(1) ?? []);
    case 'int::parse':
    case 'int32::parse':
      return convert(args?.[0] ?? null, 'int');
    case 'int::maxvalue':
    case 'int32::maxvalue':
      return 2147483647;
    case 'int::minvalue':
    case 'int32::minvalue':
      return -2147483648;
    case 'environment::newline':
      return '\r\n';
    case 'timespan::fromseconds':
      return timeSpan(number(0) * 1000);
    case 'timespan::fromminutes':
      return timeSpan(number(0) * 60_000);
    default:
      throw unsupported(`[${type}]::${name}${args ? '()' : ''}`);
  }
}

/** `$list[1]`, `$list[-1]`, `$list[0..2]`, `$text[0]`, `$table['key']`. */
export function indexed(object: Value, index: Value): Value {
  if (object === null) throw problem('Cannot index into a null array.', 'NullArray', 'InvalidOperation', '', 'RuntimeException');
  if (object instanceof Table) return Array.isArray(index) ? index.map((each) => object.get(each)) : object.get(index);
  if (object instanceof Thing && typeof index === 'string') return object.get(index) ?? null;
  const list: Value[] = typeof object === 'string' ? [...object] : Array.isArray(object) ? object : [object];
  const at = (value: Value): Value | undefined => {
    const found = numberIn(value);
    if (found === undefined) throw problem(`Cannot convert value "${textOf(value)}" to type "System.Int32". Error: "Input string was not in a correct format."`, 'InvalidCastFromStringToInteger', 'InvalidArgument', '', 'RuntimeException');
    const whole = roundHalfEven(found);
    return list[whole < 0 ? list.length + whole : whole];
  };
  if (Array.isArray(index)) return index.flatMap((each) => at(each) ?? []);
  return at(index) ?? null;
}
