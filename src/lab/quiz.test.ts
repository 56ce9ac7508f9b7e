import { expect, test } from 'vitest';
import { blocksOf, parseGuide } from './guide';
import type { QuizBlock } from './guide';
import { isRight, shownOptions } from './quiz';

const FRONT = '---\ntitle: T\nsummary: S\nmachines: [node1]\n---\n';
const quizOf = (text: string): QuizBlock => blocksOf(parseGuide(FRONT + text)).find((block): block is QuizBlock => block.kind === 'quiz') as QuizBlock;
const problemsOf = (text: string): string[] => parseGuide(FRONT + text).problems.map(({ message }) => message);

const ORDER = '## A\n:::quiz{id=o kind=order points=3 cost=1}\nWhat comes first?\n\n1. pull\n2. create\n3. start\n4. stop\n\nThat is a life.\n:::\n';
const PREDICT = '## A\n:::quiz{id=p kind=predict before=drain answer=b}\nWhat happens?\n\n- [ ] nothing\n- [ ] tasks move\n:::\n\n```bash on=node1 id=drain\ndocker node update --availability drain node1\n```\n';

test('several answers count in any order, steps only in theirs', () => {
  const several = quizOf('## A\n:::quiz{id=s answer="a c"}\nWhich?\n\n- [ ] x\n- [ ] y\n- [ ] z\n:::\n');
  expect([isRight(several, 'c,a'), isRight(several, 'a'), isRight(several, undefined)]).toEqual([true, false, false]);
  const order = quizOf(ORDER);
  expect(order).toMatchObject({ form: 'order', points: 3, cost: 1, answers: ['a', 'b', 'c', 'd'], title: 'What comes first?' });
  expect([isRight(order, 'a,b,c,d'), isRight(order, 'b,a,c,d')]).toEqual([true, false]);
  expect(order.explanation).toHaveLength(1);
});

test('steps are shown in another order than the right one, always the same', () => {
  for (let i = 0; i < 50; i++) {
    const quiz = quizOf(`## A\n:::quiz{id=q${i} kind=order}\nWhich first?\n\n1. x\n2. y\n:::\n`);
    expect(shownOptions(quiz).map(({ key }) => key)).toEqual(['b', 'a']);
  }
  const order = quizOf(ORDER);
  expect(shownOptions(order)).toEqual(shownOptions(order));
  expect(shownOptions(order).map(({ key }) => key).sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('a prediction names the commands that wait for it, and earns nothing unless the author says so', () => {
  expect(quizOf(PREDICT)).toMatchObject({ form: 'predict', before: 'drain', points: 0 });
  expect(problemsOf(PREDICT)).toEqual([]);
});

test('an author hears of a quiz that cannot be answered', () => {
  expect(problemsOf(PREDICT.replace('before=drain', 'before=drian'))).toEqual(['quiz p is about a command block drian, and there is none']);
  expect(problemsOf(PREDICT.replace(' before=drain', ''))).toEqual(['quiz p predicts nothing']);
  expect(problemsOf(ORDER.replace('kind=order', 'kind=sort answer=a'))).toEqual(['quiz o: there is no kind sort', 'quiz o needs a task list of at least two options', 'quiz o needs answer= with letters of its options']);
  expect(problemsOf(ORDER.replace('points=3', 'points=many pionts=2'))).toEqual(['a quiz has no pionts=', 'points= is a whole number from 0 to 1000']);
  const below = `## A\n${PREDICT.slice(PREDICT.indexOf('```'))}\n${PREDICT.slice(5, PREDICT.indexOf('```'))}`;
  expect(problemsOf(below)).toEqual(['quiz p asks what drain will do, but stands below it']);
});
