/** Checks in sentences, over a real world: now, over time, during an update, and of requests; watching leaves no mark. */
import { describe, expect, test } from 'vitest';
import type { SessionStart } from './protocol';
import { Session } from './session';

function guideOf(blocks: string): string {
  return `---\ntitle: T\nsummary: S\nminutes: 5\nmachines: [node1, node2, node3]\n---\n\n## One\n\n\`\`\`bash on=node1 id=update\ntrue\n\`\`\`\n\n${blocks}\n`;
}

function expectBlock(id: string, ...sentences: string[]): string {
  return `\`\`\`expect id=${id}\n${sentences.join('\n')}\n\`\`\`\n`;
}

const SETUP = [
  { on: 'node1', run: 'docker swarm init --advertise-addr eth0' },
  { on: 'node2', run: 'docker swarm join --token ${WORKER_TOKEN} 192.168.0.11:2377' },
  { on: 'node3', run: 'docker swarm join --token ${WORKER_TOKEN} 192.168.0.11:2377' },
];

function lab(blocks: string, seed = 3) {
  const start: SessionStart = {
    lab: 'draft', labText: guideOf(blocks), seed, startMs: Date.UTC(2026, 0, 5, 9), machines: ['node1', 'node2', 'node3'].map((name) => ({ name, platform: 'linux' as const })), setup: SETUP,
  };
  const session = new Session(start, { output: () => {}, edit: () => {} });
  session.send({ kind: 'terminal.open', terminal: 't1', machine: 'node1', columns: 80, rows: 24 });
  const run = (line: string, seconds = 5) => {
    session.send({ kind: 'guide.run', terminal: 't1', line, step: line === 'true' ? 'update' : 'other' });
    session.advance(session.sim.nowMs + seconds * 1000);
  };
  const check = (id: string, waitMs = 100) => {
    session.send({ kind: 'check.run', check: id });
    session.advance(session.sim.nowMs + waitMs);
    const view = session.view(1).lab?.checks.find((one) => one.id === id);
    return view ? `${view.state}: ${view.reason ?? ''}` : 'no such check';
  };
  return { session, run, check };
}

describe('expect blocks', () => {
  test('say what is missing, and pass once it is there', () => {
    const { run, check } = lab(expectBlock('up', 'service web has 3 running replicas of nginx:1.27', 'service web publishes 8080 to 80'));
    expect(check('up')).toBe('failed: there is no service web');
    run('docker service create -d --name web --replicas 2 -p 8080:80 nginx:1.27', 15);
    expect(check('up')).toBe('failed: service web has 2 running replicas of nginx:1.27, not 3');
    run('docker service scale -d web=3', 8);
    expect(check('up')).toMatch(/^passed/);
  });

  test('a claim that holds is told without what it is not', () => {
    const { run, check } = lab(expectBlock('up', 'service web has at least 2 running replicas'));
    run('docker service create -d --name web --replicas 2 nginx:1.27', 15);
    expect(check('up')).toBe('passed: service web has 2 running replicas');
  });

  test('"within" waits, and passes at the instant at which it comes true', () => {
    const { run, check, session } = lab(expectBlock('soon', 'within 30s: service web has 2 running replicas'));
    run('docker service create -d --name web --replicas 2 nginx', 0.5);
    expect(check('soon')).toMatch(/^running/);
    session.advance(session.sim.nowMs + 20_000);
    const view = session.view(1).lab?.checks[0];
    expect(view?.state).toBe('passed');
    expect(view?.atMs).toBeLessThan(session.sim.nowMs - session.start.startMs - 1_000);
  });

  test('"within" fails when time is up', () => {
    const { session, check } = lab(expectBlock('soon', 'within 10s: service web exists -- nothing yet'));
    expect(check('soon')).toMatch(/^running/);
    session.advance(session.sim.nowMs + 11_000);
    expect(session.view(1).lab?.checks[0]).toMatchObject({ state: 'failed', reason: 'nothing yet' });
  });

  test('"during update" remembers the moment at which too few were left, and says when it was', () => {
    const { run, check, session } = lab(expectBlock('kept', 'during update of web: service web has at least 4 running replicas'));
    run('docker service create -d --name web --replicas 4 --update-delay 1s nginx:1.26', 15);
    expect(check('kept')).toBe('failed: service web has not been updated yet');
    run('docker service update -d --image nginx:1.27 web', 40);
    expect(check('kept')).toMatch(/^failed: service web has 3 running replicas, not at least 4/);
    expect(session.view(1).lab?.checks[0]?.atMs).toBeGreaterThan(0);
  });

  test('"during update" passes when new tasks start first', () => {
    const { run, check } = lab(expectBlock('kept', 'during update of web: service web has at least 4 running replicas', 'update of web is completed'));
    run('docker service create -d --name web --replicas 4 --update-order start-first nginx:1.26', 15);
    run('docker service update -d --image nginx:1.27 web', 60);
    expect(check('kept')).toMatch(/^passed/);
  });

  test('requests during an update are counted one by one', () => {
    const { run, check } = lab(expectBlock('served', 'during update of web: every request answered', 'requests to web were answered by at least 2 tasks'));
    run('docker service create -d --name web --replicas 2 -p 8080:80 --update-order start-first nginx:1.26', 15);
    run('while true; do curl -s -o /dev/null localhost:8080; sleep 0.2; done &', 1);
    expect(check('served')).toBe('failed: service web has not been updated yet');
    run('docker service update -d --image nginx:1.27 web', 40);
    expect(check('served')).toMatch(/^passed: \d+ tasks of web answered/);
  });

  test('"never since step" counts from that step on', () => {
    const { run, check, session } = lab(expectBlock('up', 'never since step update: node node2 is down'));
    session.send({ kind: 'machine.power', machine: 'node2', action: 'kill' });
    session.advance(session.sim.nowMs + 30_000);
    session.send({ kind: 'machine.power', machine: 'node2', action: 'start' });
    session.advance(session.sim.nowMs + 60_000);
    expect(check('up')).toMatch(/^failed: step update has not been run/);
    run('true');
    expect(check('up')).toMatch(/^passed/);
    session.send({ kind: 'machine.power', machine: 'node2', action: 'kill' });
    session.advance(session.sim.nowMs + 30_000);
    expect(check('up')).toBe('failed: node node2 is down');
  });

  test('a sentence that is not understood never passes', () => {
    expect(lab(expectBlock('odd', 'service web is lovely')).check('odd')).toMatch(/^failed: This check has a sentence/);
  });

  test('a world that is watched and one that is not are the same', () => {
    const fingerprint = (blocks: string) => {
      const { run, session } = lab(blocks);
      run('docker service create -d --name web --replicas 3 nginx', 10);
      for (let i = 0; i < 20; i++) {
        session.send({ kind: 'check.run', check: 'up' });
        session.advance(session.sim.nowMs + 100);
      }
      return session.sim.trace.fingerprint();
    };
    expect(fingerprint(expectBlock('up', 'always: service web exists', 'every request to web was answered', 'within 5s: quorum is lost'))).toBe(fingerprint(''));
  });
});
