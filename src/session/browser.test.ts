/** The browser outside the cluster: ports, forms, redirects, cookies, connections kept alive, and words for failures. */
import { describe, expect, test } from 'vitest';
import type { BrowseAnswer, SavedSession, SessionStart } from './protocol';
import { RequestCounts } from './request-counts';
import { Session } from './session';

const START: SessionStart = {
  lab: 'playground', seed: 5, startMs: Date.UTC(2026, 0, 5, 9), machines: ['node1', 'node2'].map((name) => ({ name, platform: 'linux' as const })),
  setup: [
    { on: 'node1', run: 'docker swarm init --advertise-addr eth0' },
    { on: 'node2', run: 'docker swarm join --token ${WORKER_TOKEN} 192.168.0.11:2377' },
    { on: 'node1', run: 'docker service create -d --name web --replicas 2 -p 8080:80 traefik/whoami' },
    { on: 'node1', run: 'sleep 15' },
  ],
};

function open(start = START) {
  const answers: BrowseAnswer[] = [];
  const session = new Session(start, { output: () => {}, edit: () => {}, browsed: (_request, answer) => answers.push(answer) });
  let request = 0;
  const browse = (url: string, more: { keepAlive?: boolean; method?: 'GET' | 'POST'; body?: string; tab?: string } = {}) => {
    session.send({ kind: 'browse', request: ++request, tab: more.tab ?? 't', url, method: more.method ?? 'GET', keepAlive: more.keepAlive ?? false, ...(more.body === undefined ? {} : { body: more.body }) });
    session.advance(session.sim.nowMs + 25_000);
    const answer = answers.at(-1) as BrowseAnswer;
    return answer.ok ? `${answer.status} ${/Hostname: (\w+)/.exec(answer.body)?.[1] ?? answer.body.slice(0, 40)}` : answer.words;
  };
  return { session, browse, answers };
}

describe('the browser', () => {
  test('asks any node for a published port, and tells the way that the request took', () => {
    const { browse, answers } = open();
    expect(browse('http://node1:8080/')).toMatch(/^200 \w{12}$/);
    expect(answers[0]).toMatchObject({ ok: true, hops: [{ status: 200, route: { via: 'ingress', entry: 'node1', service: 'web' } }] });
    // The mesh passes it on under the node's own address on the ingress network.
    expect(answers[0]).toMatchObject({ body: expect.stringMatching(/^RemoteAddr: 10\.0\.0\.\d+:/m) as string });
  });

  test('new connections take turns, a kept one stays', () => {
    const { browse } = open();
    expect(new Set([1, 2, 3, 4].map(() => browse('node1:8080'))).size).toBe(2);
    expect(new Set([1, 2, 3, 4].map(() => browse('node1:8080', { keepAlive: true }))).size).toBe(1);
  });

  test('failures have words', () => {
    const { browse } = open();
    expect(browse('http://node1:8081/')).toBe('node1 refused to connect: nothing listens on that port there.');
    expect(browse('http://node9:80/')).toBe('There is no machine called node9 on this network.');
    expect(browse('http://192.168.0.77/')).toContain('cannot be reached');
    expect(browse('http://node1:99999/')).toContain('ports go from 1 to 65535');
    expect(browse('javascript:alert(1)')).toContain('is no address');
  });

  test('requests are counted by their way', () => {
    const { browse, session } = open();
    const counts = new RequestCounts(session.world);
    for (let i = 0; i < 4; i++) browse('node2:8080');
    const taken = counts.take();
    expect(taken.reduce((sum, one) => sum + one.count, 0)).toBe(4);
    expect(taken.every((one) => one.from === 'your-computer' && one.entry === 'node2' && one.answered)).toBe(true);
    expect(counts.take()).toEqual([]);
  });

  test('what was asked is part of the session: a replay asks again and ends in the same world', () => {
    const first = open();
    first.browse('node1:8080');
    first.browse('node2:8080', { keepAlive: true });
    const saved = JSON.parse(JSON.stringify(first.session.save('t', 0))) as SavedSession;
    const second = open(saved.start);
    for (const input of saved.inputs) second.session.replay(input);
    second.session.advance(saved.nowMs);
    expect(second.session.sim.trace.fingerprint()).toBe(saved.fingerprint);
    expect(second.answers).toEqual(first.answers);
  });
});
