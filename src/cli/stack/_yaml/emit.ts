/**
 * From values to YAML as go-yaml's encoder writes it with an indent of two (gopkg.in/yaml.v3 encode.go, emitterc.go):
 * plain where that reads back as the same string, else quotes; text of several lines as a literal block; no folding.
 * Mappings are written in the order they have: struct order or that of `sortedKeys`.
 */
import { isBlank, isBreak } from './cursor';
import { floatText } from './go-text';
import { resolveScalar } from './resolve';
import { Float, OddMap, Timestamp, type YamlValue } from './value';

const INDENT = 2;
/** Longer keys get a `?` of their own. */
const SIMPLE_KEY_MAX = 128;

/** The document, with a newline at its end. */
export function emitYaml(value: YamlValue): string {
  const emitter = new Emitter();
  emitter.node(value, -1);
  return emitter.finished();
}

type Style = 'plain' | 'single' | 'double' | 'literal';

class Emitter {
  private out = '';
  private column = 0;
  /** The last thing written was blank or an indicator that needs no blank after it. */
  private blank = true;
  /** Only indentation and indicators so far on this line. */
  private indention = true;

  finished(): string {
    if (this.column > 0) this.put('\n');
    return this.out;
  }

  private put(text: string): void {
    this.out += text;
    const last = text.lastIndexOf('\n');
    if (last >= 0) {
      this.column = 0;
      this.indention = true;
    }
    this.column += text.length - last - 1;
  }

  private lineTo(indent: number): void {
    if (!this.indention || this.column > indent || (this.column === indent && !this.blank)) this.put('\n');
    if (this.column < indent) this.put(' '.repeat(indent - this.column));
    this.blank = true;
  }

  private indicator(text: string, options: { spaced?: boolean; indents?: boolean } = {}): void {
    if (options.spaced && !this.blank) this.put(' ');
    const indention = this.indention && (options.indents ?? false);
    this.put(text);
    this.blank = false;
    this.indention = indention;
  }

  /** `indent` is that of the parent; -1 at the root. */
  node(value: YamlValue, indent: number, isKey = false): void {
    if (Array.isArray(value)) return value.length ? this.sequence(value, deeper(indent)) : this.indicator('[]', { spaced: true });
    if (value instanceof Map || value instanceof OddMap) {
      const entries = value instanceof OddMap ? value.entries : [...value];
      return entries.length ? this.mapping(entries, deeper(indent)) : this.indicator('{}', { spaced: true });
    }
    if (typeof value === 'string') this.text(value, styleOf(value, isKey), indent, isKey);
    else this.indicator(plainText(value), { spaced: true });
  }

  private sequence(items: readonly YamlValue[], indent: number): void {
    for (const item of items) {
      this.lineTo(indent);
      this.indicator('-', { spaced: true, indents: true });
      this.node(item, indent);
    }
  }

  private mapping(entries: readonly (readonly [YamlValue, YamlValue])[], indent: number): void {
    for (const [key, value] of entries) {
      this.lineTo(indent);
      if (isSimpleKey(key)) {
        this.node(key, indent, true);
        this.indicator(':');
      } else {
        this.indicator('?', { spaced: true, indents: true });
        this.node(key, indent);
        this.lineTo(indent);
        this.indicator(':', { spaced: true, indents: true });
      }
      this.node(value, indent);
    }
  }

  private text(value: string, style: Style, indent: number, isKey: boolean): void {
    if (style === 'literal') return this.literal(value, deeper(indent));
    if (style === 'plain') {
      if (value !== '' && !this.blank) this.put(' ');
      this.put(value);
      this.blank = false;
      this.indention = false;
      return;
    }
    if (style === 'double') {
      this.indicator(`"${escaped(value)}"`, { spaced: true });
      return;
    }
    this.indicator("'", { spaced: true });
    this.single(value, isKey ? indent : deeper(indent));
    this.indicator("'");
  }

  /** Breaks, which are no newlines here, are kept and indented. */
  private single(value: string, indent: number): void {
    let broke = false;
    for (const c of value) {
      if (isBreak(c)) this.lineBreak(c);
      else {
        if (broke) this.lineTo(indent);
        this.put(c === "'" ? "''" : c);
        this.indention = false;
      }
      broke = isBreak(c);
    }
  }

  /** A break as the text has it. */
  private lineBreak(c: string): void {
    this.out += c;
    this.column = 0;
    this.indention = true;
  }

