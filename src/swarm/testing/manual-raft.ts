/** For tests of the loops: a store whose proposals commit after a fixed time, and a raft group as the test wants it. */
import type { Program } from '../../sim';
import { Sim, spawn } from '../../sim';
import type { Refusal } from '../../model';
import { Store } from '../../store';
import type { Commit } from '../../store';
import type { RaftMember, RaftView } from '../controlapi/context';

export const START_MS = Date.UTC(2026, 10, 20, 16, 4, 36);

export interface Bench {
  readonly sim: Sim;
  readonly store: Store;
  readonly commits: Commit[];
}

/** A store over a lone voter: every proposal commits after `commitMs`. */
export function bench(seed = 1, commitMs = 1): Bench {
  const sim = new Sim(seed, START_MS);
  let index = 4;
  const store = new Store(
    {
      index: () => index,
      propose: (_changes, done) => {
        sim.after(commitMs, 'commit', () => {
          index++;
          done({ index, atMs: sim.nowMs });
        });
      },
    },
    () => sim.nowMs,
  );
  const commits: Commit[] = [];
  store.watch((commit) => commits.push(commit));
  return { sim, store, commits };
}

/** Runs a program to its end and answers its value. */
export function run<T>(sim: Sim, program: Program<T>, limitMs = 60_000): T {
  const fiber = spawn(sim, 'test', program);
  const endMs = sim.nowMs + limitMs;
  while (!fiber.done && (sim.queue.nextAtMs() ?? Infinity) <= endMs) sim.step();
  if (fiber.outcome?.kind !== 'returned') throw new Error('the program did not end');
  return fiber.outcome.value;
}

export class ManualRaft implements RaftView {
  list: RaftMember[];
  transfers = 0;

  constructor(readonly selfNodeId: string) {
    this.list = [{ raftId: '1', nodeId: selfNodeId, addr: '192.168.0.11:2377', leader: true, reachable: true }];
  }

  join(nodeId: string, addr: string, reachable = true): void {
    this.list.push({ raftId: String(this.list.length + 1), nodeId, addr, leader: false, reachable });
  }

  members(): readonly RaftMember[] {
    return this.list;
  }

  canRemove(nodeId: string): boolean {
    const left = this.list.filter((member) => member.nodeId !== nodeId);
    return left.filter((member) => member.reachable).length >= Math.floor(left.length / 2) + 1;
  }

  *removeMember(nodeId: string): Program<undefined | Refusal> {
    this.list = this.list.filter((member) => member.nodeId !== nodeId);
    return undefined;
  }

  *transferLeadership(): Program<undefined | Refusal> {
    this.transfers++;
    return undefined;
  }
}
