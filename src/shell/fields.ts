/**
 * Between expansion and arguments: a word has become segments, each knowing whether it was quoted and whether it may
 * be split. Splitting by IFS makes fields of them; a field keeps its segments, since globbing must know what was quoted.
 */
import { escapePattern } from './pattern';

export interface Segment {
  text: string;
  /** Not subject to globbing. */
  quoted: boolean;
  /** Result of an unquoted expansion: subject to splitting. */
  splits: boolean;
  /** A new field begins here: between the elements of `"$@"`. */
  breaks?: boolean;
}

export type Field = Segment[];

export function fieldText(field: Field): string {
  return field.length === 1 ? (field[0] as Segment).text : field.map((segment) => segment.text).join('');
}

/** As a pattern: what was quoted is escaped. */
export function fieldPattern(field: Field): string {
  return field.map(({ text, quoted }) => (quoted ? escapePattern(text) : text)).join('');
}

/** Cuts segments into fields by bash's rules. `ifs` undefined means the default; an empty one, no splitting. */
export function splitFields(segments: readonly Segment[], ifs: string | undefined): Field[] {
  const separators = ifs ?? ' \t\n';
  const fields: Field[] = [];
  let current: Field | undefined;
  const finish = (): void => {
    if (current) fields.push(current);
    current = undefined;
  };
  // After IFS white space that ended a field, one separator that is not white space belongs to the same delimiter.
  let afterBlank = false;
  for (const segment of segments) {
    if (segment.breaks) {
      finish();
      afterBlank = false;
    }
    if (!segment.splits || separators === '') {
      if (segment.text !== '' || segment.quoted) {
        (current ??= []).push(segment);
        afterBlank = false;
      }
      continue;
    }
    let start = 0;
    const { text } = segment;
    const take = (end: number): void => {
      if (end > start) (current ??= []).push({ text: text.slice(start, end), quoted: false, splits: false });
    };
    for (let i = 0; i < text.length; i++) {
      const char = text[i] as string;
      if (!separators.includes(char)) {
        afterBlank = false;
        continue;
      }
      take(i);
      start = i + 1;
      if (char === ' ' || char === '\t' || char === '\n') {
        if (current) afterBlank = true;
        finish();
      } else if (afterBlank) afterBlank = false;
      else {
        current ??= [{ text: '', quoted: false, splits: false }];
        finish();
      }
    }
    take(text.length);
  }
  finish();
  return fields;
}

/** `read`'s splitting: at most `count` fields, the last taking the rest with its separators. */
export function splitForRead(line: readonly { char: string; escaped: boolean }[], ifs: string, count: number): string[] {
  const blank = (char: string) => ifs.includes(char) && (char === ' ' || char === '\t' || char === '\n');
  const isBlank = (i: number) => line[i] !== undefined && !line[i]?.escaped && blank(line[i]?.char as string);
  const isSeparator = (i: number) => line[i] !== undefined && !line[i]?.escaped && ifs.includes(line[i]?.char as string);
  let at = 0;
  while (isBlank(at)) at++;
  const fields: string[] = [];
  while (at < line.length) {
    if (fields.length === count - 1) {
      let end = line.length;
      while (end > at && isBlank(end - 1)) end--;
      // One trailing separator belongs to the last field only when another one stands before it.
      if (end > at && isSeparator(end - 1) && !isBlank(end - 1)) {
        let inner = end - 1;
        while (inner > at && isBlank(inner - 1)) inner--;
        let others = false;
        for (let i = at; i < inner; i++) others ||= isSeparator(i);
        if (!others) end = inner;
      }
      fields.push(line.slice(at, end).map(({ char }) => char).join(''));
      return fields;
    }
    const start = at;
    while (at < line.length && !isSeparator(at)) at++;
    fields.push(line.slice(start, at).map(({ char }) => char).join(''));
    while (isBlank(at)) at++;
    if (isSeparator(at)) {
      if (!isBlank(at)) at++;
      while (isBlank(at)) at++;
    }
  }
  return fields;
}
