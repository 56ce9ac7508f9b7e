/** How jq prints values: indented, compact, sorted, raw, coloured. Numbers and texts keep the engine's own spelling. */

/** A value with its source spelling, so that 1.0, 1e100 and 100000000000000000000 print as the engine gave them. */
export type Json =
  | { kind: 'scalar'; text: string }
  | { kind: 'string'; text: string }
  | { kind: 'array'; items: Json[] }
  | { kind: 'object'; entries: [string, Json][] };

/** Parses one JSON text; undefined when it is none. */
export function parseJson(source: string): Json | undefined {
  let at = 0;
  const space = (): void => {
    while (at < source.length && ' \t\n\r'.includes(source.charAt(at))) at++;
  };
  const value = (depth: number): Json | undefined => {
    space();
    const char = source.charAt(at);
    if (depth > 10_000) return undefined;
    if (char === '"') return string();
    if (char === '[') {
      at++;
      const items: Json[] = [];
      space();
      if (source.charAt(at) === ']') {
        at++;
        return { kind: 'array', items };
      }
      for (;;) {
        const item = value(depth + 1);
        if (!item) return undefined;
        items.push(item);
        space();
        const next = source.charAt(at++);
        if (next === ']') return { kind: 'array', items };
        if (next !== ',') return undefined;
      }
    }
    if (char === '{') {
      at++;
      const entries: [string, Json][] = [];
      space();
      if (source.charAt(at) === '}') {
        at++;
        return { kind: 'object', entries };
      }
      for (;;) {
        space();
        const key = string();
        if (!key || key.kind !== 'string') return undefined;
        space();
        if (source.charAt(at++) !== ':') return undefined;
        const item = value(depth + 1);
        if (!item) return undefined;
        entries.push([key.text, item]);
        space();
        const next = source.charAt(at++);
        if (next === '}') return { kind: 'object', entries };
        if (next !== ',') return undefined;
      }
    }
    const match = /^(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|nan|NaN|-?Infinity)/.exec(source.slice(at, at + 400));
    if (!match) return undefined;
    at += match[0].length;
    return { kind: 'scalar', text: match[0] };
  };
  const string = (): Json | undefined => {
    const from = at;
    if (source.charAt(at) !== '"') return undefined;
    for (at++; at < source.length; at++) {
      const char = source.charAt(at);
      if (char === '\\') at++;
      else if (char === '"') {
        at++;
        return { kind: 'string', text: source.slice(from, at) };
      }
    }
    return undefined;
  };
  const result = value(0);
  space();
  return result && at === source.length ? result : undefined;
}

/** The texts of several JSON values one after the other, as jq takes its input; undefined at the first fault. */
export function splitJson(source: string): string[] | undefined {
  const texts: string[] = [];
  let at = 0;
  while (at < source.length) {
    while (at < source.length && ' \t\n\r'.includes(source.charAt(at))) at++;
    if (at >= source.length) break;
    const from = at;
    const first = source.charAt(at);
    if (first === '{' || first === '[') {
      let depth = 0;
      for (; at < source.length; at++) {
        const char = source.charAt(at);
        if (char === '"') {
          for (at++; at < source.length && source.charAt(at) !== '"'; at++) if (source.charAt(at) === '\\') at++;
        } else if (char === '{' || char === '[') depth++;
        else if ((char === '}' || char === ']') && --depth === 0) break;
      }
      if (at >= source.length) return undefined;
      at++;
    } else if (first === '"') {
      for (at++; at < source.length && source.charAt(at) !== '"'; at++) if (source.charAt(at) === '\\') at++;
      if (at >= source.length) return undefined;
      at++;
    } else {
      while (at < source.length && !' \t\n\r{}[]",:'.includes(source.charAt(at))) at++;
      if (at === from) return undefined;
    }
    texts.push(source.slice(from, at));
  }
  return texts;
}

export interface PrintStyle {
  /** The indentation; '' is compact. */
  indent: string;
  sortKeys: boolean;
  color: boolean;
  ascii: boolean;
}

/** The colours of jq 1.7: null, false, true, numbers, texts, arrays, objects, keys. */
const COLORS = { null: '1;30', false: '0;39', true: '0;39', number: '0;39', string: '0;32', array: '1;39', object: '1;39', key: '34;1' };

export function printJson(value: Json, style: PrintStyle): string {
  return style.color ? colored(value, style, '') : plain(value, style, '');
}

function sorted(entries: [string, Json][], { sortKeys }: PrintStyle): [string, Json][] {
  return sortKeys ? [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : entries;
}

function escaped(text: string, { ascii }: PrintStyle): string {
  return ascii ? text.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`) : text;
}

function plain(value: Json, style: PrintStyle, margin: string): string {
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'string') return escaped(value.text, style);
  const inner = margin + style.indent;
  const breaks = style.indent !== '';
  if (value.kind === 'array') {
    if (value.items.length === 0) return '[]';
    const items = value.items.map((item) => plain(item, style, inner));
    return breaks ? `[\n${items.map((item) => inner + item).join(',\n')}\n${margin}]` : `[${items.join(',')}]`;
  }
  if (value.entries.length === 0) return '{}';
  const entries = sorted(value.entries, style).map(([key, item]) => `${escaped(key, style)}:${breaks ? ' ' : ''}${plain(item, style, inner)}`);
  return breaks ? `{\n${entries.map((entry) => inner + entry).join(',\n')}\n${margin}}` : `{${entries.join(',')}}`;
}

function colored(value: Json, style: PrintStyle, margin: string): string {
  const paint = (code: string, text: string): string => `\x1b[${code}m${text}\x1b[0m`;
  if (value.kind === 'scalar') {
    const kind = value.text === 'null' ? 'null' : value.text === 'true' ? 'true' : value.text === 'false' ? 'false' : 'number';
    return paint(COLORS[kind], value.text);
  }
  if (value.kind === 'string') return paint(COLORS.string, escaped(value.text, style));
  const inner = margin + style.indent;
  const newline = style.indent === '' ? '' : '\n';
  const code = value.kind === 'array' ? COLORS.array : COLORS.object;
  const start = `\x1b[${code}m`;
  if (value.kind === 'array') {
    if (value.items.length === 0) return `${start}[]\x1b[0m`;
    const items = value.items.map(
      (item, i) => `${i > 0 ? `${start},` : ''}${newline}${newline === '' ? '' : inner}${i > 0 ? '\x1b[0m' : ''}${colored(item, style, inner)}`,
    );
    return `${start}[${items.join('')}${start}${newline}${newline === '' ? '' : margin}${start}]\x1b[0m`;
  }
  if (value.entries.length === 0) return `${start}{}\x1b[0m`;
  const entries = sorted(value.entries, style).map(([key, item], i) => {
    const lead = `${i > 0 ? `${start},` : ''}${newline}${newline === '' ? '' : inner}`;
    return `${lead}\x1b[0m${paint(COLORS.key, escaped(key, style))}${start}:${newline === '' ? '' : ' '}\x1b[0m${colored(item, style, inner)}`;
  });
  return `${start}{${entries.join('')}${start}${newline}${newline === '' ? '' : margin}${start}}\x1b[0m`;
}
