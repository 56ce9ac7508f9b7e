/**
 * Reads a record from anybody, field by field: each has a kind and a bound, and whatever is left over is refused as well.
 * What is wrong is told with its place, and the field counts as absent.
 */
export type Path = readonly (string | number)[];
export type Tell = (path: Path, message: string) => void;

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const UNITS_BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1_024, m: 1_048_576, g: 1_073_741_824 };
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `1m30s`, `500ms`: as Compose writes them. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) sum += Number(number) * (UNITS_MS[unit as string] as number);
  return sum;
}

export class FieldReader {
  private readonly read = new Set<string>();

  constructor(private readonly fields: Readonly<Record<string, unknown>>, readonly path: Path, private readonly tell: Tell) {}

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** The field as it is; it counts as read. */
  value(name: string): unknown {
    this.read.add(name);
    return Object.hasOwn(this.fields, name) && this.fields[name] !== null ? this.fields[name] : undefined;
  }

  say(name: string, message: string): undefined {
    this.tell([...this.path, name], `\`${name}\` ${message}`);
    return undefined;
  }

  text(name: string, charsMax: number): string | undefined {
    return this.checked(name, this.value(name), charsMax);
  }

  /** A text, or several. */
  texts(name: string, countMax: number, charsMax: number): string[] {
    const value = this.value(name);
    if (value === undefined) return [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > countMax) {
      this.say(name, `has more than ${countMax} entries`);
      return [];
    }
    return list.flatMap((one) => this.checked(name, one, charsMax) ?? []);
  }

  whole(name: string, min: number, max: number): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    return isWhole(value, min, max) ? value : this.say(name, `should be a whole number from ${min} to ${max}`);
  }

  duration(name: string, maxMs: number, minMs = 0): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const ms = value === 0 ? 0 : typeof value === 'string' ? durationMs(value) : undefined;
    if (ms === undefined) return this.say(name, 'should be a time with its unit, such as 500ms, 2s or 1m30s');
    return ms >= minMs && ms <= maxMs ? ms : this.say(name, `should be between ${minMs / 1_000}s and ${maxMs / 1_000}s`);
  }

  /** `64M`: powers of 1024, as Compose reads them. */
  bytes(name: string, max: number): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const match = /^(\d{1,10})([bkmg]?)b?$/i.exec(String(value));
    const bytes = match ? Number(match[1]) * (UNITS_BYTES[(match[2] as string).toLowerCase()] as number) : undefined;
    return bytes !== undefined && bytes <= max ? bytes : this.say(name, `should be a size such as 64M, at most ${max / 1_048_576}M`);
  }

  /** A record within this one. */
  inner(name: string, words: string): FieldReader | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    return isRecord(value) ? new FieldReader(value, [...this.path, name], this.tell) : this.say(name, words);
  }

  /** To be called last: fields that nobody asked for. */
  refuseOthers(known: readonly string[]): void {
    for (const name of Object.keys(this.fields)) {
      if (!this.read.has(name)) this.tell([...this.path, name], `\`${name.slice(0, 40)}\` is not known here; there are ${known.join(', ')}`);
    }
  }

  private checked(name: string, value: unknown, charsMax: number): string | undefined {
    if (value === undefined) return undefined;
    // YAML reads 1.27 as a number and `on` as text; what stands there is meant as text either way.
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string') return this.say(name, 'should be text');
    if (text.length > charsMax) return this.say(name, `is longer than ${charsMax} characters`);
    if (CONTROL.test(text)) return this.say(name, 'has control characters in it');
    return text;
  }
}

export function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
