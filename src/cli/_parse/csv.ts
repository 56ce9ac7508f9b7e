/** One record of comma-separated values as Go's encoding/csv reads it, and the `key=value` pairs in it. */
import { problem, type Problem } from './problem';

/** The first record of the text; what stands on further lines is not looked at. */
export function parseCsv(whole: string): string[] | Problem {
  const text = recordOf(whole.replace(/^[\r\n]+/, ''));
  if (text === '') return problem('EOF');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let value = '';
      for (at++; ; at++) {
        if (at >= text.length) return problem(`parse error on line 1, column ${at + 1}: extraneous or missing " in quoted-field`);
        if (text[at] !== '"') value += text[at];
        else if (text[at + 1] === '"') {
          value += '"';
          at++;
        } else break;
      }
      at++;
      if (at < text.length && text[at] !== ',') return problem(`parse error on line 1, column ${at}: extraneous or missing " in quoted-field`);
      fields.push(value);
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      const value = text.slice(at, end);
      const mark = value.indexOf('"');
      if (mark >= 0) return problem(`parse error on line 1, column ${at + mark + 1}: bare " in non-quoted-field`);
      fields.push(value);
      at = end;
    }
    if (at >= text.length) return fields;
    at++;
  }
}

/** Up to the first end of a line outside of quotes. */
function recordOf(text: string): string {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === '\n' && !quoted) return text.slice(0, i).replace(/\r$/, '');
  }
  return text;
}

/** `a=b` at the first equals sign; the value is undefined where there is none. */
export function cut(field: string): [key: string, value: string | undefined] {
  const at = field.indexOf('=');
  return at < 0 ? [field, undefined] : [field.slice(0, at), field.slice(at + 1)];
}

/** What docker takes for the long form of a port or network: something like key=value in it. */
export const looksLong = (text: string): boolean => /[0-9A-Za-z_]+=[0-9A-Za-z_]+(,[0-9A-Za-z_]+=[0-9A-Za-z_]+)*/.test(text);
