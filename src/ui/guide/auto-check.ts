/**
 * Which checks to ask for without being asked: those not yet passed, up to the section being read, after the cluster
 * has come to rest or a command has ended, and none more often than every few seconds. Pure; the session drives it.
 */
import type { CheckBlock } from '../../lab/guide-model';
import type { LabView, WorldView } from '../../session/protocol';

/** Between two automatic runs of one check, in real time. */
export const CHECK_AGAIN_MS = 4000;

/** A moment at which something may have been achieved. */
export function isCheckMoment(before: WorldView | undefined, after: WorldView): boolean {
  if (!before) return false;
  if (!before.settled && after.settled) return true;
  if (before.terminals === after.terminals) return false;
  return after.terminals.some((terminal) => !terminal.busy && before.terminals.some((was) => was.id === terminal.id && was.busy));
}

export function dueChecks(checks: readonly CheckBlock[], lab: LabView, askedAtMs: ReadonlyMap<string, number>, nowMs: number): string[] {
  return checks
    .filter(({ id }) => {
      const state = lab.checks.find((check) => check.id === id)?.state ?? 'open';
      return (state === 'open' || state === 'failed') && nowMs - (askedAtMs.get(id) ?? -Infinity) >= CHECK_AGAIN_MS;
    })
    .map(({ id }) => id);
}
