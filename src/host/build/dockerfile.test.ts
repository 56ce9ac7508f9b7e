/** Dockerfiles read into instructions, and refused in Docker's words. */
import { describe, expect, test } from 'vitest';
import { expand, parseDockerfile, quotedWords } from './dockerfile';

const parse = (text: string) => parseDockerfile(text, 'Dockerfile');
const errorOf = (text: string) => {
  const read = parse(text);
  return 'error' in read ? read.error : undefined;
};

describe('a Dockerfile', () => {
  test('continued lines are one step, with comments and empty lines between them left out', () => {
    const read = parse('FROM alpine\n# why\nRUN echo a \\\n  # not this\n\n  && echo b\n');
    if ('error' in read) throw new Error(read.error);
    expect(read.map((one) => one.text)).toEqual(['FROM alpine', 'RUN echo a   && echo b']);
    expect(read.map((one) => one.line)).toEqual([1, 3]);
  });

  test('flags, JSON form and lower case keywords are understood', () => {
    const read = parse('from alpine AS build\nCOPY --from=build --chown=1:1 ["a b", "/x/"]\nhealthcheck --interval=5s CMD true\n');
    if ('error' in read) throw new Error(read.error);
    expect(read[1]).toMatchObject({ keyword: 'COPY', flags: { from: 'build', chown: '1:1' }, json: ['a b', '/x/'] });
    expect(read[2]).toMatchObject({ keyword: 'HEALTHCHECK', text: 'HEALTHCHECK --interval=5s CMD true', flags: { interval: '5s' }, rest: 'CMD true' });
  });

  test.each([
    ['', 'the Dockerfile (Dockerfile) cannot be empty'],
    ['FROM alpine\nRUM x', 'dockerfile parse error on line 2: unknown instruction: RUM (did you mean RUN?)'],
    ['FROM alpine\nBANANA x', 'dockerfile parse error on line 2: unknown instruction: BANANA'],
    ['FROM', 'dockerfile parse error on line 1: FROM requires either one or three arguments'],
    ['FROM a\nENV', 'dockerfile parse error on line 2: ENV requires at least one argument'],
    ['FROM a\nCOPY --nope=1 a b', 'dockerfile parse error on line 2: unknown flag: nope'],
  ])('%j is refused', (text, words) => expect(errorOf(text)).toBe(words));

  test('variables are filled in, with defaults and instead', () => {
    const values = new Map([['A', '1'], ['EMPTY', '']]);
    expect(expand('$A ${A}x ${B:-two} ${EMPTY:-three} ${A:+yes} ${B:+no} \\$A', values)).toBe('1 1x two three yes  $A');
    expect(quotedWords(`A="x y" B='z w' C=a\\ b`)).toEqual(['A=x y', 'B=z w', 'C=a b']);
  });
});
