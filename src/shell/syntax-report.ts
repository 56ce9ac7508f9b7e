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
    const head =
      shell.promptName !== undefined ? `${shell.promptName}: ` : `${shell.name}: line ${Math.max(1, lines - (source.text.endsWith('\n') ? 1 : 0))}: `;
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

/** busybox ash: `sh: syntax error: unexpected ")"`; dash: `sh: 1: Syntax error: ")" unexpected`. */
function* reportShort(shell: Shell, problem: Problem, line: number): Program<number | undefined> {
  if (problem.kind === 'here-document') return undefined;
  if (shell.dialect === 'dash') yield* shell.err(`${shell.name}: ${line}: Syntax error: ${dashWords(problem)}\n`);
  else yield* shell.err(`${shell.name}: syntax error: ${ashWords(problem)}\n`);
  return 2;
}

type Wrong = Exclude<Problem, { kind: 'here-document' }>;

function isQuote(closer: string | undefined): boolean {
  return closer === '"' || closer === "'" || closer === '`';
}

function ashWords(problem: Wrong): string {
  if (problem.kind === 'wrong') return problem.message;
  if (problem.kind === 'unexpected') return problem.token === 'newline' ? 'unexpected newline' : `unexpected "${problem.token}"`;
  if (isQuote(problem.closer)) return 'unterminated quoted string';
  return problem.closer === undefined ? 'unexpected end of file' : `unexpected end of file (expecting "${problem.closer}")`;
}

function dashWords(problem: Wrong): string {
  if (problem.kind === 'wrong') return problem.message;
  if (problem.kind === 'unexpected') return problem.token === 'newline' ? 'newline unexpected' : `"${problem.token}" unexpected`;
  if (isQuote(problem.closer)) return 'Unterminated quoted string';
  return problem.closer === undefined ? 'end of file unexpected' : `end of file unexpected (expecting "${problem.closer}")`;
}
