import { expect, test } from 'vitest';
import { findingText, isWhole, lintLab } from './lint';

const GUIDE = `---
title: Build a swarm
summary: One machine.
minutes: 5
machines:
  - name: node1
    platform: linux
setup:
  - { on: node1, run: ls }
files:
  node1:/root/a: text
---
## Start
\`\`\`bash on=node1 id=init
docker swarm init
\`\`\`
\`\`\`expect id=up title=Up
always since step init: swarm is active
\`\`\`
:::quiz{id=q answer=a}
Which?

- [ ] this
- [ ] that
:::
![a swarm](swarm.svg)
`;
const SOLUTION = '@ run init\n@ check up\n@ quiz q a\n';
const lint = (guide: string, solution = SOLUTION, more: [string, string][] = []): string[] =>
  lintLab({ texts: new Map([['guide.md', guide], ['solution.txt', solution], ...more]), names: new Set(['swarm.svg', ...more.map(([name]) => name)]) }).map(findingText);

test('a whole lab has nothing to be said of', () => {
  expect(lint(GUIDE)).toEqual([]);
});

test.each([
  ['an unknown field, with the nearest', GUIDE.replace('minutes:', 'minuts:'), /^guide\.md:4: warning: front matter has no field minuts\. Is it "minutes"\?/],
  ['a field of the wrong kind, at its line', GUIDE.replace('minutes: 5', 'minutes: five'), /^guide\.md:4: error: front matter: `minutes` should be a whole number/],
  ['an unknown field of a machine', GUIDE.replace('platform:', 'platfrom:'), /^guide\.md:7: warning: a machine has no field platfrom\. Is it "platform"\?/],
  ['an unknown attribute, with the nearest', GUIDE.replace('title=Up', 'titel=Up'), /^guide\.md:17: error: an expect has no titel=\. Is it "title"\?/],
  ['a check of an unknown step', GUIDE.replace('step init', 'step inti'), /^guide\.md:18: error: there is no step inti\. Is it "init"\?/],
  ['a quiz without answer', GUIDE.replace(' answer=a', ''), /^guide\.md:20: error: quiz q needs answer= with letters/],
  ['an id that is used twice', GUIDE.replace('id=q', 'id=up'), /^guide\.md:20: error: the id up is used twice/],
  ['a command on an unknown machine', GUIDE.replace('bash on=node1', 'bash on=nod1'), /^guide\.md:14: error: there is no machine nod1\. Is it "node1"\?/],
  ['setup on an unknown machine', GUIDE.replace('on: node1', 'on: node9'), /^guide\.md:8: error: setup runs on node9/],
  ['a picture without words', GUIDE.replace('![a swarm]', '![]'), /^guide\.md:26: error: the picture swarm\.svg has no words/],
  ['a picture that is not there', GUIDE.replace('swarm.svg', 'swam.svg'), /^guide\.md:26: error: there is no picture swam\.svg in the lab's folder\. Is it "swarm\.svg"\?/],
  ['a picture outside the folder', GUIDE.replace('swarm.svg', '../../secret.png'), /^guide\.md:26: error: the picture \.\.\/\.\.\/secret\.png leads out of the lab's folder/],
  ['a picture outside, in disguise', GUIDE.replace('swarm.svg', '%2e%2e/secret.png'), /leads out of the lab's folder/],
  ['a picture of the web', GUIDE.replace('swarm.svg', 'https://example.com/a.png'), /is not of this lab/],
  ['a section without a check', `${GUIDE}\n## More\n\`\`\`bash on=node1\nls\n\`\`\`\n`, /^guide\.md:28: warning: section "More" has commands but nothing that checks them/],
  ['a file that leads elsewhere', GUIDE.replace('node1:/root/a', 'node1:/root/../etc/passwd'), /^guide\.md:11: error: the path \/root\/\.\.\/etc\/passwd leads elsewhere/],
  ['a file outside of any machine', GUIDE.replace('node1:/root/a', '../../etc/passwd'), /^guide\.md:10: error: front matter: `files` maps machine:\/path to text/],
  ['a script tag', GUIDE.replace('## Start', '## Start\n<script>alert(1)</script>\n'), /^guide\.md:14: error: HTML is not rendered/],
  ['a script tag within words', GUIDE.replace('## Start', '## Start\nSee **<img src=x onerror=alert(1)>** there.\n'), /^guide\.md:14: error: HTML is not rendered/],
])('%s', (_name, guide, words) => {
  const found = lint(guide);
  expect(found.filter((line) => words.test(line))).toHaveLength(1);
});

test('a solution that names what is not there, or answers wrongly', () => {
  expect(lint(GUIDE, '@ run inti\n@ check up\n@ quiz q b\n')).toEqual([
    'solution.txt:1: error: the guide has no command block inti. Is it "init"? There is init.',
    'solution.txt:3: error: the solution answers quiz q with b, which is not right. @ quiz q a',
  ]);
  expect(lint(GUIDE, '@ run init\n@ check up\n')).toEqual(['solution.txt:1: warning: the solution does not answer quiz q. @ quiz q a']);
});

test('a translation that is another lab', () => {
  expect(lint(GUIDE, SOLUTION, [['guide.de.md', GUIDE.replace('docker swarm init', 'docker swarm leave')]])[0]).toMatch(/^guide\.de\.md:1: error: command init is not that of guide\.md/);
});

test('warnings alone leave a lab whole', () => {
  const findings = lintLab({ texts: new Map([['guide.md', GUIDE]]) });
  expect(findings.map(({ level }) => level)).toEqual(['warning']);
  expect(isWhole(findings)).toBe(true);
  expect(isWhole(lintLab({ texts: new Map() }))).toBe(false);
});
