import { expect, test } from 'vitest';
import { blanksOf, fillBlanks, piecesOf } from './blanks';

const COMMAND = "docker service create --replicas {{?replicas}} --name {{?name}} {{?name}} --format '{{.ID}}'";

test('a command is cut at its blanks; templates of docker are text', () => {
  expect(blanksOf(COMMAND)).toEqual(['replicas', 'name']);
  expect(piecesOf(COMMAND).filter((piece) => 'blank' in piece)).toEqual([{ blank: 'replicas' }, { blank: 'name' }, { blank: 'name' }]);
  expect(piecesOf(COMMAND).map((piece) => ('blank' in piece ? `{{?${piece.blank}}}` : piece.text)).join('')).toBe(COMMAND);
  expect(piecesOf('')).toEqual([{ text: '' }]);
});

test('filled text is what will be typed; an empty blank is told of once', () => {
  expect(fillBlanks(COMMAND, { replicas: ' 3 ', name: 'web' })).toEqual({ text: "docker service create --replicas 3 --name web web --format '{{.ID}}'", empty: [] });
  expect(fillBlanks('a {{?x}} {{?x}} {{?toString}}', {}).empty).toEqual(['x', 'toString']);
});

test('a filling stays on its line: it cannot type Enter or other keys', () => {
  expect(fillBlanks('echo {{?x}}', { x: 'a\nrm -rf /\u001b[A' }).text).toBe('echo a rm -rf / [A');
});
