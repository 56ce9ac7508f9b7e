/** Operators between values. Comparing text knows no case unless the operator begins with `c`; a list on the left is filtered. */
import { problem } from './problem';
import { pattern, wildcard } from './patterns';
import { formatNumber } from './format-operator';
import { convert, numberIn, roundHalfEven, textOf } from './text';
import { fullTypeName, Instant, isTrue, listed, Table, Thing, TypeName, typeNameOf, type Value } from './values';

/** Texts and lists grow no further than this. */
const CHARS_MAX = 10_000_000;
const ITEMS_MAX = 500_000;

export interface Matches {
  set(matches: Table): void;
}

export function unary(operator: string, operand: Value): Value {
  switch (operator) {
    case '-not':
      return !isTrue(operand);
    case '-bnot':
      return ~(numberIn(operand) ?? 0);
    case '-':
      return -arithmetic(operand, '-');
    case '+':
      return arithmetic(operand, '+');
    case '-join':
      return limited(listed(operand).map((each) => textOf(each)).join(''));
    default:
      return listed(operand).flatMap((each) => textOf(each).trim().split(/\s+/)).filter((each) => each !== '');
  }
}

export function binary(operator: string, left: Value, right: Value, matches: Matches): Value {
  const plain = /^-[ic](?=eq|ne|g[te]|l[te]|like|notlike|match|notmatch|contains|notcontains|notin|in$|replace|split)/.test(operator) ? `-${operator.slice(2)}` : operator;
  const exact = operator.startsWith('-c') && plain !== operator;
  switch (plain) {
    case '+':
      return add(left, right);
    case '-':
      if (left instanceof Instant && right instanceof Instant) return timeSpan(left.ms - right.ms);
      return arithmetic(left, '-') - arithmetic(right, '-');
    case '*':
      if (typeof left === 'string') return repeated(left, right);
      if (Array.isArray(left)) return repeatedList(left, right);
      return arithmetic(left, '*') * arithmetic(right, '*');
    case '/':
    case '%': {
      const divisor = arithmetic(right, plain);
      if (divisor === 0) throw problem('Attempted to divide by zero.', 'RuntimeException', 'NotSpecified', '', 'RuntimeException');
      return plain === '/' ? arithmetic(left, plain) / divisor : arithmetic(left, plain) % divisor;
    }
    case '..':
      return range(left, right);
    case '-f':
      return limited(formatNumber(textOf(left), Array.isArray(right) ? right : [right]));
    case '-xor':
      return isTrue(left) !== isTrue(right);
    case '-band':
      return (numberIn(left) ?? 0) & (numberIn(right) ?? 0);
    case '-bor':
      return (numberIn(left) ?? 0) | (numberIn(right) ?? 0);
    case '-bxor':
      return (numberIn(left) ?? 0) ^ (numberIn(right) ?? 0);
    case '-shl':
      return (numberIn(left) ?? 0) << (numberIn(right) ?? 0);
    case '-shr':
      return (numberIn(left) ?? 0) >> (numberIn(right) ?? 0);
    case '-eq':
    case '-ne':
    case '-gt':
    case '-ge':
    case '-lt':
    case '-le':
      return filtered(left, (each) => compared(plain, each, right, exact));
    case '-like':
    case '-notlike': {
      const like = wildcard(textOf(right), exact);
      return filtered(left, (each) => like(textOf(each)) === (plain === '-like'));
    }
    case '-match':
    case '-notmatch':
      return matched(left, right, plain === '-match', exact, matches);
    case '-contains':
      return listed(left).some((each) => equal(each, right, exact));
    case '-notcontains':
      return !listed(left).some((each) => equal(each, right, exact));
    case '-in':
      return listed(right).some((each) => equal(left, each, exact));
    case '-notin':
      return !listed(right).some((each) => equal(left, each, exact));
    case '-replace': {
      const [what = '', by = ''] = listed(right);
      const found = pattern(textOf(what), exact, true);
      const replaced = (each: Value) => limited(textOf(each).replace(found, textOf(by).replace(/\$\{(\w+)\}/g, '$<$1>')));
      return Array.isArray(left) ? left.map(replaced) : replaced(left);
    }
    case '-split': {
      const [what = '', count = 0] = listed(right);
      return listed(left).flatMap((each) => split(textOf(each), pattern(textOf(what), exact, true), numberIn(count) ?? 0));
    }
    case '-join':
      return limited(listed(left).map((each) => textOf(each)).join(textOf(right)));
    case '-is':
      return isType(left, right);
    case '-isnot':
      return !isType(left, right);
    case '-as':
      try {
        return convert(left, right instanceof TypeName ? right.name : textOf(right));
      } catch {
        return null;
      }
    default:
      throw problem(`The operator '${operator}' is not supported in this lab's PowerShell.`, 'NotSupportedInThisLab');
  }
}

