/** tr: characters translated, squeezed or deleted. */
import { COREUTILS } from './_coreutils';
import { fail, Output } from './_io';
import { CLASSES } from './_regex-parse';
import { flag, misuse, options } from './_options';
import { chars, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... STRING1 [STRING2]',
  summary: 'Translate, squeeze, and/or delete characters from standard input, writing to standard output.',
  version: COREUTILS,
  stopAtOperand: true,
  options: {
    complement: flag('-c -C --complement', 'use the complement of STRING1'),
    delete: flag('-d --delete', 'delete characters in STRING1'),
    squeeze: flag('-s --squeeze-repeats', 'a run of one character of the last STRING becomes one'),
    truncate: flag('-t --truncate-set1', 'cut STRING1 to the length of STRING2 first'),
  },
};

interface CharSet {
  items: string[];
  /** `[x*]`: where to repeat, until the set is as long as the first. */
  filler?: { at: number; char: string };
  /** `[:lower:]`, `[:upper:]`, with their place: they translate into each other. */
  cases: { at: number; name: string }[];
}

/** A set as tr writes it; or its complaint. */
export function parseSet(text: string): CharSet | { error: string } {
  const units = chars(text);
  const set: CharSet = { items: [], cases: [] };
  let at = 0;
  const readChar = (): string => {
    const char = units[at++] as string;
    if (char !== '\\' || at >= units.length) return char;
    const octal = /^[0-7]{1,3}/.exec(units.slice(at, at + 3).join(''));
    if (octal) {
      at += octal[0].length;
      return byteChar(parseInt(octal[0], 8) & 0xff);
    }
    const next = units[at++] as string;
    const known = 'abfnrtv\\'.indexOf(next);
    return known >= 0 ? '\x07\b\f\n\r\t\v\\'.charAt(known) : next;
  };
  while (at < units.length) {
    if (units[at] === '[' && (units[at + 1] === ':' || units[at + 1] === '=')) {
      const mark = units[at + 1] as string;
      const rest = units.slice(at + 2).join('');
      const end = rest.indexOf(`${mark}]`);
      if (end >= 0) {
        const name = rest.slice(0, end);
        if (mark === ':') {
          const ranges = CLASSES[name];
          if (!ranges) return { error: `invalid character class ${quote(name)}` };
          if (name === 'lower' || name === 'upper') set.cases.push({ at: set.items.length, name });
          for (const [low, high] of ranges) for (let code = low; code <= Math.min(high, 0xff); code++) set.items.push(String.fromCodePoint(code));
        } else {
          if (chars(name).length !== 1) return { error: `${name}: equivalence class operand must be a single character` };
          set.items.push(name);
        }
        at += chars(name).length + 4;
        continue;
      }
    }
    if (units[at] === '[' && units[at + 1] !== undefined) {
      const repeat = /^\[(\\?[\s\S])\*(\d*)\]/u.exec(units.slice(at).join(''));
      if (repeat) {
        const char = repeat[1] as string;
        const real = char.startsWith('\\') && char.length > 1 ? unescapeOne(char) : char;
        const digits = repeat[2] as string;
        const times = digits === '' ? 0 : digits.startsWith('0') ? parseInt(digits, 8) : Number(digits);
        if (times === 0) set.filler = { at: set.items.length, char: real };
        else for (let i = 0; i < times; i++) set.items.push(real);
        at += chars(repeat[0]).length;
        continue;
      }
    }
    const low = readChar();
    if (units[at] === '-' && at + 1 < units.length) {
      at++;
      const high = readChar();
      const from = low.codePointAt(0) as number;
      const to = high.codePointAt(0) as number;
      if (to < from) return { error: `range-endpoints of '${low}-${high}' are in reverse collating sequence order` };
      for (let code = from; code <= to; code++) set.items.push(String.fromCodePoint(code));
    } else set.items.push(low);
  }
  return set;
}

function unescapeOne(text: string): string {
  const known = 'abfnrtv\\'.indexOf(text.charAt(1));
  return known >= 0 ? '\x07\b\f\n\r\t\v\\'.charAt(known) : text.slice(1);
}

function byteChar(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

export default tool({
  name: 'tr',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const [first, second, third] = operands;
    if (first === undefined) return yield* misuse(process, command, 'missing operand');
    const translates = !values.delete && second !== undefined;
    if (second === undefined && !values.delete && !values.squeeze) {
      return yield* misuse(process, command, `missing operand after ${quote(first)}\nTwo strings must be given when translating.`);
    }
    if (values.delete && values.squeeze && second === undefined) {
      return yield* misuse(
        process,
        command,
        `missing operand after ${quote(first)}\nTwo strings must be given when both deleting and squeezing repeats.`,
      );
    }
    if (values.delete && !values.squeeze && second !== undefined) {
      return yield* misuse(
        process,
        command,
        `extra operand ${quote(second)}\nOnly one string may be given when deleting without squeezing repeats.`,
      );
    }
    if (third !== undefined) return yield* misuse(process, command, `extra operand ${quote(third)}`);
    const one = parseSet(first);
    if ('error' in one) return yield* fail(process, one.error);
    const two = second === undefined ? undefined : parseSet(second);
    if (two && 'error' in two) return yield* fail(process, two.error);
    if (one.filler) return yield* fail(process, 'the [c*] repeat construct may not appear in string1');
    const inOne = new Set(one.items);
    const isIn = (char: string): boolean => inOne.has(char) !== values.complement;

    const map = new Map<string, string>();
    let complementTarget = '';
    if (translates && two) {
      if (two.filler) {
        const missing = Math.max(0, one.items.length - two.items.length);
        two.items.splice(two.filler.at, 0, ...new Array<string>(missing).fill(two.filler.char));
      }
      if (two.items.length === 0 && !values.truncate) {
        return yield* fail(process, 'when not truncating set1, string2 must be non-empty');
      }
      const last = two.items[two.items.length - 1] as string;
      complementTarget = last;
      const swaps = one.cases.length > 0 && two.cases.length > 0;
      one.items.forEach((char, i) => {
        const isCase = swaps && one.cases.some(({ at }) => i >= at);
        if (isCase) {
          const caseName = two.cases[0]?.name;
          if (!map.has(char)) map.set(char, caseName === 'upper' ? char.toUpperCase() : char.toLowerCase());
          return;
        }
        const target = two.items[i];
        // A later mention of the same character wins, as in tr.
        if (target !== undefined) map.set(char, target);
        else if (!values.truncate) map.set(char, last);
      });
    }
    const squeezed = values.squeeze ? new Set(two ? two.items : one.items) : undefined;
    const isSqueezed = (char: string): boolean => {
      if (!squeezed) return false;
      return two ? squeezed.has(char) : squeezed.has(char) !== values.complement;
    };
    const out = new Output(process);
    let previous: string | undefined;
    for (;;) {
      const chunk = yield* process.stdin.read();
      if (chunk === undefined) break;
      let text = '';
      for (const char of chunk) {
        if (values.delete && isIn(char)) continue;
        const mapped = !translates ? char : values.complement ? (inOne.has(char) ? char : complementTarget) : (map.get(char) ?? char);
        if (mapped === previous && isSqueezed(mapped)) continue;
        previous = mapped;
        text += mapped;
      }
      out.put(text);
      if (!(yield* out.flush())) return 1;
    }
    return 0;
  },
});
