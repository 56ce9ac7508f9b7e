import { expect, test } from 'vitest';
import { parseGuide } from './guide';
import { readTranslation } from './translation';

const BASE = `---
title: Build a swarm
summary: One machine.
minutes: 5
level: beginner
machines: [node1]
---
Welcome.

## Start it
\`\`\`bash on=node1
docker swarm init
\`\`\`
\`\`\`check id=up title="It is up"
docker node ls
\`\`\`
:::quiz{id=q answer=a}
Which?

- [ ] this
- [ ] that
:::
`;
const GERMAN = BASE.replace('Build a swarm', 'Einen Schwarm bauen').replace('One machine.', 'Eine Maschine.').replace(/minutes[^]*machines: \[node1\]\n/, '').replace('Welcome.', 'Willkommen.').replace('Start it', 'Beginnen').replace('It is up', 'Er läuft').replace('Which?', 'Was?');

const base = parseGuide(BASE);

test('a translation has its own words and the ids of the guide', () => {
  const { guide, problems } = readTranslation(base, GERMAN);
  expect(problems).toEqual([]);
  expect(guide.front).toMatchObject({ title: 'Einen Schwarm bauen', minutes: 5, machines: base.front.machines });
  expect(guide.sections).toMatchObject([{ id: 'start-it', title: 'Beginnen', blocks: [{ kind: 'command', id: 'start-it-1' }, { kind: 'check', id: 'up', title: 'Er läuft', section: 'start-it' }, { kind: 'quiz', id: 'q' }] }]);
});

test.each([
  ['a command that does something else', GERMAN.replace('docker swarm init', 'docker swarm leave'), 'command start-it-1 is not that of guide.md'],
  ['a check that asks something else', GERMAN.replace('docker node ls', 'true'), 'check up is not that of guide.md'],
  ['another answer', GERMAN.replace('answer=a', 'answer=b'), 'quiz q is not that of guide.md'],
  ['a check left out', GERMAN.replace(/```check[^]*?```\n/, ''), 'check up of guide.md is missing'],
  ['a section more', `${GERMAN}\n## Noch einer\n`, 'this translation has 2 sections, guide.md has 1'],
])('%s is told', (_name, text, message) => {
  expect(readTranslation(base, text).problems.map((problem) => problem.message)).toContain(message);
});
