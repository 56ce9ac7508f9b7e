/**
 * All control loops of a leader, started and stopped together. What a loop needs beyond store and clock
 * (certificates, peers, agents' sessions) is bound when it is made; so the others are handed in ready-made.
 */
import type { ControlLoop } from './control-loop';
import { ConstraintEnforcer } from './constraintenforcer/constraint-enforcer';
import { GlobalOrchestrator } from './orchestrator/global/global';
import { JobsOrchestrator } from './orchestrator/jobs/jobs';
import type { LoopDeps } from './orchestrator/loop-deps';
import { ReplicatedOrchestrator } from './orchestrator/replicated/replicated';
import { Scheduler } from './scheduler/scheduler';
import { TaskReaper } from './taskreaper/task-reaper';

export interface LeaderDeps extends LoopDeps {
  /** Further loops (allocator, dispatcher, role manager, key manager …): started first, stopped last. */
  readonly others?: readonly ControlLoop[];
}

export class LeaderLoops implements ControlLoop {
  private readonly loops: readonly ControlLoop[];
  private running = false;

  constructor({ others = [], ...deps }: LeaderDeps) {
    this.loops = [
      ...others,
      new Scheduler(deps),
      new ReplicatedOrchestrator(deps),
      new GlobalOrchestrator(deps),
      new JobsOrchestrator(deps),
      new ConstraintEnforcer(deps),
      new TaskReaper(deps),
    ];
  }

  /** A term of leadership begins. */
  start(): void {
    if (this.running) return;
    this.running = true;
    for (const loop of this.loops) loop.start();
  }

  /** It ends. The caller also has the store abandon what is pending. */
  stop(): void {
    if (!this.running) return;
    this.running = false;
    for (const loop of [...this.loops].reverse()) loop.stop();
  }
}
