/** Sessions: what comes from outside is recorded, and a replay of it gives the same world, byte for byte. */
import { describe, expect, test } from 'vitest';
import type { SavedSession, SessionStart } from './protocol';
import { Session } from './session';

const start: SessionStart = {
  lab: 'playground', seed: 11, startMs: Date.UTC(2026, 0, 5, 9), machines: [{ name: 'node1', platform: 'linux' }, { name: 'node2', platform: 'linux' }],
};

function open(from: SessionStart = start) {
  const screens = new Map<string, string>();
  const session = new Session(from, { output: (terminal, data) => screens.set(terminal, (screens.get(terminal) ?? '') + data), edit: () => {} });
  return { session, screens };
}

function play(paceMs: number) {
  const { session, screens } = open();
  const type = (text: string) => {
    for (const key of text) session.send({ kind: 'terminal.input', terminal: 't1', data: key });
    const untilMs = session.sim.nowMs + 4_000;
    while (session.sim.nowMs < untilMs) session.advance(Math.min(untilMs, session.sim.nowMs + paceMs));
  };
  session.send({ kind: 'terminal.open', terminal: 't1', machine: 'node1', columns: 100, rows: 30 });
  type('docker swarm init --advertise-addr eth0\r');
  type('docker service create -d --name web --replicas 3 nginx\r');
  session.advance(session.sim.nowMs + 10_000);
  session.send({ kind: 'machine.add', name: 'node3', platform: 'linux' });
  session.send({ kind: 'machine.power', machine: 'node2', action: 'kill' });
  type('docker service ls\r');
  return { session, screens };
}

describe('a session', () => {
  test('shows what was typed and what came of it', () => {
    const { screens, session } = play(16);
    expect(screens.get('t1')).toContain('Swarm initialized: current node');
    expect(screens.get('t1')).toContain('3/3');
    const view = session.view(1);
    expect(view.machines.map((one) => `${one.name} ${one.power}`)).toEqual(['node1 on', 'node2 off', 'node3 on']);
    expect(view.tasks.filter((task) => task.state === 'running')).toHaveLength(3);
    expect(view.quorum).toBe('ok');
  });

  test('replayed from its saved form it is the same world with the same screens', () => {
    const first = play(16);
    const saved = JSON.parse(JSON.stringify(first.session.save('test', 0))) as SavedSession;
    const second = open(saved.start);
    for (const input of saved.inputs) second.session.replay(input);
    while (!second.session.advance(saved.nowMs, 500));
    expect(second.session.sim.trace.fingerprint()).toBe(saved.fingerprint);
    expect(second.screens.get('t1')).toBe(first.screens.get('t1'));
    expect(second.session.view(1)).toEqual(first.session.view(1));
  });

  test('hostile input is answered, never thrown: unknown terminals, machines and giant pastes', () => {
    const { session, screens } = open();
    session.send({ kind: 'terminal.input', terminal: 'nope', data: 'x' });
    session.send({ kind: 'terminal.open', terminal: 't1', machine: 'nowhere', columns: 80, rows: 24 });
    session.send({ kind: 'machine.power', machine: 'nowhere', action: 'kill' });
    session.send({ kind: 'terminal.open', terminal: 't2', machine: 'node1', columns: 80, rows: 24 });
    session.send({ kind: 'terminal.input', terminal: 't2', data: `\x1b[200~${'a'.repeat(1_000_000)}\x1b[201~` });
    session.advance(session.sim.nowMs + 1_000);
    expect(screens.get('t1')).toContain('switched off');
    session.send({ kind: 'terminal.input', terminal: 't2', data: '\x03' });
    session.send({ kind: 'terminal.input', terminal: 't2', data: "echo ali''ve\r" });
    session.advance(session.sim.nowMs + 3_000);
    expect(screens.get('t2')?.slice(-400)).toContain('alive');
  });

  test('an endless loop leaves the world going, and Ctrl-C ends it', () => {
    const { session, screens } = open();
    session.send({ kind: 'terminal.open', terminal: 't1', machine: 'node1', columns: 80, rows: 24 });
    session.advance(session.sim.nowMs + 500);
    session.send({ kind: 'terminal.input', terminal: 't1', data: 'while true; do :; done\r' });
    session.advance(session.sim.nowMs + 2_000);
    expect(session.view(1).terminals[0]?.busy).toBe(true);
    session.send({ kind: 'terminal.input', terminal: 't1', data: '\x03' });
    session.send({ kind: 'terminal.input', terminal: 't1', data: 'echo status $?\r' });
    session.advance(session.sim.nowMs + 500);
    expect(screens.get('t1')).toContain('status 130');
  });
});
