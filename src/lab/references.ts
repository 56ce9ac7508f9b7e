/** What blocks of a guide say of each other: known only when all of it has been read. */
import type { Expectation } from './expect/claim';
import type { GuideProblem } from './guide-front';
import { blocksOf, checksOf } from './guide-model';
import type { Guide } from './guide-model';
import { meant } from './notation';

export function referenceProblems(guide: Guide, lineOf: (id: string) => number): GuideProblem[] {
  const blocks = blocksOf(guide);
  const commands = blocks.flatMap((block) => (block.kind === 'command' ? [block.id] : []));
  const problems: GuideProblem[] = [];
  for (const check of checksOf(guide)) {
    for (const expectation of check.expectations ?? []) {
      const step = stepOf(expectation);
      if (step !== undefined && !commands.includes(step)) problems.push({ line: lineOf(check.id) + expectation.line, message: `there is no step ${step}`, advice: meantCommand(step, commands) });
    }
  }
  for (const quiz of blocks) {
    if (quiz.kind !== 'quiz' || quiz.before === undefined) continue;
    if (!commands.includes(quiz.before)) problems.push({ line: lineOf(quiz.id), message: `quiz ${quiz.id} is about a command block ${quiz.before}, and there is none`, advice: meantCommand(quiz.before, commands) });
    else if (blocks.findIndex((one) => one.kind === 'command' && one.id === quiz.before) < blocks.indexOf(quiz)) {
      problems.push({ line: lineOf(quiz.id), message: `quiz ${quiz.id} asks what ${quiz.before} will do, but stands below it`, advice: 'A prediction is read first: move it above the commands.' });
    }
  }
  return problems;
}

function stepOf({ when }: Expectation): string | undefined {
  if (when.kind === 'within') return when.ofStep;
  return 'sinceStep' in when ? when.sinceStep : undefined;
}

const meantCommand = (id: string, commands: readonly string[]): string => (commands.length === 0 ? 'Steps are command blocks with an id=.' : meant(id, commands));
