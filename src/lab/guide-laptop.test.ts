import { expect, test } from 'vitest';
import { parseFront } from './guide-front';

const read = (fields: string) => {
  const { front, problems } = parseFront(`---\ntitle: T\nsummary: S\n${fields}---\n`);
  return { ...front, problems: problems.map(({ message }) => message.replace('front matter: ', '')) };
};

test('a machine is a server unless it says laptop', () => {
  expect(read('machines: [node1, {name: laptop, kind: laptop}, {name: mine, kind: laptop, engine: true}, {name: old, kind: laptop, engine: false}]\n')).toMatchObject({
    machines: [{ name: 'node1', platform: 'linux' }, { name: 'laptop', kind: 'laptop' }, { name: 'mine', kind: 'laptop', engine: true }, { name: 'old', kind: 'laptop' }],
    problems: [],
  });
});

test('what no machine can be is told', () => {
  expect(read('machines: [{name: a, kind: tower}, {name: b, engine: false}, {name: c, kind: laptop, platform: windows, engine: maybe}]\n').problems).toEqual([
    'machine a: `kind` is server or laptop', 'machine b: `engine` is for laptops; a server always has one', 'machine c: `engine` is true or false', 'machine c: a laptop has Linux',
  ]);
});

test('repositories map addresses to files inside them', () => {
  const { repositories, problems } = read("machines: [a]\nrepositories:\n  https://github.com/x/y.git:\n    a/b.sh: hi\n    ../c: no\n    .git/config: no\n    n: 3\n  x/y: {a: b}\n");
  expect(repositories).toEqual({ 'https://github.com/x/y': { 'a/b.sh': 'hi' } });
  expect(problems).toHaveLength(4);
  expect(problems.at(-1)).toBe('`repositories` has addresses such as https://github.com/owner/name, not x/y');
  expect(read('machines: [a]\nrepositories: 3\n').problems).toEqual(['`repositories` maps addresses to files']);
});