/** -1, 0 or 1; undefined where two values have no order. */
export function order(left: Value, right: Value, exact = false): number | undefined {
  if (left instanceof Instant || right instanceof Instant) {
    const [a, b] = [convert(left, 'datetime'), convert(right, 'datetime')] as [Instant, Instant];
    return Math.sign(a.ms - b.ms);
  }
  if (typeof left === 'number' || typeof left === 'boolean') {
    const [a, b] = [numberIn(left), typeof left === 'boolean' ? (isTrue(right) ? 1 : 0) : numberIn(right)];
    return a === undefined || b === undefined ? undefined : Math.sign(a - b);
  }
  if (left instanceof Thing && left.type === 'System.TimeSpan' && right instanceof Thing) return order(left.get('TotalMilliseconds') ?? 0, right.get('TotalMilliseconds') ?? 0);
  const [a, b] = exact ? [textOf(left), textOf(right)] : [textOf(left).toLowerCase(), textOf(right).toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

export function equal(left: Value, right: Value, exact = false): boolean {
  if (left === null || right === null) return left === right;
  if (left instanceof TypeName) return left.name.toLowerCase() === textOf(right).toLowerCase() || fullTypeName(left.name) === textOf(right);
  if ((left instanceof Thing && left.text === undefined) || left instanceof Table) return left === right;
  return order(left, right, exact) === 0;
}

function compared(operator: string, left: Value, right: Value, exact: boolean): boolean {
  if (operator === '-eq') return equal(left, right, exact);
  if (operator === '-ne') return !equal(left, right, exact);
  const found = order(left, right, exact);
  if (found === undefined) {
    throw problem(`Could not compare "${textOf(left)}" to "${textOf(right)}". Error: "Cannot convert value "${textOf(right)}" to type "${typeNameOf(left)}". Error: "Input string was not in a correct format.""`, 'ComparisonFailure', 'InvalidOperation', '', 'RuntimeException');
  }
  return operator === '-gt' ? found > 0 : operator === '-ge' ? found >= 0 : operator === '-lt' ? found < 0 : found <= 0;
}

function filtered(left: Value, keeps: (value: Value) => boolean): Value {
  return Array.isArray(left) ? left.filter(keeps) : keeps(left);
}

function matched(left: Value, right: Value, wanted: boolean, exact: boolean, matches: Matches): Value {
  const found = pattern(textOf(right), exact);
  if (Array.isArray(left)) return left.filter((each) => found.test(textOf(each)) === wanted);
  const groups = found.exec(textOf(left));
  if (groups) {
    const table = new Table();
    groups.forEach((group, i) => {
      if (group !== undefined) table.set(i, group);
    });
    for (const [name, text] of Object.entries(groups.groups ?? {})) if (text !== undefined) table.set(name, text);
    matches.set(table);
  }
  return (groups !== null) === wanted;
}

function arithmetic(value: Value, operator: string): number {
  const found = numberIn(value);
  if (found !== undefined) return found;
  if (typeof value === 'string') {
    throw problem(`Cannot convert value "${value}" to type "System.Int32". Error: "Input string was not in a correct format."`, 'InvalidCastFromStringToInteger', 'InvalidArgument', ':', 'RuntimeException');
  }
  const names: Record<string, string> = { '+': 'op_Addition', '-': 'op_Subtraction', '*': 'op_Multiply', '/': 'op_Division', '%': 'op_Modulus' };
  throw problem(`Method invocation failed because [${typeNameOf(value)}] does not contain a method named '${names[operator] ?? operator}'.`, 'MethodNotFound', 'InvalidOperation', `${names[operator] ?? operator}:String`, 'RuntimeException');
}

function add(left: Value, right: Value): Value {
  if (left === null) return right;
  if (typeof left === 'string') return limited(left + textOf(right));
  if (Array.isArray(left)) {
    const sum = [...left, ...(Array.isArray(right) ? right : [right])];
    if (sum.length > ITEMS_MAX) throw problem(`A list of more than ${ITEMS_MAX} items is too much for this lab.`, 'TooMuchForThisLab');
    return sum;
  }
  if (left instanceof Table && right instanceof Table) {
    const sum = new Table();
    for (const table of [left, right]) {
      for (const { key, value } of table.list()) {
        if (sum.has(key)) throw problem(`Item has already been added. Key in dictionary: '${textOf(key)}'  Key being added: '${textOf(key)}'`, 'System.ArgumentException', 'InvalidArgument');
        sum.set(key, value);
      }
    }
    return sum;
  }
  if (left instanceof Instant && right instanceof Thing) return new Instant(left.ms + (numberIn(right.get('TotalMilliseconds') ?? 0) ?? 0));
  return arithmetic(left, '+') + arithmetic(right, '+');
}

function repeated(text: string, times: Value): string {
  const count = Math.max(0, roundHalfEven(arithmetic(times, '*')));
  if (text.length * count > CHARS_MAX) throw problem('A text of that length is too much for this lab.', 'TooMuchForThisLab');
  return text.repeat(count);
}

function repeatedList(list: Value[], times: Value): Value[] {
  const count = Math.max(0, roundHalfEven(arithmetic(times, '*')));
  if (list.length * count > ITEMS_MAX) throw problem(`A list of more than ${ITEMS_MAX} items is too much for this lab.`, 'TooMuchForThisLab');
  return Array.from({ length: count }, () => list).flat();
}

export function limited(text: string): string {
  if (text.length > CHARS_MAX) throw problem('A text of that length is too much for this lab.', 'TooMuchForThisLab');
  return text;
}

function range(left: Value, right: Value): Value {
  const from = roundHalfEven(numberIn(left) ?? NaN);
  const to = roundHalfEven(numberIn(right) ?? NaN);
  if (Number.isNaN(from) || Number.isNaN(to)) {
    throw problem(`Cannot convert value "${textOf(Number.isNaN(from) ? left : right)}" to type "System.Int32". Error: "Input string was not in a correct format."`, 'InvalidCastFromStringToInteger', 'InvalidArgument', '', 'RuntimeException');
  }
  const count = Math.abs(to - from) + 1;
  if (count > ITEMS_MAX) throw problem(`A range of more than ${ITEMS_MAX} numbers is too much for this lab.`, 'TooMuchForThisLab');
  const step = to >= from ? 1 : -1;
  return Array.from({ length: count }, (_, i) => from + i * step);
}

function split(text: string, at: RegExp, count: number): string[] {
  if (count <= 0) return text.split(at).map((each) => each ?? '');
  const out: string[] = [];
  let rest = text;
  const once = new RegExp(at.source, at.flags.replace('g', ''));
  while (out.length < count - 1) {
    const found = once.exec(rest);
    if (!found || found[0] === '') break;
    out.push(rest.slice(0, found.index), ...found.slice(1));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...out, rest];
}

function isType(value: Value, type: Value): boolean {
  const wanted = fullTypeName(type instanceof TypeName ? type.name : textOf(type)).toLowerCase();
  if (value === null) return false;
  if (wanted === 'system.object') return true;
  if (wanted === 'system.array') return Array.isArray(value);
  return typeNameOf(value).toLowerCase() === wanted || (typeof value === 'number' && wanted === 'system.int64' && Number.isInteger(value));
}

export function timeSpan(ms: number): Thing {
  const sign = ms < 0 ? '-' : '';
  const whole = Math.abs(Math.trunc(ms));
  const [days, hours, minutes, seconds, milliseconds] = [Math.floor(whole / 86_400_000), Math.floor(whole / 3_600_000) % 24, Math.floor(whole / 60_000) % 60, Math.floor(whole / 1000) % 60, whole % 1000];
  const made = new Thing('System.TimeSpan', {
    Days: days, Hours: hours, Minutes: minutes, Seconds: seconds, Milliseconds: milliseconds, Ticks: Math.round(ms * 10_000), TotalDays: ms / 86_400_000, TotalHours: ms / 3_600_000, TotalMinutes: ms / 60_000,
    TotalSeconds: ms / 1000, TotalMilliseconds: ms,
  });
  const two = (n: number): string => String(n).padStart(2, '0');
  made.text = `${sign}${days > 0 ? `${days}.` : ''}${two(hours)}:${two(minutes)}:${two(seconds)}${milliseconds > 0 ? `.${String(milliseconds).padStart(3, '0')}0000` : ''}`;
  return made;
}
