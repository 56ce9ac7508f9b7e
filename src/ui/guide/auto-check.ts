/**
 * Checks that look by themselves. Whatever may have brought the learner further (a line typed, a change of the cluster)
 * touches; after a quiet moment, and when the cluster has come to rest, the checks that are still open are asked for, up to
 * the section being read. None is asked more often than every few seconds, and a check's own work touches nothing.
 */
import type { CheckBlock } from '../../lab/guide-model';
import type { LabView, WorldView } from '../../session/protocol';

/** Between two automatic runs of one check, in real time. */
export const CHECK_AGAIN_MS = 4000;
/** After the last touch. */
const QUIET_MS = 700;
/** A cluster that never rests (a task that keeps failing) is looked at all the same. */
const RESTLESS_MS = 6000;

export interface CheckScene {
  settled: boolean;
  lab: LabView;
  /** The checks up to the section being read. */
  checks: readonly CheckBlock[];
}

export class AutoCheck {
  private readonly askedAtMs = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private touchedAtMs: number | undefined;

  constructor(
    private readonly scene: () => CheckScene | undefined,
    private readonly ask: (check: string) => void,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  touch(): void {
    this.touchedAtMs ??= this.clock();
    this.arm(QUIET_MS);
  }

  /** A person asked: the automatic look can wait its turn. */
  asked(check: string): void {
    this.askedAtMs.set(check, this.clock());
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private arm(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), delayMs);
  }

  private look(): void {
    const scene = this.scene();
    const nowMs = this.clock();
    if (!scene || this.touchedAtMs === undefined) return;
    if (!scene.settled && nowMs - this.touchedAtMs < RESTLESS_MS) return this.arm(QUIET_MS);
    const open = openChecks(scene.checks, scene.lab);
    const due = open.filter((id) => nowMs - (this.askedAtMs.get(id) ?? -Infinity) >= CHECK_AGAIN_MS);
    for (const id of due) {
      this.askedAtMs.set(id, nowMs);
      this.ask(id);
    }
    if (due.length < open.length) return this.arm(CHECK_AGAIN_MS);
    this.touchedAtMs = undefined;
  }
}

/** What the page can see of the cluster changed: not the clock, and not the lab's own progress. */
export function hasChanged(before: WorldView, after: WorldView): boolean {
  return (
    before.tasks !== after.tasks || before.services !== after.services || before.machines !== after.machines || before.networks !== after.networks
  );
}

function openChecks(checks: readonly CheckBlock[], lab: LabView): string[] {
  const states = new Map(lab.checks.map((check) => [check.id, check.state]));
  return checks.map(({ id }) => id).filter((id) => states.get(id) === 'open' || states.get(id) === 'failed');
}
