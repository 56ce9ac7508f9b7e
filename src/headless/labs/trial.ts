/** One play of a lab from its start: by a script, or untouched with every check asked. */
import { checksOf } from '../../lab/guide';
import { fillVariant } from '../../lab/variants';
import { gradedStart } from '../../session/grade';
import { LabPlayer, type LabRun } from '../../session/lab-player';

export interface Trial {
  lab: { slug: string; text: string };
  seed: number;
  learner?: string;
  /** Absent: the start is left as it is. */
  script?: string;
}

export interface TrialOutcome extends LabRun {
  /** How long it took, in real milliseconds. */
  realMs: number;
  /** And in the world. */
  virtualMs: number;
}

export function playTrial({ lab, seed, learner, script }: Trial): TrialOutcome {
  const startedMs = performance.now();
  const player = new LabPlayer(gradedStart(lab, { seed, ...(learner === undefined ? {} : { learner }) }));
  if (script !== undefined) player.play(fillVariant(script, learner, lab.text));
  else for (const check of checksOf(player.guide)) player.check(check.id);
  const { session, outcome } = player;
  return { ...outcome, realMs: performance.now() - startedMs, virtualMs: session.sim.nowMs - session.start.startMs };
}
