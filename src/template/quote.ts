/** Go's quoting of strings (strconv.Quote, `%q`), and its inverse for literals in templates. */

const SHORT: Record<string, string> = { '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\' };

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the blank. */
export const isPrintable = (c: string): boolean => /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(c);

function quoteWith(text: string, mark: string): string {
  let out = mark;
  for (const c of text) {
    const code = c.codePointAt(0) as number;
    if (c === mark) out += `\\${mark}`;
    else if (SHORT[c]) out += SHORT[c];
    else if (code < 0x20 || code === 0x7f) out += `\\x${hex(code, 2)}`;
    else if (code >= 0xdc80 && code <= 0xdcff) out += `\\x${hex(code - 0xdc00, 2)}`;
    else if (code > 0x7f && !isPrintable(c)) out += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
    else out += c;
  }
  return out + mark;
}

/** `%q` of a string. */
export function quote(text: string): string {
  return quoteWith(text, '"');
}

/** `%q` of a number: the character it names. */
export function quoteRune(code: number): string {
  return quoteWith(String.fromCodePoint(code), "'");
}

const ESCAPES: Record<string, string> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' };

/** The value of a quoted literal (with its marks), or undefined where Go says "invalid syntax". */
export function unquote(literal: string): string | undefined {
  const mark = literal[0] as string;
  const inner = literal.slice(1, -1);
  if (mark === '`') return inner.replace(/\r/g, '');
  let out = '';
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] !== '\\') {
      out += inner[i];
      continue;
    }
    const c = inner[++i] as string;
    const width = c === 'x' ? 2 : c === 'u' ? 4 : c === 'U' ? 8 : 0;
    if (width) {
      const digits = inner.slice(i + 1, i + 1 + width);
      if (digits.length < width || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
      const code = parseInt(digits, 16);
      if (code > 0x10ffff) return undefined;
      out += width === 2 && code > 0x7f ? String.fromCharCode(0xdc00 + code) : String.fromCodePoint(code);
      i += width;
    } else if (c >= '0' && c <= '7') {
      const digits = inner.slice(i, i + 3);
      if (!/^[0-7]{3}$/.test(digits)) return undefined;
      out += String.fromCharCode(parseInt(digits, 8));
      i += 2;
    } else {
      const plain = ESCAPES[c];
      if (plain === undefined || (c === "'" && mark === '"') || (c === '"' && mark === "'")) return undefined;
      out += plain;
    }
  }
  return out;
}
