import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { compileRegex, isRegexError } from './_regex';
import type { RegexOptions } from './_regex';
import { parseRegex } from './_regex-parse';
import { compileVm, runVm } from './_regex-vm';

function find(source: string, text: string, options: RegexOptions = { extended: true }): string | undefined {
  const regex = compileRegex(source, options);
  if (isRegexError(regex)) throw new Error(regex.error);
  return regex.exec(text)?.groups[0];
}

describe('matching as POSIX asks', () => {
  test.each([
    ['a|ab|abc', 'xabcd', 'abc'],
    ['(a|ab)(c|bcd)', 'abcd', 'abcd'],
    ['(al|alp)(pha|ha)', 'alpha', 'alpha'],
    ['x*', 'aaa', ''],
    ['[0-9]+|[0-9]+\\.[0-9]+', 'v 12.5', '12.5'],
    ['(foo|foobar)$', 'foobar', 'foobar'],
  ])('the longest of the leftmost: %s in %s', (source, text, found) => {
    expect(find(source, text)).toBe(found);
  });

  test('groups are those of the preferred way to that length', () => {
    const regex = compileRegex('(a|ab)(c|bcd)(d*)', { extended: true });
    if (isRegexError(regex)) throw new Error(regex.error);
    expect(regex.exec('abcd')?.groups).toEqual(['abcd', 'a', 'bcd', '']);
  });

  test('nested repeats take time in proportion to the text', () => {
    const text = 'a'.repeat(3000);
    expect(find('(a*)*b', text)).toBeUndefined();
    expect(find('(a|aa)+$', `${text}b`)).toBeUndefined();
    expect(find('^(([a-z])+.)+[A-Z]([a-z])+$', text)).toBeUndefined();
  });

  test('a basic expression has its own operators', () => {
    const basic = { extended: false };
    expect(find('a+b', 'aab a+b', basic)).toBe('a+b');
    expect(find('a\\+b', 'aab', basic)).toBe('aab');
    expect(find('\\(.\\)\\1', 'hello', basic)).toBe('ll');
    expect(find('*a', 'b*a', basic)).toBe('*a');
    expect(find('a^b$c', 'a^b$c', basic)).toBe('a^b$c');
    expect(find('a\\{2,3\\}', 'caaaat', basic)).toBe('aaa');
  });

  test('brackets, classes and words', () => {
    expect(find('[]a]+', 'x]a]')).toBe(']a]');
    expect(find('[^]a]+', ']xyz')).toBe('xyz');
    expect(find('[[:upper:]][[:digit:]]{2}', 'aB12')).toBe('B12');
    expect(find('[[.-.]-]', 'a-b')).toBe('-');
    expect(find('\\<w[a-z]*\\>', 'now word')).toBe('word');
    expect(find('wörld', 'hello wörld')).toBe('wörld');
  });

  test('bad expressions are refused in the words of regcomp', () => {
    const refused = (source: string, options: RegexOptions = { extended: true }) => {
      const regex = compileRegex(source, options);
      return isRegexError(regex) ? regex.error : undefined;
    };
    expect(refused('(')).toBe('Unmatched ( or \\(');
    expect(refused('[a')).toBe('Unmatched [, [^, [:, [., or [=');
    expect(refused('[b-a]')).toBe('Invalid range end');
    expect(refused('a\\')).toBe('Trailing backslash');
    expect(refused('\\(a\\2', {})).toBe('Invalid back reference');
    expect(refused('a\\{2,1\\}', {})).toBe('Invalid content of \\{\\}');
  });
});

/** Expressions without choices or nested repeats: both machines must agree on them. */
const simple = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a)', '(b.)'), fc.constantFrom('', '', '*', '+', '?')), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.map(([atom, repeat]) => (atom.startsWith('(') ? atom : atom + repeat)).join(''));

property.prop([simple, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 })])('the two machines agree on %s', (source, text) => {
  const parsed = parseRegex(source, { extended: true });
  const regex = compileRegex(source, { extended: true });
  if ('error' in parsed || isRegexError(regex)) throw new Error('must compile');
  const vm = runVm(compileVm(parsed.node, parsed.groups, {}), text, 0);
  const other = regex.exec(text);
  expect(vm?.index).toBe(other?.index);
  // The longest may be longer than the greedy one, never shorter.
  expect((vm?.end ?? 0) >= (other?.end ?? 0)).toBe(true);
});
