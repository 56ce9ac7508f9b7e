/** Go's encoding/json for the values of templates: struct order and omitempty, sorted map keys, HTML escaping. */
import { concrete, elements, fieldValue, isNil, isRow, mapKeys, mapValue, type Value, wrap } from './values';
import type { GoField, GoType } from './go-type';
import { formatFloat } from './print';

const HTML: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** A JSON string as Go writes it; with `html` also `<`, `>` and `&` are escaped. */
export function jsonString(text: string, html: boolean): string {
  const plain = JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, (_, digits: string) => (/^d[c-f]/i.test(digits) ? '\\ufffd' : `\\u${digits}`));
  return html ? plain.replace(/[<>&\u2028\u2029]/g, (c) => HTML[c] as string) : plain.replace(/[\u2028\u2029]/g, (c) => HTML[c] as string);
}

function empty(value: Value): boolean {
  const { type, data } = value;
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return data === '';
    case 'bool':
      return data === false;
    case 'int':
    case 'uint':
    case 'float':
    case 'number':
      return data === 0;
    case 'slice':
      return ((data ?? []) as unknown[]).length === 0;
    case 'map':
      return Object.keys((data ?? {}) as object).length === 0;
    case 'pointer':
    case 'any':
      return isNil(value);
    default:
      return false;
  }
}

/** The JSON members of a struct in Go's order, embedded ones in place. */
function members(type: GoType & { kind: 'struct' }, data: unknown): { field: GoField; value: Value }[] {
  return type.fields.flatMap((field) => {
    const value = fieldValue(data, field);
    if (field.embedded && field.type.kind === 'struct' && field.json === field.name) return members(field.type, data);
    if (field.json === undefined || (field.omitEmpty && empty(value))) return [];
    return [{ field, value }];
  });
}

/** json.Marshal; `indent` makes it json.MarshalIndent with that unit. */
export function encodeJson(value: Value, options: { html?: boolean; indent?: string } = {}, outer = ''): string {
  const html = options.html ?? false;
  const { type, data } = concrete(value);
  const inner = options.indent === undefined ? '' : outer + options.indent;
  const nest = (open: string, close: string, parts: string[]) => {
    if (!parts.length) return open + close;
    if (options.indent === undefined) return open + parts.join(',') + close;
    return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${outer}${close}`;
  };
  const member = (key: string, of: Value) => `${jsonString(key, html)}:${options.indent === undefined ? '' : ' '}${encodeJson(of, options, inner)}`;
  switch (type.kind) {
    case 'any':
      return 'null';
    case 'string':
    case 'time':
    case 'bytes':
      return jsonString(data as string, html);
    case 'bool':
      return String(data);
    case 'int':
    case 'uint':
    case 'number':
      return String(data);
    case 'float': {
      const x = data as number;
      const small = x !== 0 && (Math.abs(x) < 1e-6 || Math.abs(x) >= 1e21);
      return formatFloat(x, small ? 'e' : 'f', -1);
    }
    case 'complex':
      return '';
    case 'pointer':
      return isNil(value) ? 'null' : encodeJson({ type: type.elem, data }, options, outer);
    case 'slice':
      return data === undefined || data === null
        ? 'null'
        : nest(
            '[',
            ']',
            elements({ type, data }).map((element) => encodeJson(element, options, inner)),
          );
    case 'map':
      if (data === undefined || data === null) return 'null';
      return nest(
        '{',
        '}',
        mapKeys(data).map((key) => member(key, mapValue({ type, data }, key) as Value)),
      );
    case 'struct':
      return nest(
        '{',
        '}',
        members(type, data).map(({ field, value: of }) => member(field.json as string, of)),
      );
    case 'row': {
      if (!isRow(data)) return 'null';
      const left = [...(data.takesArgument ?? []), ...(data.hidden ?? [])];
      const keys = Object.keys(data.methods)
        .filter((name) => !left.includes(name))
        .sort();
      // A row marshals itself through json.Marshal, which escapes HTML whatever the outer encoder wants.
      return `{${keys.map((key) => `${jsonString(key, true)}:${encodeJson(wrap(data.methods[key]?.()), { html: true })}`).join(',')}}`;
    }
  }
}
