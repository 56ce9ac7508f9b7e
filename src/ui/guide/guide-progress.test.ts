import { expect, test } from 'vitest';
import { parseGuide } from '../../lab/guide';
import type { LabView } from '../../session/protocol';
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

const lab = (over: Partial<LabView> = {}): LabView => ({ slug: 'x', checks: [], hintsShown: [], sectionsShown: [], quizAnswers: {}, quizErrors: {}, stepsRun: [], variables: {}, ...over });

test('checks passed and quizzes answered rightly count', () => {
  const view = lab({ checks: [{ id: 'b', section: 'one', state: 'passed' }], quizAnswers: { q: 'b' } });
  expect(guide.sections.map((section) => sectionProgress(section, view))).toEqual([
    { id: 'one', done: 1, of: 2 },
    { id: 'two', done: 1, of: 1 },
  ]);
  expect(guideProgress(guide, lab({ quizAnswers: { q: 'a' } }))).toEqual({ done: 0, of: 3 });
});
