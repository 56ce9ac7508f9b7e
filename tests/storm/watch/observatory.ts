/** Ties the checkers to a world: commits, containers, API calls. Everything here only listens. */
import { createEngineApi } from '../../../src/api/engine-api';
import type { HttpHandler } from '../../../src/os';
import type { TranscriptStep } from '../../../src/session/scenario-player';
import type { RunStep } from '../../../src/session/scenario';
import type { StartedWorld } from '../../../src/session/start-world';
import type { Commit } from '../../../src/store';
import type { Daemon, World } from '../../../src/world';
import type { ApiCall, Checker, MakeChecker } from './checker';
import { SwarmRecords } from './swarm-record';
import type { SwarmRecord } from './swarm-record';

export interface Violation {
  readonly checker: string;
  readonly complaint: string;
  /** Virtual milliseconds since the storm began. */
  readonly atMs: number;
}

export class Observatory {
  readonly swarms = new SwarmRecords();
  readonly counts: Record<string, number> = {};
  /** The first law that was broken; what follows may be its consequence. */
  violation: Violation | undefined;
  private checkers: readonly Checker[] = [];
  private world: World | undefined;
  private startMs = 0;

  constructor(private readonly makers: Readonly<Record<string, MakeChecker>>) {}

  /** Wraps the Engine API of each machine: every request and answer passes by. */
  readonly engineApi = (daemon: Daemon): HttpHandler => {
    const handler = createEngineApi(daemon);
    const name = daemon.machine.id;
    const asked = (call: ApiCall) => this.checkers.forEach((checker) => checker.asked?.(call));
    const answered = (call: ApiCall) => this.checkers.forEach((checker) => checker.answered?.(call));
    return function* watched(request) {
      const call: ApiCall = { machine: name, request, sinceMs: daemon.machine.sim.nowMs, response: undefined };
      asked(call);
      try {
        return (call.response = yield* handler(request));
      } finally {
        answered(call);
      }
    };
  };

  begin({ world }: StartedWorld): void {
    this.world = world;
    this.startMs = world.sim.nowMs;
    this.checkers = Object.entries(this.makers).map(([name, make]) =>
      make({ sim: world.sim, world, swarms: this.swarms, complain: (complaint) => this.complain(name, complaint) }),
    );
    world.onCommit = (machine, commit) => this.observe(machine, commit);
    for (const machine of world.hostNames()) {
      world.host(machine).engine.core.listeners.add((container, what) => {
        this.count(`container-${what}`);
        for (const checker of this.checkers) checker.container?.(machine, container, what);
      });
    }
  }

  complain(checker: string, complaint: string): void {
    this.violation ??= { checker, complaint, atMs: this.world ? Math.floor(this.world.sim.nowMs - this.startMs) : 0 };
  }

  typing(step: RunStep): void {
    for (const checker of this.checkers) checker.typing?.(step);
  }

  looked(step: RunStep | undefined, entry: TranscriptStep): void {
    if (step !== undefined && 'run' in entry) {
      this.count(entry.exit === 0 ? 'command-ok' : entry.exit === null ? 'command-endless' : 'command-refused');
      for (const checker of this.checkers) checker.typed?.({ step, exit: entry.exit, stdout: entry.stdout, stderr: entry.stderr });
    }
    for (const checker of this.checkers) checker.looked?.();
  }

  unsettled(swarm: SwarmRecord): string[] {
    return this.checkers.flatMap((checker) => (checker.unsettled?.(swarm) ?? []).map((words) => `${checker.name}: ${words}`));
  }

  over(swarm: SwarmRecord | undefined): void {
    for (const checker of this.checkers) checker.over?.(swarm);
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  private observe(machine: string, commit: Commit): void {
    const manager = this.world?.member(machine).manager;
    if (!manager) return;
    const swarm = this.swarms.observe(machine, manager.store, manager.leadership, commit);
    if (swarm === undefined) return;
    if (typeof swarm === 'string') {
      this.complain('agreement', swarm);
      return;
    }
    this.count('commit');
    for (const checker of this.checkers) {
      if (checker.changed) for (const change of commit.changes) checker.changed(change, swarm, commit);
      checker.committed?.(swarm, commit);
    }
  }
}
