/** What bash prints about a source it cannot parse, which depends on where the source came from. */
import type { Program } from '../sim';
import type { Problem } from './syntax';
import type { Shell, SourceText } from './shell';

/** Where a text stood. */
export type ProblemPlace = 'prompt' | 'command-string' | 'script' | 'eval' | 'trap' | 'exit trap';

/** Prints the complaint and answers the status; undefined when it was only a warning and the text ran. */
export function* reportProblem(shell: Shell, problem: Problem, source: SourceText, place: ProblemPlace): Program<number | undefined> {
  const line = problem.line + source.firstLine - 1;
  if (shell.dialect !== 'bash') return yield* reportShort(shell, problem, line);
  if (problem.kind === 'here-document') {
    const lines = source.text.split('\n').length + source.firstLine - 1;
    const head = shell.promptName !== undefined ? `${shell.promptName}: ` : `${shell.name}: line ${Math.max(1, lines - (source.text.endsWith('\n') ? 1 : 0))}: `;
    yield* shell.err(`${head}warning: here-document at line ${line} delimited by end-of-file (wanted \`${problem.delimiter}')\n`);
    return undefined;
  }
  const head = headOf(shell, place);
  const at = (number: number) => (place === 'prompt' ? head : `${head}line ${number}: `);
  switch (problem.kind) {
    case 'open':
      if (problem.closer !== undefined) yield* shell.err(`${at(line)}unexpected EOF while looking for matching \`${problem.closer}'\n`);
      else {
        const end = source.text.replace(/\n$/, '').split('\n').length + source.firstLine;
        yield* shell.err(`${at(end)}syntax error: unexpected end of file\n`);
      }
      return 2;
    case 'wrong':
      yield* shell.err(`${at(line)}${problem.message}\n`);
      return 2;
    default: {
      yield* shell.err(`${at(line)}syntax error near unexpected token \`${problem.token}'\n`);
      if (place !== 'prompt') yield* shell.err(`${at(line)}\`${lineText(source.text, problem.line)}'\n`);
      return 2;
    }
  }
}

function headOf(shell: Shell, place: ProblemPlace): string {
  const name = shell.promptName ?? (shell.frames.length > 0 ? shell.source.name : shell.name);
  switch (place) {
    case 'command-string':
      return `${name}: -c: `;
    case 'eval':
      return `${name}: eval: `;
    case 'trap':
    case 'exit trap':
      return `${name}: ${place}: `;
    default:
      return `${name}: `;
  }
}

function lineText(text: string, line: number): string {
  return text.split('\n')[line - 1] ?? '';
}

/** busybox ash and dash: `sh: syntax error: unexpected ")"`. */
function* reportShort(shell: Shell, problem: Problem, line: number): Program<number | undefined> {
  if (problem.kind === 'here-document') return undefined;
  const dash = shell.dialect === 'dash';
  const head = dash ? `${shell.name}: ${line}: ` : shell.promptName !== undefined ? `${shell.name}: ` : `${shell.name}: `;
  const words = problem.kind === 'open' ? openWords(problem.closer, dash) : problem.kind === 'wrong' ? problem.message : `unexpected ${tokenWords(problem.token)}`;
  yield* shell.err(`${head}${dash ? 'Syntax error' : 'syntax error'}: ${words}\n`);
  return 2;
}

function openWords(closer: string | undefined, dash: boolean): string {
  if (closer === '"' || closer === "'" || closer === '`') return dash ? 'Unterminated quoted string' : 'unterminated quoted string';
  return closer === undefined ? `${dash ? 'end of file unexpected' : 'unexpected end of file'}` : `unexpected end of file (expecting "${closer}")`;
}

function tokenWords(token: string): string {
  return token === 'newline' ? 'newline' : /^[a-z]/.test(token) ? `"${token}"` : `"${token}"`;
}
