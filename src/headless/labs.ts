/** `skep labs`: every lab tests itself: its solution passes all checks, its untouched start passes none. */
import { checksOf } from '../lab/guide';
import { labGuide, labSlugs } from '../lab/catalogue';
import { labStart, playSolution, playUntouched } from '../session/lab-player';
import type { SessionStart } from '../session/protocol';
import { loadJq } from './jq';

const solutions = import.meta.glob<string>('../../labs/*/solution.txt', { query: '?raw', import: 'default', eager: true });

export async function labsCommand(args: readonly string[]): Promise<number> {
  const [verb, slug] = args;
  if (verb === 'list') {
    for (const one of labSlugs()) process.stdout.write(`${one}\t${labGuide(one)?.front.title ?? ''}\n`);
    return 0;
  }
  if (verb !== 'test') {
    process.stderr.write('Usage: skep labs test [SLUG] | skep labs list\n');
    return 2;
  }
  const slugs = labSlugs().filter((one) => slug === undefined || one === slug);
  if (slugs.length === 0) {
    process.stderr.write(`skep: there is no lab "${slug}". There are: ${labSlugs().join(', ')}\n`);
    return 1;
  }
  await loadJq();
  let passed = 0;
  let failed = 0;
  for (const one of slugs) {
    const problems = testLab(one);
    for (const problem of problems) process.stdout.write(`  ${one}: ${problem}\n`);
    process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${one}\n`);
    if (problems.length === 0) passed++;
    else failed++;
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/** What is wrong with a lab, in words; nothing when all is well. */
export function testLab(slug: string): string[] {
  const guide = labGuide(slug);
  const solution = Object.entries(solutions).find(([path]) => path.split('/').at(-2) === slug)?.[1];
  if (!guide) return ['no guide.md'];
  const problems = guide.problems.map((problem) => `guide.md:${problem.line}: ${problem.message}`);
  if (solution === undefined) return [...problems, 'no solution.txt'];
  const start = labStart(slug) as SessionStart;
  const run = playSolution(start, solution);
  problems.push(...run.problems.map((problem) => `solution.txt: ${problem}`));
  for (const { id, passed, reason, atMs } of run.checks) if (!passed) problems.push(`the solution fails check ${id} after ${Math.round(atMs / 1000)} s: ${reason}`);
  const asked = new Set(run.checks.map((one) => one.id));
  for (const check of checksOf(guide)) if (!asked.has(check.id)) problems.push(`the solution never asks check ${check.id}`);
  for (const { id, passed } of playUntouched(start).checks) if (passed) problems.push(`check ${id} passes on the untouched start: it checks nothing`);
  return problems;
}
