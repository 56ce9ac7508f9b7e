/** The way of a request in words, and who answered how often. */
import { describe, expect, test } from 'vitest';
import type { BrowseAnswer } from '../../session/protocol';
import { answerOf, stepsOf, tally } from './answers';

const mesh = (task: string, status = 200): BrowseAnswer => ({
  ok: true, url: 'http://node1:8080/', status, headers: {}, body: '', cut: false, ms: 3,
  hops: [{ url: 'http://node1:8080/', status, route: { via: 'ingress', entry: 'node1', service: 'web', task, machine: 'node2', container: 'c'.repeat(64) } }],
});

describe('answers', () => {
  test('through the mesh: you, the node, the mesh, the virtual IP, the container', () => {
    expect(stepsOf(answerOf(1, mesh('web.2.abc'))).map(({ text }) => text)).toEqual(['You', 'node1:8080', 'routing mesh', 'web (virtual IP)', 'web.2 on node2']);
  });

  test('a refused request ends at the address', () => {
    const refused = answerOf(1, { ok: false, url: 'http://node1:1/', words: 'refused', ms: 1, hops: [{ url: 'http://node1:1/' }] });
    expect(refused).toMatchObject({ good: false, by: '', words: 'refused' });
    expect(stepsOf(refused).map(({ text }) => text)).toEqual(['You', 'node1:1']);
  });

  test('who answered how often; a server error is no answer', () => {
    const answers = ['web.1.a', 'web.2.b', 'web.1.a'].map((task, i) => answerOf(i, mesh(task)));
    expect(tally([...answers, answerOf(4, mesh('web.1.a', 503))])).toEqual([{ by: 'web.1', count: 2 }, { by: 'web.2', count: 1 }]);
  });
});
