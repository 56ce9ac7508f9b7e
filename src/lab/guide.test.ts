import { expect, test } from 'vitest';
import { blocksOf, checksOf, commandById, fillVariables, parseGuide } from './guide';

const FRONT = `---
title: Build a swarm
summary: Three machines become one.
minutes: 20
level: beginner
machines:
  - {name: node1, platform: linux}
  - name: win1
    platform: windows
seed: 7
start: 2026-03-02T08:00:00Z
---
`;

const GUIDE = `${FRONT}
Welcome to *Skep*. It is 10:30 and nginx:1.27 stays prose.

## Start the swarm

1. On the first machine:

   \`\`\`bash on=node1 id=init save=TOKEN:"(SWMTKN-\\S+)"
   docker swarm init
   docker node ls
   \`\`\`

\`\`\`bash on=win1
docker swarm join --token \${TOKEN} node1:2377
\`\`\`

\`\`\`text
swarm initialized
\`\`\`

\`\`\`check id=up on=node1 title="The swarm is up"
docker node ls -q | wc -l
\`\`\`

> [!WARNING]
> Mind the \`gap\`.

:::hint{title="Stuck?"}
Look at \`docker info\`.
:::

## What is a quorum?

:::quiz{id=quorum answer=b}
Three managers: how many may fail?

- [ ] none
- [ ] one
- [ ] two

A majority of three is two.
:::
`;

test('front matter becomes what the catalogue and the world need', () => {
  const { front, problems } = parseGuide(GUIDE);
  expect(problems).toEqual([]);
  expect(front).toMatchObject({ title: 'Build a swarm', minutes: 20, level: 'beginner', seed: 7, startMs: Date.UTC(2026, 2, 2, 8) });
  expect(front.machines).toEqual([
    { name: 'node1', platform: 'linux' },
    { name: 'win1', platform: 'windows' },
  ]);
});

test('sections hold blocks of every kind, also inside lists', () => {
  const guide = parseGuide(GUIDE);
  expect(guide.sections.map((section) => section.id)).toEqual(['start-the-swarm', 'what-is-a-quorum']);
  expect(guide.sections[0]?.blocks.map((block) => block.kind)).toEqual(['list', 'command', 'listing', 'check', 'admonition', 'hint']);
  expect(commandById(guide, 'init')).toMatchObject({
    on: 'node1',
    commands: ['docker swarm init', 'docker node ls'],
    save: { name: 'TOKEN', pattern: '(SWMTKN-\\S+)' },
  });
  expect(commandById(guide, 'start-the-swarm-1')).toMatchObject({ on: 'win1' });
});

test('prose with colons is prose, not a directive', () => {
  const [intro] = parseGuide(GUIDE).intro;
  expect(intro?.kind).toBe('paragraph');
  expect(JSON.stringify(intro)).toContain('It is 10:30 and nginx:1.27 stays prose.');
});

test('a check carries its script and its section', () => {
  expect(checksOf(parseGuide(GUIDE))).toEqual([
    { kind: 'check', id: 'up', section: 'start-the-swarm', title: 'The swarm is up', on: 'node1', script: 'docker node ls -q | wc -l', points: 1, quiet: false },
  ]);
});

test('a quiz has a question, lettered options and an explanation for later', () => {
  const quiz = blocksOf(parseGuide(GUIDE)).find((block) => block.kind === 'quiz');
  expect(quiz).toMatchObject({ id: 'quorum', answers: ['b'] });
  expect(quiz?.kind === 'quiz' && quiz.options.map((option) => option.key)).toEqual(['a', 'b', 'c']);
  expect(quiz?.kind === 'quiz' && [quiz.question.length, quiz.explanation.length]).toEqual([1, 1]);
});

test("only the guide's own variables are filled", () => {
  const { variables } = parseGuide(GUIDE);
  expect(fillVariables('join ${TOKEN} ${HOME}', variables, { TOKEN: 'SWMTKN-1', HOME: 'no' })).toEqual({
    text: 'join SWMTKN-1 ${HOME}',
    missing: [],
  });
  expect(fillVariables('join ${TOKEN} ${TOKEN}', variables, {})).toEqual({ text: 'join ${TOKEN} ${TOKEN}', missing: ['TOKEN'] });
});

test('an author hears of what is wrong, with its line', () => {
  const { problems } = parseGuide(`${FRONT}
\`\`\`bash on=node9
ls
\`\`\`

<b>html</b>

:::box
x
:::

\`\`\`check id=a
true
\`\`\`
\`\`\`check id=a
true
\`\`\`
`);
  expect(problems.map(({ line, message }) => ({ line, message }))).toEqual([
    { line: 14, message: 'there is no machine node9' },
    { line: 18, message: 'HTML is not rendered' },
    { line: 20, message: ':::box is not a container that guides know' },
    { line: 27, message: 'the id a is used twice' },
  ]);
});

test('a file without front matter still renders', () => {
  const guide = parseGuide('## One\ntext');
  expect(guide.sections).toHaveLength(1);
  expect(guide.problems.length).toBeGreaterThan(0);
});
