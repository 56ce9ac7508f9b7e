/** What real Docker 28.5 said to these bodies of `POST /containers/create`. */
import { expect, test } from 'vitest';
import { Random } from '../sim';
import { parseJsonText } from './json-text';

const RECORDED: [string, string][] = [
  ['{', 'unexpected EOF'],
  ['{"', 'unexpected EOF'],
  ['{"Image"', 'unexpected EOF'],
  ['{"Image":', 'unexpected EOF'],
  ['{"Image":"x"', 'unexpected EOF'],
  ['{"Image":"x",', 'unexpected EOF'],
  ['{"Image":"x",}', "invalid character '}' looking for beginning of object key string"],
  ['{"Image" "x"}', "invalid character '\"' after object key"],
  ['{"Image":x}', "invalid character 'x' looking for beginning of value"],
  ['[1,2', 'unexpected EOF'],
  ['nul', 'unexpected EOF'],
  ['-', 'unexpected EOF'],
  ['1.', 'unexpected EOF'],
  ['1e', 'unexpected EOF'],
  ['{"Image":01}', "invalid character '1' after object key:value pair"],
  ['{"Image":"\\x"}', 'invalid escape sequence `\\x` in string'],
  ['{"Image":"\\u12"}', 'invalid escape sequence `\\u12"}` in string'],
  ['{"Image":"a\nb"}', "invalid character '\\n' in string"],
  ['[}', "invalid character '}' looking for beginning of value"],
  ['{]', "invalid character ']' looking for beginning of object key string"],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
  ['{"a":truf}', "invalid character 'f' in literal true (expecting 'e')"],
  ['{"Image":nulx}', "invalid character 'x' in literal null (expecting 'l')"],
  ['\u0001', "invalid character '\\x01' looking for beginning of value"],
];

for (const [text, words] of RECORDED) {
  test(`${JSON.stringify(text)}: ${words}`, () => expect(parseJsonText(text)).toEqual({ ok: false, problem: `invalid JSON: ${words}` }));
}

test('what follows the value is refused, but for a closing bracket', () => {
  expect(parseJsonText('{"Image":"x"} {"y":1}')).toEqual({ ok: false, problem: 'unexpected content after JSON' });
  expect(parseJsonText('{"Image":"x"}garbage')).toEqual({ ok: false, problem: 'unexpected content after JSON' });
  expect(parseJsonText(' {"Image":"x"}}')).toEqual({ ok: true, value: { Image: 'x' } });
});

test('a value of whatever depth is read or refused, never more', () => {
  expect(parseJsonText('['.repeat(100_000))).toEqual({ ok: false, problem: 'invalid JSON: exceeded max depth' });
  expect(parseJsonText(`${'['.repeat(100)}${']'.repeat(100)}`).ok).toBe(true);
});

test('random bytes: agrees with JSON.parse on what is JSON', () => {
  for (let seed = 0; seed < 20_000; seed++) {
    const random = new Random(seed);
    const text = Array.from({ length: random.int(1, 12) }, () => random.pick(['{', '}', '[', ']', ':', ',', '"', '"a"', '\\', 'u0041', '1', '0', '-', '.', 'e', 'true', 'null', ' ', '\n', 'é'])).join('');
    const read = parseJsonText(text);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // No JSON as a whole: then it is refused, unless it only goes on with a bracket.
      if (read.ok) expect(text, `seed ${seed}`).toMatch(/[\]}]/);
      continue;
    }
    expect(read, `seed ${seed}: ${JSON.stringify(text)}`).toEqual({ ok: true, value });
  }
});
