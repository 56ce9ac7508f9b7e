import { expect, test } from 'vitest';
import { workerSource } from './offline';

interface Kept {
  listeners: Map<string, (event: never) => void>;
  caches: Map<string, Map<string, string>>;
}

/** Runs the emitted worker against the smallest stand-ins that it needs. */
function run(source: string): Kept {
  const kept: Kept = { listeners: new Map(), caches: new Map([['skep-old', new Map()], ['other', new Map()]]) };
  const nameOf = (request: string | { url: string }): string => (typeof request === 'string' ? request : `.${new URL(request.url).pathname}`);
  const caches = {
    open: async (name: string) => {
      const cache = kept.caches.get(name) ?? new Map<string, string>();
      kept.caches.set(name, cache);
      return {
        addAll: async (files: string[]) => files.forEach((file) => cache.set(file, `kept ${file}`)),
        match: async (request: string | { url: string }) => cache.get(nameOf(request)),
        put: async (request: { url: string }, answer: { text: string }) => void cache.set(nameOf(request), `kept ${answer.text}`),
      };
    },
    keys: async () => [...kept.caches.keys()],
    delete: async (name: string) => kept.caches.delete(name),
  };
  const self = {
    addEventListener: (name: string, listener: (event: never) => void) => kept.listeners.set(name, listener),
    location: { origin: 'http://skep', href: 'http://skep/sw.js' },
    clients: { claim: async () => undefined },
  };
  new Function('self', 'caches', 'fetch', source)(self, caches, async (request: { url: string }) => {
    const answer = { text: `fetched ${request.url}`, ok: !request.url.includes('missing'), clone: () => answer, toString: () => answer.text };
    return answer;
  });
  return kept;
}

async function dispatch(kept: Kept, name: string, fields: object = {}): Promise<unknown> {
  let answer: unknown;
  const work: Promise<unknown>[] = [];
  const event = { ...fields, waitUntil: (more: Promise<unknown>) => work.push(more), respondWith: (response: Promise<unknown>) => (answer = response) };
  kept.listeners.get(name)?.(event as never);
  const answered = await answer;
  await Promise.all(work);
  return answered;
}

test('keeps every file, and of its own old builds nothing', async () => {
  const kept = run(workerSource('new', ['./', './a.js']));
  await dispatch(kept, 'install');
  await dispatch(kept, 'activate');
  expect([...kept.caches.keys()].sort()).toEqual(['other', 'skep-new']);
});

test('answers pages and files from what is kept, the rest from the network', async () => {
  const kept = run(workerSource('new', ['./', './a.js']));
  await dispatch(kept, 'install');
  const get = (path: string, mode = 'cors'): Promise<unknown> => dispatch(kept, 'fetch', { request: { method: 'GET', mode, url: `http://skep${path}` } });
  expect(await get('/any', 'navigate')).toBe('kept ./');
  expect(await get('/a.js')).toBe('kept ./a.js');
  expect(String(await get('/b.js'))).toBe('fetched http://skep/b.js');
  expect(String(await get('/b.js'))).toBe('fetched http://skep/b.js');
  expect(await dispatch(kept, 'fetch', { request: { method: 'POST', url: 'http://skep/a.js' } })).toBeUndefined();
});

test('what is large is kept when it is first asked for, if it came', async () => {
  const kept = run(workerSource('new', ['./'], ['./editor.js', './missing.js']));
  await dispatch(kept, 'install');
  expect([...(kept.caches.get('skep-new')?.keys() ?? [])]).toEqual(['./']);
  const get = async (path: string): Promise<string> => String(await dispatch(kept, 'fetch', { request: { method: 'GET', mode: 'cors', url: `http://skep${path}` } }));
  expect(await get('/editor.js')).toBe('fetched http://skep/editor.js');
  expect(await get('/editor.js')).toBe('kept fetched http://skep/editor.js');
  expect(await get('/missing.js')).toBe('fetched http://skep/missing.js');
  expect(await get('/missing.js')).toBe('fetched http://skep/missing.js');
});
