import { describe, expect, it } from 'vitest';
import { Random } from '../sim';
import { escapePattern, hasMagic, Pattern } from './pattern';

const matches = (pattern: string, text: string, ignoreCase = false) => new Pattern(pattern, { ignoreCase }).matches(text);

describe('patterns', () => {
  it('match as the shell matches', () => {
    const cases: [string, string, boolean][] = [
      ['*', '', true],
      ['*', 'abc', true],
      ['a*c', 'abc', true],
      ['a*c', 'abd', false],
      ['?', '', false],
      ['??', 'ab', true],
      ['?', '🐝', true],
      ['[abc]', 'b', true],
      ['[!abc]', 'b', false],
      ['[^abc]', 'd', true],
      ['[a-c]x', 'bx', true],
      ['[]]', ']', true],
      ['[!]]', ']', false],
      ['[a-]', '-', true],
      ['[[:digit:]]*', '7up', true],
      ['[[:alpha:]]', '7', false],
      ['[[:space:]]', '\t', true],
      ['[a', '[a', true],
      ['\\*', '*', true],
      ['\\*', 'x', false],
      ['a\\', 'a\\', true],
      ['@(a|b)', 'b', true],
      ['@(a|b)', 'ab', false],
      ['+(a|b)', 'abba', true],
      ['+(a)', '', false],
      ['*(ab)c', 'ababc', true],
      ['?(a)b', 'b', true],
      ['!(a)', 'b', true],
      ['!(a)', 'a', false],
      ['!(a*)', 'abc', false],
      ['*.!(txt)', 'a.txt', false],
      ['*.!(txt)', 'a.md', true],
      ['@(a|@(b|c))d', 'cd', true],
      ['a(b', 'a(b', true],
      ['[[:upper:]]', 'Ä', true],
      ['*漢*', 'a漢b', true],
    ];
    expect(cases.filter(([pattern, text, expected]) => matches(pattern, text) !== expected)).toEqual([]);
    expect(matches('ABC*', 'abcd', true)).toBe(true);
    expect(matches('[A-C]', 'b', true)).toBe(true);
  });

  it('find the longest and the shortest at either end', () => {
    const pattern = new Pattern('*/');
    expect([pattern.end('a/b/c', 0, false), pattern.end('a/b/c', 0, true)]).toEqual([2, 4]);
    const suffix = new Pattern('.*');
    expect([suffix.start('a.tar.gz', false), suffix.start('a.tar.gz', true)]).toEqual([5, 1]);
    expect(new Pattern('b').end('abc', 0, true)).toBeUndefined();
    expect(new Pattern('[0-9]').matchesIn('a1b22', Infinity)).toEqual([
      { start: 1, end: 2 },
      { start: 3, end: 4 },
      { start: 4, end: 5 },
    ]);
    expect(new Pattern('a*b').matchesIn('xaabyb', 1)).toEqual([{ start: 1, end: 6 }]);
  });

  it('escaping takes all magic away', () => {
    const text = '*?[a]\\(b|c)!@+^-x';
    expect(matches(escapePattern(text), text)).toBe(true);
    expect(hasMagic(escapePattern('*?[a]'))).toBe(false);
  });

  for (let seed = 1; seed <= 20; seed++) {
    it(`seed ${seed}: agrees with a regular expression on random patterns`, () => {
      const random = new Random(seed);
      for (let i = 0; i < 100; i++) {
        let pattern = '';
        let source = '';
        for (let k = random.int(1, 5); k > 0; k--) {
          const [shell, regex] = random.pick([
            ['a', 'a'],
            ['b', 'b'],
            ['*', '.*'],
            ['?', '.'],
            ['[ab]', '[ab]'],
            ['[!a]', '[^a]'],
            ['@(a|bb)', '(?:a|bb)'],
            ['+(ab|b)', '(?:ab|b)+'],
            ['*(a)', 'a*'],
          ] as const);
          pattern += shell;
          source += regex;
        }
        let text = '';
        for (let k = random.int(0, 7); k > 0; k--) text += random.pick(['a', 'b', 'c']);
        const expected = new RegExp(`^${source}$`).test(text);
        expect({ pattern, text, matches: matches(pattern, text) }).toEqual({ pattern, text, matches: expected });
        // From the back as from the front.
        const starts = Array.from({ length: text.length + 1 }, (_, at) => at).filter((at) => new RegExp(`^${source}$`).test(text.slice(at)));
        const compiled = new Pattern(pattern);
        expect([pattern, text, compiled.start(text, true), compiled.start(text, false)]).toEqual([
          pattern,
          text,
          starts[0],
          starts[starts.length - 1],
        ]);
      }
    });
  }
});
