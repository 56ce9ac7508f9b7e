/** Whether a solution names what the guide has, and answers its quizzes: without playing it. */
import type { GuideProblem } from './guide-front';
import { blocksOf } from './guide-model';
import type { Guide, GuideBlock } from './guide-model';
import { meant } from './notation';
import { isRight } from './quiz';

const NAMED: Readonly<Record<string, GuideBlock['kind']>> = { run: 'command', step: 'command', check: 'check', quiz: 'quiz', hint: 'hint' };
const LINES_MAX = 5_000;

export function solutionProblems(guide: Guide, script: string, file: string): GuideProblem[] {
  const problems: GuideProblem[] = [];
  const blocks = blocksOf(guide);
  const answers = new Map<string, { line: number; answer: string }>();
  const lines = script.split('\n');
  if (lines.length > LINES_MAX) return [{ line: LINES_MAX + 1, message: `a script has at most ${LINES_MAX} lines` }];
  lines.forEach((raw, i) => {
    const [, word = '', id = '', rest = ''] = /^@ (\w+) (\S+) ?(.*)$/.exec(raw.trim()) ?? [];
    const kind = NAMED[word];
    if (kind === undefined) return;
    const ids = blocks.flatMap((block) => (block.kind === kind && 'id' in block ? [block.id] : []));
    if (!ids.includes(id)) problems.push({ line: i + 1, message: `the guide has no ${kind === 'command' ? 'command block' : kind} ${id.slice(0, 60)}`, advice: ids.length === 0 ? 'It has none at all.' : meant(id, ids) });
    if (kind === 'quiz') answers.set(id, { line: i + 1, answer: rest.trim().split(/\s+/).join(',') });
  });
  if (file !== 'solution.txt') return problems;
  for (const quiz of blocks) {
    if (quiz.kind !== 'quiz') continue;
    const last = answers.get(quiz.id);
    const right = quiz.answers.join(' ');
    if (!last) problems.push({ line: 1, level: 'warning', message: `the solution does not answer quiz ${quiz.id}`, advice: `@ quiz ${quiz.id} ${right}` });
    else if (!isRight(quiz, last.answer)) problems.push({ line: last.line, message: `the solution answers quiz ${quiz.id} with ${last.answer.slice(0, 40)}, which is not right`, advice: `@ quiz ${quiz.id} ${right}` });
  }
  return problems;
}
