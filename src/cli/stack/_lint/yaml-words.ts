/** A text that is no YAML: go-yaml's words at the place itself, with what usually lies behind them. */
import { Failure } from '../../_framework/failure';
import { YamlFailure, type YamlSpot } from '../_yaml/cursor';
import type { Diagnostic, Fix, Span } from './diagnostic';
import type { TextMap } from './text-map';

const DEPLOY = 'docker stack deploy';

export function yamlDiagnostics(failure: Failure, map: TextMap, shift: number, source = DEPLOY): Diagnostic[] {
  const spots = failure instanceof YamlFailure && failure.spots.length ? failure.spots : [{ words: failure.message, at: 0 }];
  return spots.map((spot): Diagnostic => {
    const start = placeOf(spot, map.text.length - shift) + shift;
    const span = map.span(start, spot.end === undefined ? endOfWord(map.text, start) : spot.end + shift);
    const { text, fixes } = explain(spot.words, span, map);
    return { ...span, severity: 'error', source, message: text === undefined ? spot.words : `${spot.words}\n${text}`, ...(fixes ? { fixes } : {}) };
  });
}

/** What is never closed is shown where it was opened; a key without its colon where the key is. */
function placeOf({ words, at, context }: YamlSpot, end: number): number {
  if (context === undefined) return at;
  return at >= end || /could not find expected ':'|unexpected (end of stream|document indicator)/.test(words) ? context : at;
}

function endOfWord(text: string, start: number): number {
  const rest = /^\S+/.exec(text.slice(start, start + 200));
  return start + (rest?.[0].length ?? 1);
}

function explain(words: string, span: Span, map: TextMap): { text?: string; fixes?: Fix[] } {
  const line = map.line(span.from.line);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  if (/tab character|cannot start any token/.test(words) && indent.includes('\t')) {
    const from = { line: span.from.line, column: 1 };
    const to = { line: span.from.line, column: indent.length + 1 };
    return {
      text: 'YAML is indented with spaces: there is a tab here.',
      fixes: [
        { title: 'Indent this line with spaces', edits: [{ from, to, text: indent.replaceAll('\t', '  ') }] },
        { title: 'Indent the whole file with spaces', edits: tabEdits(map) },
      ],
    };
  }
  if (/cannot start any token/.test(words)) return { text: `A text that begins with ${line[span.from.column - 1] ?? 'this'} stands in quotes.` };
  if (/mapping values are not allowed/.test(words)) return { text: 'A colon and a space begin a value. Put a text that has them in quotes; if this is a key, look at its indentation.' };
  if (/did not find expected key|expected '-' indicator/.test(words)) return { text: 'This line does not line up with what it belongs to: look at its indentation.' };
  if (/could not find expected ':'/.test(words)) return { text: 'A key is followed by a colon and a space.' };
  if (/unexpected end of stream/.test(words)) return { text: 'The quote that opens here is never closed.' };
  if (/expected ',' or/.test(words)) return { text: 'Entries between brackets are separated by commas, and the bracket is closed.' };
  if (/already defined at line/.test(words)) return { text: 'Every key is there once; the second one would win over the first.' };
  if (/unknown anchor/.test(words)) return { text: 'An anchor, &name, stands before its aliases, *name. A text that begins with a star stands in quotes.' };
  if (/excessive aliasing/.test(words)) return { text: 'The aliases would blow the file up to a multiple of its size.' };
  if (/control characters/.test(words)) return { text: 'A character here cannot be seen and is not allowed. It may have come along with a paste.' };
  return {};
}

const TABBED_LINES_MAX = 5000;

function tabEdits(map: TextMap): { from: Span['from']; to: Span['to']; text: string }[] {
  const edits = [];
  for (let line = 1; line <= map.lineCount && edits.length < TABBED_LINES_MAX; line++) {
    const indent = /^[ \t]*/.exec(map.line(line))?.[0] ?? '';
    if (indent.includes('\t')) edits.push({ from: { line, column: 1 }, to: { line, column: indent.length + 1 }, text: indent.replaceAll('\t', '  ') });
  }
  return edits;
}
