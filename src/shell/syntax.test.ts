import { describe, expect, it } from 'vitest';
import corpus from './syntax-corpus.json';
import { parseSource } from './syntax';

describe('parsing', () => {
  it('takes every command of the recorded workshops', () => {
    const refused = (corpus as string[]).filter((line) => parseSource(line).problem !== undefined);
    expect(refused).toEqual([]);
  });

  it('tells unfinished input from wrong input', () => {
    const kinds = (lines: string[]) => lines.map((line) => parseSource(line).problem?.kind);
    expect(
      kinds([
        'echo "a',
        "echo 'a",
        'echo $(a',
        'echo `a',
        'echo ${a',
        'a &&',
        'a |',
        'a \\',
        'if a; then',
        'for i in 1 2',
        'while a; do',
        '{ a',
        '( a',
        'f() {',
        'case x in',
        '[[ a',
        '((',
        'a=(1',
      ]),
    ).toEqual(Array.from({ length: 18 }, () => 'open'));
    expect(kinds(['cat <<E\na\n'])).toEqual(['here-document']);
    expect(kinds(['echo )', 'a | | b', 'fi', '}', 'a (b c', 'if true; fi', 'echo >', ';', 'a && && b'])).toEqual(
      Array.from({ length: 9 }, () => 'unexpected'),
    );
    expect(kinds(['a', 'a # \\', '{}', 'echo a; # b', 'cat <<E\na\nE\n', 'f() { a; }; (b)'])).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it('names the token that bash names', () => {
    const token = (line: string) => {
      const { problem } = parseSource(line);
      return problem?.kind === 'unexpected' ? problem.token : problem?.kind;
    };
    expect(
      ['echo )', 'a b (c)', 'echo (hello)', 'a ( b', 'x=1 (', 'if true; fi', 'echo > ;', 'a |& | b', 'for x in a; echo', '( )'].map(token),
    ).toEqual([')', '(', 'hello', 'b', '(', 'fi', ';', '|', 'open', ')']);
  });

  it('stays linear in the length of a here-document', () => {
    const before = performance.now();
    expect(parseSource(`cat <<E\n${'a line of text $x\n'.repeat(20_000)}E\n`).problem).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
