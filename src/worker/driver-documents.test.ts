/** The editor's side of the port: files are told of, written, and looked into; nothing of it is news in a replay. */
import { describe, expect, test } from 'vitest';
import type { Diagnostic, FromWorld, SavedSession, SessionStart, ToWorld } from '../session/protocol';
import * as documents from './documents';
import { Driver } from './driver';

const START: SessionStart = { lab: 'playground', seed: 5, startMs: Date.UTC(2026, 0, 5, 9), machines: [{ name: 'node1', platform: 'linux' }, { name: 'node2', platform: 'linux' }] };

function world(saved?: SavedSession) {
  const heard: FromWorld[] = [];
  const tasks: (() => void)[] = [];
  let nowMs = 0;
  const driver = new Driver({
    post: (message) => void heard.push(message), nowMs: () => nowMs, later: (_delay, task) => void tasks.push(task),
    loadFor: () => undefined, loadPrograms: async () => {}, loadDocuments: async () => documents, loadLabDesk: async () => { throw new Error('no lab here'); },
  });
  const pass = (ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 16) for (const task of tasks.splice(0)) task();
  };
  const say = (message: ToWorld, ms = 100) => {
    driver.receive(message);
    pass(ms);
  };
  const type = (text: string, ms = 1500) => say({ kind: 'intent', intent: { kind: 'terminal.input', terminal: 't', data: `${text}\r` } }, ms);
  const of = <K extends FromWorld['kind']>(kind: K) => heard.filter((one): one is Extract<FromWorld, { kind: K }> => one.kind === kind);
  say({ kind: 'start', start: START, ...(saved ? { saved } : {}) }, 500);
  return { say, type, of, pass };
}

const PATH = '/root/stack.yml';
const write = (content: string, path = PATH, machine = 'node1'): ToWorld => ({ kind: 'intent', intent: { kind: 'file.write', machine, path, content } });

describe('a file in the editor', () => {
  test('is told of at first, when it is saved, and when a program changes it', () => {
    const { say, type, of } = world();
    say({ kind: 'intent', intent: { kind: 'terminal.open', terminal: 't', machine: 'node1', columns: 80, rows: 24 } }, 1000);
    say({ kind: 'files.watch', files: [{ machine: 'node1', path: PATH }] });
    say(write('services: {}\n'));
    type("sed -i 's/{}/{ }/' stack.yml");
    type('rm stack.yml');
    expect(of('file').map(({ state }) => (state.kind === 'text' ? state.content : state.kind))).toEqual(['new', 'services: {}\n', 'services: { }\n', 'new']);
    expect(of('written')).toEqual([{ kind: 'written', machine: 'node1', path: PATH }]);
  });

  test('that cannot be written says why', () => {
    const { say, of } = world();
    say(write('x', '/none/stack.yml'));
    say(write('x', PATH, 'nowhere'));
    say({ kind: 'intent', intent: { kind: 'machine.power', machine: 'node2', action: 'kill' } });
    say({ kind: 'files.watch', files: [{ machine: 'node2', path: PATH }] });
    say(write('x', PATH, 'node2'));
    expect(of('written').map(({ error }) => error)).toEqual([
      'There is no directory /none on node1: mkdir -p /none makes it.', 'There is no machine named nowhere.', 'node2 is switched off. Its files are there again when it runs.',
    ]);
    expect(of('file').at(-1)?.state).toEqual({ kind: 'refused', reason: 'node2 is switched off. Its files are there again when it runs.' });
  });

  test('is opened by a program, and not again when the session is restored', () => {
    const first = world();
    first.say({ kind: 'intent', intent: { kind: 'terminal.open', terminal: 't', machine: 'node1', columns: 80, rows: 24 } }, 1000);
    first.type('edit stack.yml');
    first.say(write('services: {}\n'));
    expect(first.of('edit')).toEqual([{ kind: 'edit', machine: 'node1', path: PATH }]);
    first.say({ kind: 'save', request: 1 });
    const saved = first.of('saved')[0]?.session as SavedSession;
    expect(saved.inputs.some(({ intent }) => intent.kind === 'file.write')).toBe(true);

    const second = world(JSON.parse(JSON.stringify(saved)) as SavedSession);
    second.pass(2000);
    expect([second.of('ready').length, second.of('edit'), second.of('written')]).toEqual([1, [], []]);
    second.say({ kind: 'files.watch', files: [{ machine: 'node1', path: PATH }] });
    expect(second.of('file').at(-1)?.state).toMatchObject({ content: 'services: {}\n' });
  });

  test('is listed, linted, completed and explained on request', async () => {
    const { say, of } = world();
    say({ kind: 'file.list', request: 1, machine: 'node1', path: '/' });
    const text = 'services:\n  web:\n    imagee: nginx\n';
    const question = { machine: 'node1', path: PATH, text };
    say({ kind: 'lint', request: 2, ...question });
    say({ kind: 'complete', request: 3, ...question, at: { line: 3, column: 11 } });
    say({ kind: 'hover', request: 4, ...question, at: { line: 1, column: 2 } });
    say({ kind: 'lint', request: 5, machine: 'node1', path: '/root/prometheus.yml', text: 'scrape_configs: []\n' });
    say({ kind: 'file.list', request: 6, machine: 'node1', path: '/none' });
    await new Promise((done) => setTimeout(done, 20));
    const answers = new Map(of('answer').map((one) => [one.request, one.ok ? one.value : one.message]));
    expect(answers.get(1)).toContainEqual({ name: 'root', kind: 'directory' });
    expect((answers.get(2) as Diagnostic[])[0]).toMatchObject({ from: { line: 3, column: 5 }, message: 'services.web Additional property imagee is not allowed\nDid you mean image?' });
    expect(answers.get(3)).toContainEqual(expect.objectContaining({ label: 'image' }));
    expect(answers.get(4)).toMatchObject({ parts: ['`services` · mapping', expect.any(String)] });
    expect(answers.get(5)).toEqual([]);
    expect(answers.get(6)).toBe('/none: No such file or directory');
  });
});
