/** nl: numbered lines, with logical pages (header, body, footer). */
import { COREUTILS } from './_coreutils';
import { eachInput, fail, LineReader, Output } from './_io';
import { flag, misuse, options, value } from './_options';
import { compileRegex, isRegexError } from './_regex';
import type { Regex } from './_regex';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Write each FILE to standard output, with line numbers added.',
  version: COREUTILS,
  options: {
    body: value('-b --body-numbering', 'which body lines: a all, t not empty, n none, pBRE those that match'),
    delimiter: value('-d --section-delimiter', 'the two characters of section delimiters'),
    footer: value('-f --footer-numbering', 'which footer lines'),
    header: value('-h --header-numbering', 'which header lines'),
    increment: value('-i --line-increment', 'step between numbers'),
    blanks: value('-l --join-blank-lines', 'count that many empty lines as one'),
    format: value('-n --number-format', 'ln left, rn right, rz right with zeros'),
    noRenumber: flag('-p --no-renumber', 'do not reset numbers at each section'),
    separator: value('-s --number-separator', 'put ARG after the number'),
    start: value('-v --starting-line-number', 'first number'),
    width: value('-w --number-width', 'columns for numbers'),
  },
};

export default tool({
  name: 'nl',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const styles = { header: values.header ?? 'n', body: values.body ?? 't', footer: values.footer ?? 'n' };
    const patterns: Partial<Record<keyof typeof styles, Regex>> = {};
    for (const section of ['header', 'body', 'footer'] as const) {
      const style = styles[section];
      if (/^[atn]$/.test(style)) continue;
      if (!style.startsWith('p')) return yield* misuse(process, command, `invalid ${section} numbering style: ${quote(style)}`);
      const regex = compileRegex(style.slice(1), { escapes: 'grep' });
      if (isRegexError(regex)) return yield* fail(process, regex.error);
      patterns[section] = regex;
    }
    const numbers: Record<'increment' | 'start' | 'width' | 'blanks', number> = { increment: 1, start: 1, width: 6, blanks: 1 };
    const words = {
      increment: 'invalid line number increment',
      start: 'invalid starting line number',
      width: 'invalid line number field width',
      blanks: 'invalid line number of blank lines',
    };
    for (const key of ['increment', 'start', 'width', 'blanks'] as const) {
      const text = values[key];
      if (text === undefined) continue;
      if (!/^-?\d+$/.test(text) || (key === 'width' && Number(text) < 1)) return yield* fail(process, `${words[key]}: ${quote(text)}`);
      numbers[key] = Number(text);
    }
    const format = values.format ?? 'rn';
    if (!/^(ln|rn|rz)$/.test(format)) return yield* fail(process, `invalid line numbering format: ${quote(format)}`);
    const separator = values.separator ?? '\t';
    const mark = (values.delimiter ?? '\\:').length === 1 ? `${values.delimiter}:` : (values.delimiter ?? '\\:');
    let section: keyof typeof styles = 'body';
    let next = numbers.start;
    let blanks = 0;
    const out = new Output(process);
    const formatted = (n: number): string => {
      if (format === 'ln') return String(n).padEnd(numbers.width);
      if (format === 'rn') return String(n).padStart(numbers.width);
      return (n < 0 ? '-' : '') + String(Math.abs(n)).padStart(numbers.width - (n < 0 ? 1 : 0), '0');
    };
    return yield* eachInput(process, operands, function* (source) {
      const reader = new LineReader(source);
      for (;;) {
        const lines = yield* reader.batch();
        if (!lines) return true;
        for (const line of lines) {
          const turned = line === mark.repeat(3) ? 'header' : line === mark.repeat(2) ? 'body' : line === mark ? 'footer' : undefined;
          if (turned) {
            section = turned;
            if (!values.noRenumber) next = numbers.start;
            out.put('\n');
            continue;
          }
          const style = styles[section];
          let isNumbered = style === 'a' || (style === 't' && line !== '') || (patterns[section]?.test(line) ?? false);
          if (style === 'a' && numbers.blanks > 1) {
            blanks = line === '' ? blanks + 1 : 0;
            if (line === '') {
              isNumbered = blanks === numbers.blanks;
              if (isNumbered) blanks = 0;
            }
          }
          if (isNumbered) {
            out.line(`${formatted(next)}${separator}${line}`);
            next += numbers.increment;
          } else out.line(`${' '.repeat(numbers.width + separator.length)}${line}`);
        }
        if (!(yield* out.flush())) return false;
      }
    });
  },
});
