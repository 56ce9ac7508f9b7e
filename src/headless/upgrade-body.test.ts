import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readUpgradeBody } from './upgrade-body';

/** The pieces in turn, the first as the head that Node hands over. */
async function read(headers: Record<string, string>, [head = '', ...more]: string[], bytesMax = 1000) {
  const socket = new PassThrough();
  const reading = readUpgradeBody({ headers } as unknown as IncomingMessage, socket, Buffer.from(head), bytesMax);
  for (const piece of more) {
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(piece);
  }
  setTimeout(() => socket.end(), 20);
  const result = await reading;
  return result && { body: result.body.toString(), rest: result.rest.toString() };
}

test('a body of a known length ends where it says, however it arrives', async () => {
  expect(await read({ 'content-length': '5' }, ['hellostdin'])).toEqual({ body: 'hello', rest: 'stdin' });
  expect(await read({ 'content-length': '5' }, ['he', 'l', 'lo!'])).toEqual({ body: 'hello', rest: '!' });
  expect(await read({}, [''])).toEqual({ body: '', rest: '' });
});

test('a body in chunks is put together, trailers and extensions are dropped', async () => {
  const chunked = { 'transfer-encoding': 'chunked' };
  expect(await read(chunked, ['2\r\nhe\r\n3;x=1\r\nllo\r\n0\r\n\r\nin'])).toEqual({ body: 'hello', rest: 'in' });
  expect(await read(chunked, ['2\r', '\nhe\r\n', '0\r\nX: y\r\n', '\r\nin'])).toEqual({ body: 'he', rest: 'in' });
});

test('what is no body, too much of it, or only half of it gives none', async () => {
  const chunked = { 'transfer-encoding': 'chunked' };
  expect(await read(chunked, ['nonsense\r\n'])).toBeUndefined();
  expect(await read(chunked, ['x'.repeat(100)])).toBeUndefined();
  expect(await read({ 'content-length': '-1' }, [''])).toBeUndefined();
  expect(await read({ 'content-length': 'many' }, [''])).toBeUndefined();
  expect(await read({ 'content-length': '5' }, ['he'])).toBeUndefined();
  expect(await read({ 'content-length': '50' }, ['h'.repeat(50)], 10)).toBeUndefined();
  expect(await read(chunked, [`ffff\r\n${'h'.repeat(50)}`], 10)).toBeUndefined();
});
