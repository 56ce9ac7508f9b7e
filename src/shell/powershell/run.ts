/** Runs a text from its beginning to its end, and tells what went wrong. */
import type { Program } from '../../sim';
import { runStatement } from './evaluate';
import { report } from './host';
import { parse } from './parse';
import { ExitFlow, LoopFlow, problem, Problem, ReturnFlow } from './problem';
import type { Place, Shell, Streams } from './shell';

/** False when it could not be read at all. */
export function* runText(shell: Shell, text: string, streams: Streams): Program<boolean> {
  const parsed = parse(text);
  if ('problem' in parsed) {
    yield* streams.flush();
    yield* report(shell, syntaxProblem(text, parsed.problem));
    shell.ok = false;
    return false;
  }
  const place: Place = { scope: shell.global, streams, source: text };
  for (const statement of parsed.block) {
    try {
      yield* runStatement(shell, statement, place);
      yield* streams.flush();
    } catch (thrown) {
      if (thrown instanceof Problem) {
        yield* streams.flush();
        if (thrown.where?.source === '') thrown.where.source = text;
        yield* report(shell, thrown);
        shell.ok = false;
        if (thrown.fatal) return true;
        continue;
      }
      if (thrown instanceof LoopFlow || thrown instanceof ReturnFlow) return true;
      if (thrown instanceof ExitFlow) yield* streams.flush();
      throw thrown;
    }
  }
  return true;
}

export function syntaxProblem(text: string, found: { message: string; id: string; at: number }): Problem {
  const told = problem(found.message, found.id, 'ParserError', ':', 'ParentContainsErrorRecordException');
  told.where = { source: text, span: { start: Math.min(found.at, Math.max(0, text.length - 1)), end: found.at + 1 } };
  return told;
}
