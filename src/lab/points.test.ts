import { expect, test } from 'vitest';
import { parseGuide } from './guide';
import { scoreOf } from './points';
import type { LabStanding } from './points';

const guide = parseGuide(`---
title: T
summary: S
machines: [node1]
---
## A
\`\`\`check id=c points=5 title=Up
true
\`\`\`
:::hint{id=free}
look
:::
:::hint{id=dear cost=2}
there
:::
:::quiz{id=q answer=a points=3 cost=1}
Which?

- [ ] x
- [ ] y
:::
:::quiz{id=p kind=predict before=go answer=a}
And now?

- [ ] x
- [ ] y
:::
\`\`\`bash id=go
ls
\`\`\`
`);

const NOTHING: LabStanding = { checks: [], hintsShown: [], sectionsShown: [], quizAnswers: {}, quizErrors: {} };
const score = (over: Partial<LabStanding>): [number, number] => {
  const { points, of } = scoreOf(guide, { ...NOTHING, ...over });
  return [points, of];
};

test('checks and quizzes earn what the author says, wrong answers and priced hints take away', () => {
  expect(guide.problems).toEqual([]);
  expect(score({})).toEqual([0, 8]);
  expect(score({ checks: [{ id: 'c', state: 'passed' }] })).toEqual([5, 8]);
  expect(score({ checks: [{ id: 'c', state: 'passed' }], hintsShown: ['free', 'dear'] })).toEqual([3, 8]);
  expect(score({ quizAnswers: { q: 'a' }, quizErrors: { q: 1 } })).toEqual([2, 8]);
  expect(score({ quizAnswers: { q: 'a' }, quizErrors: { q: 9 } })).toEqual([0, 8]);
  expect(score({ quizAnswers: { q: 'b' } })).toEqual([0, 8]);
});

test('what the lab did itself earns nothing', () => {
  expect(score({ checks: [{ id: 'c', state: 'passed' }], sectionsShown: ['a'] })).toEqual([0, 8]);
});

test('nobody falls below zero', () => {
  expect(score({ hintsShown: ['dear'] })).toEqual([0, 8]);
});

test('a prediction is done when it was made, right or wrong', () => {
  const done = (answer: string): boolean | undefined => scoreOf(guide, { ...NOTHING, quizAnswers: { p: answer } }).earned.find(({ block }) => block.id === 'p')?.done;
  expect([done('a'), done('b')]).toEqual([true, true]);
});
