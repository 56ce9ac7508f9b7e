/** Texts from strangers that would take a parser long: each is refused in a moment, with words. */
import { expect, test } from 'vitest';
import { parseGuide } from './guide';

const FRONT = '---\ntitle: T\nsummary: S\nmachines: [node1]\n---\n';
const BOMB = `---\ntitle: T\na: &a [x, x]\n${Array.from({ length: 26 }, (_, i) => `${String.fromCharCode(98 + i)}: &n${i} [${`*${i === 0 ? 'a' : `n${i - 1}`}, `.repeat(9)}x]`).join('\n')}\n---\n`;

test.each([
  ['ten megabytes of aliases', `---\na: &a x\nb:\n${'- *a\n'.repeat(2_000_000)}---\n`, /characters: at most/],
  ['aliases of aliases', BOMB, /repeats itself \d+ times/],
  ['a deep list of YAML', `---\na: ${'['.repeat(10_000)}\n---\n`, /front matter is nested/],
  ['quotes in quotes', `${FRONT}${'>'.repeat(1_000)} a`, /nested deeper/],
  ['lists in lists', `${FRONT}${Array.from({ length: 300 }, (_, i) => `${' '.repeat(2 * i)}- a`).join('\n')}`, /nested deeper/],
  ['brackets', `${FRONT}${'['.repeat(100_000)}`, /nested deeper/],
  ['containers that are never closed', `${FRONT}${':::hint\n'.repeat(10_000)}`, /containers are open/],
  ['emphasis in emphasis', `${FRONT}${'*a\n'.repeat(20_000)}`, /marks of emphasis/],
  ['an endless line', `${FRONT}${':'.repeat(100_000)}`, /a line of 100000 characters/],
  ['runs of backquotes', `${FRONT}${Array.from({ length: 400 }, (_, i) => '`'.repeat(i)).join('\n')}`, /nested deeper/],
])('%s', (_name, text, words) => {
  const guide = parseGuide(text);
  expect(guide.problems).toHaveLength(1);
  expect(guide.problems[0]?.message).toMatch(words);
  expect(guide.sections).toEqual([]);
}, 5_000);

test('what honest guides do is read: tables, rules, indented lists, long listings', () => {
  const honest = `${FRONT}\n${'| a | b |\n'.repeat(2)}\n\n* * *\n\n- one\n  - two\n    - three\n\n\`\`\`text\n${`${'x'.repeat(300)}\n`.repeat(200)}\`\`\`\n`;
  expect(parseGuide(honest).problems).toEqual([]);
});
