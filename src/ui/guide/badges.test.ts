import { expect, test } from 'vitest';
import { parseGuide } from '../../lab/guide';
import type { LabView } from '../../session/protocol';
import { badgesOf } from './badges';

const guide = parseGuide(`---
title: T
summary: S
machines: [node1]
---
## One

\`\`\`check id=ok on=node1 title="Fine"
true
\`\`\`

:::hint{title="How?"}
So.
:::

:::quiz{id=q answer=a}
Which?
- [ ] this
- [ ] that
:::
`);
const done: LabView = {
  slug: 'x', checks: [{ id: 'ok', section: 'one', state: 'passed' }], hintsShown: [], sectionsShown: [], quizAnswers: { q: 'a' }, quizErrors: {}, stepsRun: [], variables: {},
};

test('a lab that is whole earns what its session shows', () => {
  expect(badgesOf(guide, done, {})).toEqual(['own-hand', 'no-hints', 'first-answers']);
  expect(badgesOf(guide, { ...done, hintsShown: ['how'] }, {})).not.toContain('no-hints');
  expect(badgesOf(guide, { ...done, quizErrors: { q: 1 } }, {})).not.toContain('first-answers');
  expect(badgesOf(guide, { ...done, sectionsShown: ['one'] }, {})).not.toContain('own-hand');
  expect(badgesOf(guide, done, { skippedTo: 'one' })).not.toContain('own-hand');
});

test('one that is not earns nothing, and nobody earns what cannot be missed', () => {
  expect(badgesOf(guide, { ...done, quizAnswers: {} }, {})).toEqual([]);
  expect(badgesOf(guide, undefined, {})).toEqual([]);
  const bare = parseGuide('---\ntitle: T\nsummary: S\nmachines: [node1]\n---\n## One\n\n```check id=ok on=node1 title="Fine"\ntrue\n```\n');
  expect(badgesOf(bare, done, {})).toEqual(['own-hand']);
});
