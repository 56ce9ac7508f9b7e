/** `'{0,-10} {1:N2}' -f a, b`: composite formatting as .NET does it, for an invariant culture. */
import { problem } from './problem';
import { textOf } from './text';
import { formatDate } from './dates';
import { Instant, type Value } from './values';

export function formatNumber(template: string, args: Value[]): string {
  return template.replace(/\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^{}]*))?\}|[{}]/g, (whole, index?: string, width?: string, form?: string) => {
    if (whole === '{{') return '{';
    if (whole === '}}') return '}';
    if (index === undefined) throw problem('Error formatting a string: Input string was not in a correct format..', 'FormatError', 'InvalidOperation', `${template}:String`);
    if (Number(index) >= args.length) throw problem('Error formatting a string: Index (zero based) must be greater than or equal to zero and less than the size of the argument list..', 'FormatError', 'InvalidOperation', `${template}:String`);
    const text = formatOne(args[Number(index)] ?? null, form ?? '');
    const wide = Math.min(Math.abs(Number(width ?? 0)), 1000);
    return width?.startsWith('-') ? text.padEnd(wide) : text.padStart(wide);
  });
}

/** One value by a format: `N2`, `X4`, `P0`, `0.00`, `yyyy-MM-dd`. */
export function formatOne(value: Value, form: string): string {
  if (form === '') return textOf(value);
  if (value instanceof Instant) return formatDate(value.ms, form);
  const number = typeof value === 'number' ? value : undefined;
  if (number === undefined) return textOf(value);
  const standard = /^([A-Za-z])(\d{0,2})$/.exec(form);
  const digits = standard?.[2] ? Number(standard[2]) : undefined;
  switch (standard?.[1]?.toUpperCase()) {
    case 'N':
      return grouped(fixed(number, digits ?? 2));
    case 'F':
      return fixed(number, digits ?? 2);
    case 'D':
      return (number < 0 ? '-' : '') + String(Math.abs(Math.trunc(number))).padStart(digits ?? 1, '0');
    case 'X': {
      const hex = (number < 0 ? number + 0x100000000 : number).toString(16).padStart(digits ?? 1, '0');
      return standard?.[1] === 'X' ? hex.toUpperCase() : hex;
    }
    case 'P':
      return `${grouped(fixed(number * 100, digits ?? 2))}%`;
    case 'C':
      return `${number < 0 ? '-' : ''}$${grouped(fixed(Math.abs(number), digits ?? 2))}`;
    case 'G':
    case 'R':
      return textOf(value);
    default:
      return customForm(number, form);
  }
}

/** `0.00`, `#,##0.0`, `000`. */
function customForm(value: number, form: string): string {
  const shape = /[0#][0#,]*(?:\.[0#]+)?/.exec(form);
  if (!shape) return form;
  const [whole = '', fraction = ''] = shape[0].split('.');
  const rounded = fixed(value, fraction.length);
  const [wholeDigits = '', fractionDigits = ''] = rounded.replace('-', '').split('.');
  const least = whole.replace(/[^0]/g, '').length;
  const padded = wholeDigits.padStart(least, '0');
  const required = fraction.replace(/#+$/, '').length;
  let tail = fractionDigits;
  while (tail.length > required && tail.endsWith('0')) tail = tail.slice(0, -1);
  const text = (whole.includes(',') ? grouped(padded) : padded) + (tail === '' ? '' : `.${tail}`);
  return form.replace(shape[0], (value < 0 ? '-' : '') + text);
}

export function fixed(value: number, digits: number): string {
  const rounded = digits > 0 ? roundHalfAway(value, digits) : roundHalfAway(value, 0);
  return rounded.toFixed(Math.min(digits, 20));
}

function roundHalfAway(value: number, digits: number): number {
  const scaled = Number(`${Math.abs(value)}e${digits}`);
  if (Number.isNaN(scaled)) return value;
  const rounded = Number(`${Math.floor(scaled + 0.5)}e-${digits}`);
  return value < 0 ? -rounded : rounded;
}

export function grouped(text: string): string {
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(.*)$/.exec(text) ?? [];
  return sign + whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + rest;
}
