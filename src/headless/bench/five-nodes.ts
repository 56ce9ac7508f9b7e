/** The world that most figures are about: three managers and two workers, as a learner has them. */
import { runLine } from '../../session/run-line';
import { Session } from '../../session/session';
import type { SessionStart } from '../../session/protocol';

export function fiveNodes(): SessionStart {
  const machines = Array.from({ length: 5 }, (_, i) => ({ name: `node${i + 1}`, platform: 'linux' as const }));
  const join = (on: string, role: string) => ({ on, run: `docker swarm join --token \${${role}_TOKEN} 192.168.0.11:2377` });
  return {
    lab: 'playground', seed: 1, startMs: Date.UTC(2026, 0, 5), machines,
    setup: [{ on: 'node1', run: 'docker swarm init' }, join('node2', 'MANAGER'), join('node3', 'MANAGER'), join('node4', 'WORKER'), join('node5', 'WORKER')],
  };
}

export function openSession(start: SessionStart): Session {
  return new Session(start, { output: () => {}, edit: () => {} });
}

/** Runs a line on node1 to its end. */
export function runOn(session: Session, machine: string, line: string): string {
  const running = runLine(session.machine(machine), line);
  for (let result = running.result(); ; result = running.result()) {
    if (result) return result.stdout + result.stderr;
    session.advance(session.sim.nowMs + 20);
  }
}
