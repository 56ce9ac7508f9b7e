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

  test('with questions of panels it is the same session as without, and a paused clock answers them', () => {
    const questions = ['/tasks', '/services', '/nodes', '/info', '/containers/json?all=1', '/networks', '/system/df', '/nowhere', '/events?since=0'];
    const run = (asks: boolean) => {
      const { session, screens } = open();
      session.send({ kind: 'terminal.open', terminal: 't1', machine: 'node1', columns: 100, rows: 30 });
      const answers: string[] = [];
      const lines = ['docker swarm init --advertise-addr eth0\r', 'docker service create -d --name web --replicas 3 nginx\r', 'docker service update -d --image nginx:1.27 web\r', 'docker service ls\r'];
      for (const line of lines) {
        session.send({ kind: 'terminal.input', terminal: 't1', data: line });
        for (let i = 0; i < 300; i++) {
          session.advance(session.sim.nowMs + 16, 40);
          if (asks && i % 5 === 0) {
            const answer = session.ask(i % 10 === 0 ? 'node1' : 'node2', 'GET', questions[(i / 5) % questions.length] as string, '');
            if (answer.ok) answers.push(JSON.stringify(answer.value));
          }
        }
      }
      session.advance(session.start.startMs + 60_000);
      return { saved: session.save('', 0), screens, answers, left: session.sim.queue.size };
    };
    const asked = run(true);
    const quiet = run(false);
    expect(asked.answers.some((answer) => answer.includes('nginx:1.27'))).toBe(true);
    expect(asked.saved.fingerprint).toBe(quiet.saved.fingerprint);
    expect(asked.left).toBe(quiet.left);
    expect(asked.screens.get('t1')).toBe(quiet.screens.get('t1'));
  });

  test('saved in the middle of an instant it replays to the same fingerprint', () => {
    const { session } = open();
    session.send({ kind: 'terminal.open', terminal: 't1', machine: 'node1', columns: 100, rows: 30 });
    session.send({ kind: 'terminal.input', terminal: 't1', data: 'docker swarm init\r' });
    for (let i = 0; i < 60; i++) {
      session.advance(session.sim.nowMs + 40, 3);
      const saved = session.save('', 0);
      const again = open(saved.start).session;
      for (const input of saved.inputs) again.replay(input);
      again.advance(saved.nowMs);
      expect(again.sim.trace.fingerprint()).toBe(saved.fingerprint);
    }
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
