/** Tables, ages, sizes and orders, with values of the real client. */
import { describe, expect, test } from 'vitest';
import { formatList, type ListShape } from './list';
import { bytesSize, ellipsis, humanDuration, humanSize, shortId } from './human';
import { compareNatural } from './natural';
import { alignTabs } from './tabwriter';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test.each([
  [-5, 'Less than a second'],
  [1500, '1 second'],
  [59.9 * SECOND, '59 seconds'],
  [119 * SECOND, 'About a minute'],
  [59 * MINUTE, '59 minutes'],
  [89 * MINUTE, 'About an hour'],
  [90 * MINUTE, '2 hours'],
  [47 * HOUR, '47 hours'],
  [48 * HOUR, '2 days'],
  [13 * 24 * HOUR, '13 days'],
  [14 * 24 * HOUR, '2 weeks'],
  [60 * 24 * HOUR, '2 months'],
  [730 * 24 * HOUR, '2 years'],
])('an age of %i ms is "%s"', (ms, words) => expect(humanDuration(ms)).toBe(words));

test('sizes have four digits, lists three', () => {
  expect([
    humanSize(0),
    humanSize(12_345_678),
    humanSize(48_100_000, 3),
    humanSize(999_600, 3),
    bytesSize(67_108_864),
    bytesSize(25_276_502_016),
  ]).toEqual(['0B', '12.35MB', '48.1MB', '1e+03kB', '64MiB', '23.54GiB']);
});

test('texts are cut by columns, IDs to twelve characters', () => {
  expect([ellipsis('abcdef', 4), ellipsis('abcd', 4), shortId('sha256:0123456789abcdef')]).toEqual(['abc…', 'abcd', '0123456789ab']);
});

test('natural order counts numbers and puts digits before all else', () => {
  expect(['node10', 'node2', 'web.1', 'web2.x', 'a'].sort(compareNatural)).toEqual(['a', 'node2', 'node10', 'web2.x', 'web.1']);
});

test('the last cell is not padded, a cell before an empty last one is', () => {
  expect(alignTabs('A\tBBBBBBBBBBBB\tC\na\tb\t\n')).toBe('A         BBBBBBBBBBBB   C\na         b              \n');
});

describe('lists', () => {
  const shape: ListShape = {
    typeName: '*x.xContext',
    headers: { ID: 'ID', Name: 'NAME' },
    table: ['ID', 'Name'],
    quiet: '{{.ID}}',
    raw: ['id: {{.ID}}', 'name: {{.Name}}'],
    takesArgument: ['Label'],
  };
  const rows = [{ ID: () => 'i1', Name: () => 'web->', Label: (key?: string) => `L${key}` }];
  test.each([
    ['', false, 'ID        NAME\ni1        web->\n'],
    ['', true, 'i1\n'],
    ['table {{.Name}}\\t{{.Label "a.my-x"}}', false, 'NAME      my x\nweb->     La.my-x\n'],
    ['{{.Nope}}', false, '!'],
    ['json', false, '{"ID":"i1","Name":"web-\\u003e"}\n'],
    ['raw', false, 'id: i1\nname: web->\n\n'],
    ['tablefoo {{.Name}}', false, 'foo NAME\nfoo web->\n'],
  ])('--format %j with quiet %s', (format, quiet, expected) => {
    const print = () => formatList(shape, rows, { format, quiet });
    if (expected === '!')
      expect(print).toThrow('template parsing error: template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type *x.xContext');
    else expect(print()).toBe(expected);
  });
});
