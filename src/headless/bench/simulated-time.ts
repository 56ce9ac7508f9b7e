/** How much faster than real time the world runs: left to itself, and while a service is updated. */
import { fiveNodes, openSession, runOn } from './five-nodes';
import { atLeast, cpuMs, median } from './row';
import type { Row } from './row';

const RUNS = 9;
/** Rounds that are not counted: the engine compiles what is hot. What the very first took is told beside. */
const WARM_UP = 6;
const BUDGET = 2000;
const HOUR_MS = 3_600_000;
/** No update takes longer than this; it is looked at so often whether it is over. */
const UPDATE_LIMIT_MS = 300_000;
const LOOK_MS = 500;

export function simulatedTimeRows(): Row[] {
  const session = openSession(fiveNodes());
  runOn(session, 'node1', 'docker service create -d --name web --replicas 30 -p 8080:80 nginx');
  session.advance(session.sim.nowMs + 30_000);
  const measure = (run: () => void) => {
    const { events, nowMs } = session.sim;
    const startedMs = cpuMs();
    run();
    return { ratio: (session.sim.nowMs - nowMs) / (cpuMs() - startedMs), events: session.sim.events - events, virtualMs: session.sim.nowMs - nowMs };
  };
  const leave = () => void session.advance(session.sim.nowMs + HOUR_MS / RUNS);
  const updating = () => session.world.member('node1').manager?.store.list('service')[0]?.UpdateStatus?.State === 'updating';
  const update = () => {
    const untilMs = session.sim.nowMs + UPDATE_LIMIT_MS;
    while (updating() && session.sim.nowMs < untilMs) session.advance(session.sim.nowMs + LOOK_MS);
  };
  type Measured = ReturnType<typeof measure>;
  const left: Measured[] = [];
  const updated: Measured[] = [];
  let first: { left: Measured; updated: Measured } | undefined;
  for (let run = -WARM_UP; run < RUNS; run++) {
    const hour = measure(leave);
    runOn(session, 'node1', `docker service update -d --image nginx:1.2${6 + ((run + WARM_UP) % 2)} --update-parallelism 2 --update-delay 1s web`);
    session.advance(session.sim.nowMs + LOOK_MS);
    const rolling = measure(update);
    first ??= { left: hour, updated: rolling };
    if (run < 0) continue;
    left.push(hour);
    updated.push(rolling);
  }
  const row = (name: string, runs: typeof left, cold: Measured | undefined) =>
    atLeast(`simulated time: 5 nodes, 30 tasks, ${name}`, Math.round(median(runs.map((one) => one.ratio))), `x real time (median of ${RUNS})`, BUDGET, {
      min: Math.round(Math.min(...runs.map((one) => one.ratio))),
      max: Math.round(Math.max(...runs.map((one) => one.ratio))),
      first: Math.round(cold?.ratio ?? 0),
      events: median(runs.map((one) => one.events)),
      virtualSeconds: median(runs.map((one) => Math.round(one.virtualMs / 1000))),
    });
  return [row('one hour left alone', left, first?.left), row('rolling update', updated, first?.updated)];
}
