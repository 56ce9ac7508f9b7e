/** Blanks, predictions, quizzes and hints in a session: what the guide would sum up is what the grader gives. */
import { expect, test } from 'vitest';
import { scoreOf } from '../lab/points';
import { grade } from './grade';
import { draftStart, LabPlayer } from './lab-player';
import { submissionOf } from './submission';

const LAB = `---
title: T
summary: S
machines: [node1]
---
## A
\`\`\`bash on=node1 id=write
echo {{?words}} > {{?file}}
\`\`\`
\`\`\`check id=written points=4 title="There are words"
grep -q honey /root/words
\`\`\`
:::hint{id=dear cost=1}
Write honey into words.
:::
:::quiz{id=first kind=order points=2 cost=1}
What happens in which order?

1. create
2. start
3. stop
:::
:::quiz{id=guess kind=predict before=look answer=b}
What will be listed?

- [ ] nothing
- [ ] words
:::
\`\`\`bash on=node1 id=look
ls /root
\`\`\`
`;

const play = (solution: string): LabPlayer => {
  const player = new LabPlayer(draftStart(LAB));
  player.play(solution);
  return player;
};

/** The lab is of no build: it is graded from its text, as a lab of a folder is. */
const gradeOf = (player: LabPlayer) => grade(submissionOf(player.session), { lab: { slug: 'draft', text: LAB } });

test('blanks are typed as they were filled, and the outcome is judged', () => {
  const player = play('@ run write words=honey file=words\n@ check written\n@ quiz guess a\n@ run look');
  expect(player.outcome.problems).toEqual([]);
  expect(player.outcome.checks).toMatchObject([{ id: 'written', passed: true }]);
  expect(player.session.inputs.map(({ intent }) => (intent.kind === 'guide.run' ? intent.line : ''))).toContain('echo honey > words');
});

test('an empty blank, an unknown one and a missing prediction are told', () => {
  expect(play('@ run write words=honey\n@ run write word=x\n@ run look').outcome.problems).toEqual([
    'line 1: nothing is written in the blank file: @ run write file=…',
    'line 2: write has no blank word; there are words, file',
    'line 3: look waits for a prediction: @ quiz guess b',
  ]);
});

test('the grader gives the points that the guide sums up, and names what is missing', () => {
  const player = play('@ hint dear\n@ run write words=honey file=words\n@ check written\n@ quiz first b a c\n@ quiz first a b c\n@ quiz guess a\n@ run look');
  const shown = scoreOf(player.guide, player.session.view(1).lab);
  expect([shown.points, shown.of]).toEqual([4, 6]);
  const result = gradeOf(player);
  expect(result).toMatchObject({ standing: 'ok', points: 4, of: 6, hints: [{ id: 'dear', cost: 1 }] });
  expect(result.checks).toMatchObject([
    { id: 'written', passed: true, points: 4 },
    { id: 'first', kind: 'quiz', passed: false, points: 1, of: 2, reason: 'right after 1 wrong' },
    { id: 'guess', kind: 'quiz', passed: true, points: 0, of: 0 },
  ]);
});

test('what was right stays right, and a prediction cannot be changed after its command', () => {
  const lab = play('@ quiz first a b c\n@ quiz first c b a\n@ quiz guess a\n@ run look\n@ quiz guess b').session.view(1).lab;
  expect(lab?.quizAnswers).toEqual({ first: 'a,b,c', guess: 'a' });
  expect(lab?.quizErrors).toEqual({});
});

test('answers to quizzes that do not exist, and endless ones, leave no mark', () => {
  const lab = play(`@ quiz nobody a\n@ quiz first ${'a '.repeat(200)}`).session.view(1).lab;
  expect(lab?.quizAnswers).toEqual({});
});
