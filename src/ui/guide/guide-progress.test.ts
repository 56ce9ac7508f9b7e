import { expect, test } from 'vitest';
import { checksOf, parseGuide } from '../../lab/guide';
import type { LabView, WorldView } from '../../session/protocol';
import { dueChecks, isCheckMoment } from './auto-check';
import { guideProgress, sectionProgress } from './guide-progress';

const guide = parseGuide(`## One
\`\`\`check id=a
true
\`\`\`
- a list
  \`\`\`check id=b
  true
  \`\`\`
## Two
:::quiz{id=q answer=b}
Which?
- [ ] x
- [ ] y
:::
`);

const lab = (over: Partial<LabView> = {}): LabView => ({ slug: 'x', checks: [], hintsShown: [], quizAnswers: {}, variables: {}, ...over });

test('checks passed and quizzes answered rightly count', () => {
  const view = lab({ checks: [{ id: 'b', section: 'one', state: 'passed' }], quizAnswers: { q: 'b' } });
  expect(guide.sections.map((section) => sectionProgress(section, view))).toEqual([
    { id: 'one', done: 1, of: 2 },
    { id: 'two', done: 1, of: 1 },
  ]);
  expect(guideProgress(guide, lab({ quizAnswers: { q: 'a' } }))).toEqual({ done: 0, of: 3 });
});

test('a passed check is not asked again, nor one that was just asked', () => {
  const view = lab({ checks: [{ id: 'a', section: 'one', state: 'passed' }] });
  expect(dueChecks(checksOf(guide), view, new Map(), 10_000)).toEqual(['b']);
  expect(dueChecks(checksOf(guide), view, new Map([['b', 8000]]), 10_000)).toEqual([]);
});

test('a command that ends and a cluster that comes to rest are moments to check', () => {
  const view = (settled: boolean, busy: boolean): WorldView =>
    ({ settled, terminals: [{ id: 't', machine: 'a', title: '', busy }] }) as unknown as WorldView;
  expect(isCheckMoment(view(true, true), view(true, false))).toBe(true);
  expect(isCheckMoment(view(false, false), view(true, false))).toBe(true);
  expect(isCheckMoment(view(true, false), view(true, true))).toBe(false);
});
