import { expect, test, vi } from 'vitest';
import type { FromWorld, SavedSession, ToWorld, WorldView } from '../session/protocol';
import { ToyCluster } from './start/toy-cluster';
import { WorldClient } from './world-client';
import type { WorldListener, WorldPort } from './world-client';

vi.stubGlobal('document', { hidden: true });

function open() {
  const sent: ToWorld[] = [];
  const views: WorldView[] = [];
  const broken: string[] = [];
  const port: WorldPort = { postMessage: (message) => void sent.push(message), onmessage: null };
  const listener: WorldListener = {
    view: (view) => void views.push(view),
    output: vi.fn(),
    replaying: vi.fn(),
    edit: vi.fn(),
    requests: vi.fn(),
    file: vi.fn(),
    written: vi.fn(),
    broken: (message) => void broken.push(message),
    unfaithful: vi.fn(),
    recorded: vi.fn(),
  };
  const client = new WorldClient(port, listener);
  const say = (message: FromWorld): void => port.onmessage?.({ data: message } as MessageEvent<FromWorld>);
  return { client, port, sent, views, broken, listener, say };
}

test('patches make a new view and leave the untouched parts as they were', () => {
  const { say, views } = open();
  const toy = new ToyCluster(
    [
      { name: 'a', role: 'manager' },
      { name: 'b', role: 'worker' },
    ],
    [],
  );
  say({ kind: 'ready', view: toy.view, faithful: true });
  say({ kind: 'patches', patches: toy.power('b', false) });
  expect(views).toHaveLength(2);
  expect(views[1]?.machines[1]?.power).toBe('off');
  expect(views[1]?.machines[0]).toBe(views[0]?.machines[0]);
});

test('the world hears that patches were drawn', async () => {
  vi.useFakeTimers();
  const { say, sent } = open();
  const toy = new ToyCluster([{ name: 'a' }], []);
  say({ kind: 'ready', view: toy.view, faithful: true });
  say({ kind: 'patches', patches: toy.advance(100) });
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(300);
  expect(sent).toEqual([{ kind: 'drawn' }]);
  vi.useRealTimers();
});

test('answers find their questions, in any order', async () => {
  const { client, say, sent } = open();
  const etc = { machine: 'a', path: '/etc' };
  const first = client.listFiles(etc);
  const second = client.save();
  const missing = client.lint(etc, 'x');
  expect(sent.map((message) => message.kind)).toEqual(['file.list', 'save', 'lint']);
  const session = { format: 'skep-session-1' } as SavedSession;
  say({ kind: 'saved', request: 2, session });
  say({ kind: 'answer', request: 3, ok: false, message: 'no such file' });
  say({ kind: 'answer', request: 1, ok: true, value: [{ name: 'hosts', kind: 'file' }] });
  await expect(second).resolves.toBe(session);
  await expect(first).resolves.toEqual([{ name: 'hosts', kind: 'file' }]);
  await expect(missing).rejects.toThrow('no such file');
});

test('a broken world refuses what is asked and hears nothing more', async () => {
  const { client, say, sent, broken } = open();
  const open1 = client.save();
  say({ kind: 'broken', message: 'a law was broken (seed 7, at 10 ms)' });
  await expect(open1).rejects.toThrow('seed 7');
  await expect(client.save()).rejects.toThrow('seed 7');
  client.send({ kind: 'hint.show', hint: 'x' });
  expect(sent).toHaveLength(1);
  expect(broken).toEqual(['a law was broken (seed 7, at 10 ms)']);
});