  private literal(value: string, indent: number): void {
    const chars = [...value];
    const isBreakAt = (at: number) => isBreak(chars.at(at) ?? '');
    const hint = chars[0] === ' ' || isBreakAt(0) ? String(INDENT) : '';
    const chomp = !isBreakAt(-1) ? '-' : chars.length === 1 || isBreakAt(-2) ? '+' : '';
    // The header's line ends with the first line of text; a text that begins with a break loses it, in go-yaml too.
    this.indicator(`|${hint}${chomp}`, { spaced: true });
    this.blank = true;
    let broke = true;
    for (const c of chars) {
      if (isBreak(c)) this.lineBreak(c);
      else {
        if (broke) this.lineTo(indent);
        this.put(c);
        this.indention = false;
      }
      broke = isBreak(c);
    }
  }
}

const deeper = (indent: number) => (indent < 0 ? 0 : indent + INDENT);

function isSimpleKey(key: YamlValue): boolean {
  if (typeof key !== 'string') return !Array.isArray(key) && !(key instanceof Map) && !(key instanceof OddMap);
  return ![...key].some(isBreak) && key.length <= SIMPLE_KEY_MAX;
}

function plainText(value: null | boolean | number | bigint | Float | Timestamp): string {
  if (value instanceof Timestamp) return value.iso;
  if (!(value instanceof Float)) return String(value);
  if (Number.isFinite(value.value)) return floatText(value.value, value.single);
  return Number.isNaN(value.value) ? '.nan' : value.value > 0 ? '.inf' : '-.inf';
}

/** YAML 1.1's booleans and base-60 numbers, which are quoted for the sake of older readers. */
const OLD_WORDS = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function styleOf(value: string, isKey: boolean): Style {
  const may = analyze(value);
  const several = value.includes('\n');
  const readsBack = resolveScalar('', value).tag === '!!str' && !OLD_WORDS.has(value) && !BASE_60.test(value);
  let style: Style = several ? 'literal' : readsBack ? 'plain' : 'double';
  if (isKey && may.multiline) style = 'double';
  if (style === 'plain' && (!may.plain || (value === '' && isKey))) style = 'single';
  if (style === 'single' && !may.single) style = 'double';
  if (style === 'literal' && (!may.block || isKey)) style = 'double';
  return style;
}

/** Which styles can hold this text. */
function analyze(value: string): { plain: boolean; single: boolean; block: boolean; multiline: boolean } {
  if (value === '') return { plain: true, single: true, block: false, multiline: false };
  const chars = [...value];
  let indicators = value.startsWith('---') || value.startsWith('...');
  let special = false;
  let tab = false;
  let multiline = false;
  let breakThenSpace = false;
  let spaceThenBreak = false;
  chars.forEach((c, i) => {
    const before = chars[i - 1];
    const next = chars[i + 1];
    const followed = next === undefined || isBlank(next);
    if (i === 0) {
      if ('#,[]{}&*!|>\'"%@`'.includes(c) || ('?:-'.includes(c) && followed)) indicators = true;
    } else if ((c === ':' && followed) || (c === '#' && (isBlank(before as string) || isBreak(before as string)))) indicators = true;
    if (c === '\t') tab = true;
    else if (!isPrintable(c)) special = true;
    if (c === ' ' && before !== undefined && isBreak(before)) breakThenSpace = true;
    if (isBreak(c)) {
      multiline = true;
      if (before === ' ') spaceThenBreak = true;
    }
  });
  const [first, last] = [chars[0] as string, chars[chars.length - 1] as string];
  const edges = first === ' ' || isBreak(first) || last === ' ' || isBreak(last);
  const broken = breakThenSpace || spaceThenBreak || tab || special;
  return {
    plain: !edges && !broken && !multiline && !indicators,
    single: !broken,
    block: last !== ' ' && !spaceThenBreak && !special,
    multiline,
  };
}

/** go-yaml's notion: not tabs, not carriage returns, no byte order mark. */
function isPrintable(c: string): boolean {
  return /^[\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/.test(c);
}

const SHORT: Readonly<Record<string, string>> = {
  '\0': '0', '\u0007': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\u001b': 'e', '"': '"', '\\': '\\',
  '\u0085': 'N', '\u2028': 'L', '\u2029': 'P',
};

function escaped(value: string): string {
  let out = '';
  for (const c of value) {
    const short = Object.hasOwn(SHORT, c) ? SHORT[c] : undefined;
    if (isPrintable(c) && !isBreak(c) && c !== '"' && c !== '\\') out += c;
    else if (short !== undefined) out += `\\${short}`;
    else {
      const code = c.codePointAt(0) as number;
      const [letter, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
      out += `\\${letter}${code.toString(16).toUpperCase().padStart(digits as number, '0')}`;
    }
  }
  return out;
}
