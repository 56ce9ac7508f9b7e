/** What `bash -n` would say of a script, at its place: the parser of this lab's own shell. */
import type { Diagnostic } from '../../cli/stack/_lint/diagnostic';
import { TextMap } from '../../cli/stack/_lint/text-map';
import { parseSource } from '../../shell/syntax';

/** Scripts above this length are not looked at: nobody typed them. */
const SCRIPT_CHARS_MAX = 200_000;

export function lintShell(text: string): Diagnostic[] {
  if (text.length > SCRIPT_CHARS_MAX) return [];
  const { problem } = parseSource(text);
  if (!problem) return [];
  const map = new TextMap(text);
  const lineCount = text.replace(/\n+$/, '').split('\n').length;
  const line = Math.max(1, Math.min(problem.line, lineCount));
  const whole = { from: { line, column: (/\S/.exec(map.line(line))?.index ?? 0) + 1 }, to: { line, column: Math.max(2, map.line(line).length + 1) } };
  const said = (message: string, span = whole, severity: Diagnostic['severity'] = 'error'): Diagnostic[] => [{ ...span, severity, source: 'bash -n', message }];
  switch (problem.kind) {
    case 'open':
      if (problem.closer !== undefined) return said(`unexpected EOF while looking for matching \`${problem.closer}'`);
      return said('syntax error: unexpected end of file\nSomething that was begun is not ended: if with fi, do with done, case with esac, { with }.');
    case 'here-document':
      return said(`here-document delimited by end-of-file (wanted \`${problem.delimiter}')`, whole, 'warning');
    case 'unexpected':
      return said(`syntax error near unexpected token \`${problem.token}'`, problem.token === 'newline' ? whole : map.span(problem.pos, problem.pos + problem.token.length));
    case 'wrong':
      return said(problem.message);
  }
}
