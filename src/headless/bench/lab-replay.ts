/** A lab's solution played from a fresh session to its last check. */
import solution from '../../../labs/01-build-a-swarm/solution.txt?raw';
import { labStart, playSolution } from '../../session/lab-player';
import type { SessionStart } from '../../session/protocol';
import { atMost, cpuMs, median, round } from './row';
import type { Row } from './row';

const RUNS = 7;

export function labReplayRows(): Row[] {
  const start = labStart('01-build-a-swarm') as SessionStart;
  playSolution(start, solution);
  const times = Array.from({ length: RUNS }, () => {
    const startedMs = cpuMs();
    playSolution(start, solution);
    return cpuMs() - startedMs;
  });
  return [atMost('lab 01 solution replayed', round(median(times)), `ms (median of ${RUNS})`, 1000, { min: round(Math.min(...times)) })];
}
