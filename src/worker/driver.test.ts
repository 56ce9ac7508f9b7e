/** The driver against a clock that the test moves: when it answers, what it tells, and that a replay is the same. */
import { describe, expect, test } from 'vitest';
import type { FromWorld, SavedSession, SessionStart, ToWorld } from '../session/protocol';
import { applyViewPatches } from '../session/view/view-patches';
import { Driver } from './driver';

const start: SessionStart = { lab: 'playground', seed: 5, startMs: Date.UTC(2026, 0, 5, 9), machines: [{ name: 'node1', platform: 'linux' }, { name: 'node2', platform: 'linux' }] };

/** A driver whose real time passes only as told; each look at the clock takes a little of it. */
function driven(options: { lookMs?: number } = {}) {
  let realMs = 0;
  let due: { atMs: number; run: () => void }[] = [];
  const said: FromWorld[] = [];
  const driver = new Driver({
    post: (message) => said.push(structuredClone(message)),
    nowMs: () => (realMs += options.lookMs ?? 0),
    later: (delayMs, run) => void due.push({ atMs: realMs + delayMs, run }),
    loadFor: () => undefined,
    loadPrograms: async () => {},
    loadDocuments: async () => { throw new Error('nobody edits here'); },
    loadLabDesk: async () => { throw new Error('no lab here'); },
  });
  const heard = <K extends FromWorld['kind']>(kind: K) => said.filter((message): message is Extract<FromWorld, { kind: K }> => message.kind === kind);
  return {
    said,
    heard,
    tell: (message: ToWorld) => driver.receive(message),
    /** Lets real time pass; the page draws at once. */
    pass(ms: number): void {
      const untilMs = realMs + ms;
      for (;;) {
        due.sort((a, b) => a.atMs - b.atMs);
        const [next] = due;
        if (!next || next.atMs > untilMs) break;
        due = due.slice(1);
        realMs = Math.max(realMs, next.atMs);
        next.run();
        driver.receive({ kind: 'drawn' });
      }
      realMs = Math.max(realMs, untilMs);
    },
    screen: (terminal: string) => heard('output').filter((message) => message.terminal === terminal).map((message) => message.data).join(''),
    save(): SavedSession {
      driver.receive({ kind: 'save', request: 1 });
      return heard('saved').at(-1)?.session as SavedSession;
    },
  };
}

function open(options?: { lookMs?: number }) {
  const world = driven(options);
  world.tell({ kind: 'start', start });
  world.tell({ kind: 'intent', intent: { kind: 'terminal.open', terminal: 't1', machine: 'node1', columns: 100, rows: 30 } });
  world.pass(500);
  return world;
}

const type = (world: ReturnType<typeof driven>, data: string) => world.tell({ kind: 'intent', intent: { kind: 'terminal.input', terminal: 't1', data } });

describe('the driver', () => {
  test('[DRIVE1] echoes a key before its message is over, idle or in the middle of work, running or paused', () => {
    const world = open();
    const echoes = (key: string) => {
      const before = world.said.length;
      type(world, key);
      return world.said.slice(before).some((message) => message.kind === 'output' && message.data.includes(key));
    };
    expect(echoes('e')).toBe(true);
    type(world, '\x15docker swarm init\r');
    world.pass(2_000);
    type(world, 'docker service create -d --name web --replicas 20 nginx\r');
    world.pass(300);
    expect(echoes('x')).toBe(true);
    world.tell({ kind: 'pace', pace: 60 });
    world.pass(40);
    expect(echoes('y')).toBe(true);
    world.tell({ kind: 'pace', pace: 'paused' });
    world.pass(40);
    expect(echoes('z')).toBe(true);
  });

  test('[DRIVE2] tells every input that acted, in order, with its instant', () => {
    const world = open();
    for (const key of 'echo hello\r') type(world, key);
    world.tell({ kind: 'intent', intent: { kind: 'machine.power', machine: 'node2', action: 'kill' } });
    world.pass(100);
    const recorded = world.heard('recorded');
    const inputs = recorded.flatMap((message) => message.inputs);
    expect(recorded.map((message) => message.from)).toEqual(recorded.map((_, i) => recorded.slice(0, i).reduce((sum, one) => sum + one.inputs.length, 0)));
    expect(inputs).toEqual(world.save().inputs);
    expect(inputs.map((input) => input.intent.kind)).toEqual(['terminal.open', ...Array<string>(11).fill('terminal.input'), 'machine.power']);
  });

  test('a saved session comes back faithfully, and a changed one is told apart', () => {
    const world = open();
    type(world, 'docker swarm init\r');
    world.pass(3_000);
    type(world, 'docker service create -d --name web --replicas 3 nginx\r');
    world.pass(8_000);
    const saved = world.save();
    const again = driven();
    again.tell({ kind: 'start', start: saved.start, saved });
    again.pass(1_000);
    expect(again.heard('ready').map((message) => message.faithful)).toEqual([true]);
    expect(again.screen('t1')).toBe(world.screen('t1'));
    const other = driven();
    other.tell({ kind: 'start', start: saved.start, saved: { ...saved, inputs: saved.inputs.slice(0, -1) } });
    other.pass(1_000);
    expect(other.heard('ready').map((message) => message.faithful)).toEqual([false]);
  });

  test('views follow by patches, and an idle world is quiet', () => {
    const world = open();
    type(world, 'docker swarm init\r');
    world.pass(3_000);
    type(world, 'docker service create -d --name web --replicas 5 nginx\r');
    world.pass(15_000);
    const [ready] = world.heard('ready');
    const view = world.heard('patches').reduce((before, message) => applyViewPatches(before, message.patches), ready?.view as NonNullable<typeof ready>['view']);
    expect(view.tasks.filter((task) => task.state === 'running')).toHaveLength(5);
    expect(view.services.map((service) => service.running)).toEqual([5]);
    const before = world.said.length;
    world.pass(2_000);
    expect(world.said.length - before).toBeLessThan(25);
  });

  test('a clock that cannot keep up slows down, and messages are taken all the while', () => {
    const world = open({ lookMs: 3 });
    world.tell({ kind: 'pace', pace: 60 });
    type(world, 'docker swarm init\r');
    world.pass(60_000);
    const before = world.said.length;
    type(world, 'q');
    expect(world.said.slice(before).some((message) => message.kind === 'output')).toBe(true);
  });

  test('questions are answered at once while the clock stands', () => {
    const world = open();
    type(world, 'docker swarm init\r');
    world.pass(3_000);
    world.tell({ kind: 'pace', pace: 'paused' });
    world.pass(50);
    world.tell({ kind: 'api', request: 9, machine: 'node1', method: 'GET', path: '/nodes' });
    expect(world.heard('answer').at(-1)).toMatchObject({ request: 9, ok: true, value: [{ Description: { Hostname: 'node1' } }] });
  });
});
