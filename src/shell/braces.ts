/**
 * Brace expansion on a word's text, before anything else is expanded: `a{b,c}d`, `{1..10..2}`, `{a..e}`. Quotes,
 * `${...}` and `$(...)` are passed over; what is no proper expansion stays as it is.
 */
import { WORDS_MAX } from './limits';

/** The words that a text expands to; the text alone when there is nothing to expand. Undefined when there are too many. */
export function expandBraces(text: string): string[] | undefined {
  if (!text.includes('{')) return [text];
  const budget = { left: WORDS_MAX };
  return expand(text, budget);
}

function expand(text: string, budget: { left: number }): string[] | undefined {
  for (let open = nextOpen(text, 0); open >= 0; open = nextOpen(text, open + 1)) {
    const group = readGroup(text, open);
    if (!group) continue;
    const choices = group.commas.length > 0 ? listChoices(text, group, budget) : sequence(text.slice(open + 1, group.close));
    if (!choices) {
      if (budget.left <= 0) return undefined;
      continue;
    }
    const tails = expand(text.slice(group.close + 1), budget);
    if (!tails) return undefined;
    const head = text.slice(0, open);
    budget.left -= choices.length * tails.length;
    if (budget.left <= 0) return undefined;
    return choices.flatMap((choice) => tails.map((tail) => head + choice + tail));
  }
  return [text];
}

interface Group {
  open: number;
  close: number;
  commas: number[];
}

function listChoices(text: string, { open, close, commas }: Group, budget: { left: number }): string[] | undefined {
  const edges = [open, ...commas, close];
  const out: string[] = [];
  for (let i = 1; i < edges.length; i++) {
    const inner = expand(text.slice((edges[i - 1] as number) + 1, edges[i]), budget);
    if (!inner) return undefined;
    out.push(...inner);
  }
  return out;
}

function nextOpen(text: string, from: number): number {
  for (let i = from; i < text.length; ) {
    if (text[i] === '{' && text[i - 1] !== '$') return i;
    i = skip(text, i);
  }
  return -1;
}

function readGroup(text: string, open: number): Group | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let i = open; i < text.length; ) {
    const char = text[i];
    if (char === '{' && (i === open || text[i - 1] !== '$')) depth++;
    else if (char === '}') {
      depth--;
      if (depth === 0) return { open, close: i, commas };
    } else if (char === ',' && depth === 1) commas.push(i);
    i = char === '{' ? i + 1 : skip(text, i);
  }
  return undefined;
}

/** The index after the character, quote or substitution at `at`. */
function skip(text: string, at: number): number {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === "'") return after(text, "'", at + 1);
  if (char === '`') return after(text, '`', at + 1);
  if (char === '"') {
    let i = at + 1;
    while (i < text.length && text[i] !== '"') i = text[i] === '\\' ? i + 2 : text[i] === '$' ? skip(text, i) : i + 1;
    return i + 1;
  }
  if (char === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
    const close = text[at + 1] === '{' ? '}' : ')';
    const open = text[at + 1];
    let depth = 1;
    let i = at + 2;
    while (i < text.length && depth > 0) {
      if (text[i] === close) depth--;
      else if (text[i] === open) depth++;
      i = text[i] === close || text[i] === open ? i + 1 : skip(text, i);
    }
    return i;
  }
  return at + 1;
}

function after(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + 1;
}

function sequence(body: string): string[] | undefined {
  const match = /^(?:(-?\d+)\.\.(-?\d+)|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d+))?$/.exec(body);
  if (!match) return undefined;
  const [, first, last, from, to, by] = match;
  const numbers = first !== undefined;
  const start = numbers ? Number(first) : (from as string).charCodeAt(0);
  const end = numbers ? Number(last) : (to as string).charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by ?? '1')));
  if (Math.abs(end - start) / step > WORDS_MAX) return undefined;
  const padded = numbers && (/^-?0\d/.test(first) || /^-?0\d/.test(last as string));
  const width = padded ? Math.max(first.length, (last as string).length) : 0;
  const out: string[] = [];
  for (let value = start; start <= end ? value <= end : value >= end; value += start <= end ? step : -step) {
    if (!numbers) out.push(String.fromCharCode(value));
    else if (!padded) out.push(String(value));
    else out.push(value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0'));
  }
  return out;
}
