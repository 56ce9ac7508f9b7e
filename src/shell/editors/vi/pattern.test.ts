import { describe, expect, it } from 'vitest';
import { compilePattern, isPatternError, PatternTooCostly } from './pattern';

function find(source: string, text: string, options: Parameters<typeof compilePattern>[1] = {}): string | undefined {
  const pattern = compilePattern(source, options);
  if (isPatternError(pattern)) return pattern.error;
  const match = pattern.exec(text);
  return match ? `${match.index}:${match.groups.map((group) => group ?? '-').join(',')}` : undefined;
}

describe('a search pattern', () => {
  it('has the magic of Vim: a star and a dot, a backslash before the rest', () => {
    expect(find('o*', 'foo')).toBe('0:');
    expect(find('fo*', 'foo')).toBe('0:foo');
    expect(find('fo\\+', 'f foo')).toBe('2:foo');
    expect(find('a\\|b', 'xb')).toBe('1:b');
    expect(find('a+', 'aa a+')).toBe('3:a+');
    expect(find('x\\=y', 'xy')).toBe('0:xy');
    expect(find('o\\{2}', 'o oo')).toBe('2:oo');
    expect(find('o\\{-1,}', 'ooo')).toBe('0:o');
    expect(find('*a', '*a')).toBe('0:*a');
    expect(find('^*a', '*a')).toBe('0:*a');
    expect(find('a^b$c', 'a^b$c')).toBe('0:a^b$c');
  });

  it('changes its magic with \\v, \\V and \\M', () => {
    expect(find('\\v(a|b)+c?', 'xabab')).toBe('1:abab,b');
    expect(find('\\v<foo>', 'food foo')).toBe('5:foo');
    expect(find('\\Va.b*', 'axb a.b*')).toBe('4:a.b*');
    expect(find('\\Ma.b', 'axb a.b')).toBe('4:a.b');
  });

  it('takes the first branch that matches, as Vim does, not the longest', () => {
    expect(find('\\(a\\|ab\\)c\\=', 'abc')).toBe('0:a,a');
  });

  it('knows words, classes, sets and back-references', () => {
    expect(find('\\<an\\>', 'can an')).toBe('4:an');
    expect(find('\\d\\+\\.\\d', 'v1.25')).toBe('1:1.2');
    expect(find('[^a-c]', 'abcd')).toBe('3:d');
    expect(find('[]x]', 'a]')).toBe('1:]');
    expect(find('[[:upper:]]', 'aB')).toBe('1:B');
    expect(find('[unclosed', 'x[unclosed')).toBe('1:[unclosed');
    expect(find('\\(.\\)\\1', 'hello')).toBe('2:ll,l');
  });

  it('looks around and moves its ends', () => {
    expect(find('foo\\zsbar', 'foobar')).toBe('3:bar');
    expect(find('foo\\zebar', 'foobar')).toBe('0:foo');
    expect(find('\\(foo\\)\\@<=bar', 'bar foobar')).toBe('7:bar,foo');
    expect(find('foo\\(bar\\)\\@!', 'foobar fooz')).toBe('7:foo,-');
    expect(find('.*foo\\&.*bar', 'a bar foo')).toBe('0:a bar');
  });

  it('folds case when told, or when smart', () => {
    expect(find('FOO', 'foo', { ignoreCase: true })).toBe('0:foo');
    expect(find('Foo', 'foo', { ignoreCase: true, smartCase: true })).toBeUndefined();
    expect(find('\\cFOO', 'foo')).toBe('0:foo');
    expect(find('\\Cfoo', 'FOO foo', { ignoreCase: true })).toBe('4:foo');
  });

  it('says what is wrong with it in the words of Vim', () => {
    expect(find('\\(a', '')).toBe('E54: Unmatched \\(');
    expect(find('a\\)', '')).toBe('E55: Unmatched \\)');
    expect(find('\\%(a', '')).toBe('E53: Unmatched \\%(');
    expect(find('\\v(a', '')).toBe('E54: Unmatched (');
    expect(find('a**', '')).toBe('E61: Nested *');
    expect(find('\\+', '')).toBe('E64: \\+ follows nothing');
    expect(find('\\1', '')).toBe('E65: Illegal back reference');
    expect(find('a\\{x', '')).toBe('E554: Syntax error in \\{...}');
  });

  it('gives up rather than hold the world still', () => {
    const pattern = compilePattern('\\(a*\\)*b');
    if (isPatternError(pattern)) throw new Error(pattern.error);
    expect(() => pattern.exec('a'.repeat(60))).toThrow(PatternTooCostly);
    const simple = compilePattern('a*b');
    if (isPatternError(simple)) throw new Error(simple.error);
    expect(simple.exec('a'.repeat(1000))).toBeUndefined();
  });
});
