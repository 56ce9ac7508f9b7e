import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintJson } from './json-lint';

const said = (text: string) => lintJson(text).map(({ severity, from, to, message }) => `${severity} ${from.line}:${from.column}-${to.column} ${message}`);

test('a good text gets nothing', () => {
  expect(said('{"debug": true, "hosts": ["unix:///x", "tcp://0.0.0.0:2375"], "n": -1.5e3, "s": "a\\u00e9\\n", "z": null, "e": {}, "l": []}\n')).toEqual([]);
  expect(said('')).toEqual([]);
});

test('mistakes are told where they are', () => {
  expect(said('{\n  "debug": true,\n}\n')).toEqual(['error 2:16-17 There is no comma before the closing brace.']);
  expect(said('{\n  "a": 1\n  "b": 2\n}')).toEqual(['error 2:8-9 A comma is missing here, or the closing brace.']);
  expect(said('{"a" 1}')).toEqual(['error 1:2-5 A colon belongs between "a" and its value.']);
  expect(said('{a: 1}')).toEqual(['error 1:2-3 A key stands in double quotes.']);
  expect(said("{\"a\": 'x'}")).toEqual(['error 1:7-8 Texts stand in double quotes.']);
  expect(said('{"a": yes}')).toEqual(['error 1:7-10 A value is a text in double quotes, a number, true, false, null, an object or a list.']);
  expect(said('{"a": }')).toEqual(['error 1:7-8 A value is missing here.']);
  expect(said('[1, 2')).toEqual(['error 1:1-2 The bracket that opens here is never closed.']);
  expect(said('{"a": "x\n}')).toEqual(['error 1:7-9 The quote that opens here is not closed on this line.']);
  expect(said('// x\n{}')).toEqual(['error 1:1-5 JSON has no comments.']);
  expect(said('{} {}')).toEqual(['error 1:4-5 A JSON text has one value: what follows it does not belong.']);
  expect(said('{"a": 01}')).toEqual(['error 1:7-9 A value is a text in double quotes, a number, true, false, null, an object or a list.']);
  expect(said('{"a": "\\q"}')).toEqual(['error 1:8-10 There is no such escape. A backslash is written \\\\.']);
});

test('a key that is there twice is a warning at the second', () => {
  expect(said('{"a": 1,\n "a": 2}')).toEqual(['warning 2:2-5 The key "a" is there already, on line 1: the last one counts.']);
});

test('bottomless nesting ends', () => expect(said('['.repeat(100_000))[0]).toMatch(/nested too deeply/));

test('it agrees with JSON.parse on any text', () => {
  const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b\\n"', '1', '-0.5', 'true', 'null', ' ', '\n', '"', 'x', '0', '.', 'e5', '\\');
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.oneof(fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')), fc.json(), fc.json().map((text) => text.slice(0, -1))), (text) => {
      if (text.trim() === '') return;
      expect(lintJson(text).every(({ severity }) => severity !== 'error')).toBe(isJson(text));
    }),
    { numRuns: 3000, seed: 9 },
  );
}, 20_000);
