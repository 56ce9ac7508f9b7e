/** What strangers' pages say is taken for what it is, or for nothing. */
import { describe, expect, test } from 'vitest';
import { pageSays } from './page-messages';

describe('messages of a page', () => {
  test('what fits is taken, and nothing besides', () => {
    expect(pageSays({ kind: 'go', url: 'http://node1/', method: 'POST', body: 'a=1', type: 'x/y', more: 1 })).toEqual({ kind: 'go', url: 'http://node1/', method: 'POST', body: 'a=1', type: 'x/y' });
    expect(pageSays({ kind: 'fetch', id: 3, url: '/x', method: 'GET' })).toEqual({ kind: 'fetch', id: 3, url: '/x', method: 'GET' });
    expect(pageSays({ kind: 'title', title: 'x'.repeat(900) })).toEqual({ kind: 'title', title: 'x'.repeat(200) });
    expect(pageSays({ kind: 'leave' })).toEqual({ kind: 'leave', back: false });
  });

  test.each([
    null, 7, 'go', {}, { kind: 'open' }, { kind: 'go' }, { kind: 'go', url: 1, method: 'GET' }, { kind: 'go', url: '/', method: 'CONNECT' },
    { kind: 'go', url: `/${'x'.repeat(9000)}`, method: 'GET' }, { kind: 'fetch', url: '/', method: 'GET' }, { kind: 'go', url: '/', method: 'POST', body: {} }, { kind: 'title', title: {} },
  ])('%j is nothing', (message) => expect(pageSays(message)).toBeUndefined());
});
