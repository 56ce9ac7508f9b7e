/** Scheduling, measured on SwarmKit's own benchmark worlds, against SwarmKit's own figures. */
import { schedulerBenchmarks } from '../../swarm/scheduler/scheduler.bench';
import { cpuMs, median, round } from './row';
import type { Row } from './row';

/** SwarmKit's own scheduler, in seconds, measured on a machine of this kind: end to end, and placing alone. */
const SWARMKIT: Record<string, { endToEnd?: number; placement?: number }> = {
  '1k nodes x 1k tasks, one-off': { endToEnd: 0.115, placement: 0.043 },
  '1k nodes x 10k tasks, one-off': { endToEnd: 1.016, placement: 0.369 },
  '1k nodes x 100k tasks, one-off': { endToEnd: 12.69, placement: 4.44 },
  '1k nodes x 1k tasks, one-off, constraints': { endToEnd: 0.139 },
  '1k nodes x 10k tasks, one-off, constraints': { endToEnd: 1.029 },
  '1k nodes x 100k tasks, one-off, constraints': { endToEnd: 15.51 },
  '1k nodes x 1k tasks, batched 1': { endToEnd: 0.092, placement: 0.0059 },
  '1k nodes x 10k tasks, batched 1': { endToEnd: 0.658, placement: 0.032 },
  '1k nodes x 100k tasks, batched 1': { endToEnd: 9.41, placement: 0.42 },
  '1k nodes x 1k tasks, batched 100': { endToEnd: 0.111, placement: 0.0086 },
  '1k nodes x 10k tasks, batched 100': { endToEnd: 0.709, placement: 0.049 },
  '1k nodes x 100k tasks, batched 100': { endToEnd: 10.72, placement: 0.561 },
  '5k nodes x 100k tasks, one-off, constraints': { endToEnd: 71 },
  '5k nodes x 100k tasks, batched 1': { placement: 0.463 },
  '100k nodes x 1k tasks, one-off': { endToEnd: 10.58, placement: 13.1 },
  '100k nodes x 1k tasks, batched 1': { endToEnd: 0.36, placement: 0.043 },
  '100k nodes x 100k tasks, batched 1': { endToEnd: 10.65, placement: 0.863 },
  '100k nodes x 100k tasks, batched 100': { endToEnd: 14.43, placement: 3.4 },
};
const DEBOUNCE_S = 0.05;
const RUNS = 5;

export function schedulingRows(): Row[] {
  return schedulerBenchmarks().flatMap((benchmark) => {
    const runs = Math.max(benchmark.tasks, benchmark.nodes) >= 100_000 ? 3 : RUNS;
    benchmark.run(cpuMs);
    const results = Array.from({ length: runs }, () => benchmark.run(cpuMs));
    const theirs = SWARMKIT[benchmark.name];
    const endToEnd = median(results.map((one) => one.endToEndMs)) / 1000;
    const placement = median(results.map((one) => one.placementOnlyMs)) / 1000;
    // SwarmKit's placing figure begins with its accounts of the nodes built; `withAccounts` is ours with that work.
    const deciding = median(results.map((one) => one.decidingMs)) / 1000;
    const unevenness = Math.max(...results.map((one) => one.unevenness));
    const row = (what: string, value: number, values: number[], budget: number | undefined, add: number): Row => ({
      name: `scheduler, ${what}: ${benchmark.name}`,
      value: round(value, 4),
      unit: `s (median of ${runs})`,
      min: round(Math.min(...values) / 1000, 4),
      unevenness,
      ...(budget === undefined ? {} : { budget, within: value + add <= budget }),
    });
    return [
      { ...row('placing alone', deciding, results.map((one) => one.decidingMs), theirs?.placement, 0), withAccounts: round(placement, 4) },
      // SwarmKit's figure holds one real wait of 50 ms; ours waits in virtual time, so it is added for the comparison.
      row('end to end', endToEnd, results.map((one) => one.endToEndMs), theirs?.endToEnd, DEBOUNCE_S),
    ];
  });
}
