/** What workshops show with a request loop, played without a page: balancing while it scales, updates with and without a health check, throughput. */
import { expect, test } from 'vitest';
import { runLine } from './run-line';
import { startWorld } from './start-world';

const LINE_LIMIT_MS = 300_000;

/** A swarm of one manager and workers, and a shell on each that answers what a line printed. */
function swarm(machines: number) {
  const names = Array.from({ length: machines }, (_, i) => `node${i + 1}`);
  const { world, machine } = startWorld({
    lab: 'playground', seed: 11, startMs: Date.UTC(2026, 0, 5, 9), machines: names.map((name) => ({ name, platform: 'linux' as const })),
    setup: [
      { on: 'node1', run: 'docker swarm init --advertise-addr eth0' },
      ...names.slice(1).map((on) => ({ on, run: 'docker swarm join --token ${WORKER_TOKEN} node1:2377' })),
    ],
  });
  const { sim } = world;
  return (line: string, thenSeconds = 0): string => {
    const running = runLine(machine('node1'), line);
    const untilMs = sim.nowMs + LINE_LIMIT_MS;
    while (!running.result() && sim.nowMs < untilMs && sim.step());
    sim.runUntil(sim.nowMs + thenSeconds * 1000);
    const result = running.result();
    if (!result) throw new Error(`${line} does not end`);
    return result.stdout + result.stderr;
  };
}

/** So many requests, one after the other; answers how many came with which status (000: none came). */
const loop = (requests: number): string => `for i in {1..${requests}}; do curl -s -m 2 -o /dev/null -w '%{http_code}\\n' http://localhost:8080/; sleep 0.1; done | sort | uniq -c`;
const HEALTH = "--health-cmd 'curl -fs http://localhost/calc/iseverythingok || exit 1' --health-interval 1s --health-retries 1";

function counted(text: string): Record<string, number> {
  return Object.fromEntries([...text.matchAll(/^ *(\d+) (\d{3})$/gm)].map(([, count, status]) => [status, Number(count)]));
}

test('balance asks one customer after the other; without any it says that the name is unknown, and recovers', () => {
  const on = swarm(3);
  on('docker network create -d overlay backend');
  on('docker service create -d --name customer --network backend swarmgs/customer');
  on('docker service create -d --name balance -p 5000:3000 --network backend -e CUSTOMER_API=customer:3000 swarmgs/balance', 20);
  const customers = (): Set<string> => new Set([...on('for i in {1..12}; do curl -s http://localhost:5000/balance/1; done').matchAll(/"customer":\{[^}]*"servedBy":"(\w{12})"/g)].map(([, by]) => by as string));
  expect(customers().size).toBe(1);
  on('docker service scale -d customer=6', 15);
  expect(customers().size).toBe(6);
  on('docker service scale -d customer=0', 15);
  expect(on("curl -s -w '%{http_code}' http://localhost:5000/balance/1")).toMatch(/cannot reach the customer API at http:\/\/customer:3000: getaddrinfo ENOTFOUND.*500$/s);
  on('docker service scale -d customer=2', 15);
  expect(customers().size).toBe(2);
});

test('an update loses requests stop-first, fewer start-first, and none start-first with a health check', { timeout: 30_000 }, () => {
  const lost = (options: string): number => {
    const on = swarm(3);
    on(`docker service create -d --name calc -p 8080:80 ${options} swarmgs/calc`, 20);
    const { 200: answered = 0, ...others } = counted(on(`docker service update -d --force calc; ${loop(150)}`));
    const failed = Object.values(others).reduce((sum, count) => sum + count, 0);
    expect(answered + failed).toBe(150);
    return failed;
  };
  const stopFirst = lost('');
  const startFirst = lost('--update-order start-first');
  expect(stopFirst).toBeGreaterThan(20);
  expect(startFirst).toBeGreaterThan(0);
  expect(startFirst).toBeLessThan(stopFirst);
  expect(lost(`--update-order start-first ${HEALTH}`)).toBe(0);
});

test('a division by zero is answered with errors for ever, or for two seconds with a health check', { timeout: 30_000 }, () => {
  const after = (options: string): Record<string, number> => {
    const on = swarm(3);
    on(`docker service create -d --name calc --replicas 2 -p 8080:80 ${options} swarmgs/calc`, 20);
    expect(on("curl -s -w '%{http_code}' 'http://localhost:8080/calc/divide?numerator=1&denominator=0'")).toMatch(/500$/);
    return counted(on(loop(100)));
  };
  expect(after('')).toEqual({ 200: 50, 500: 50 });
  const healed = after(HEALTH);
  expect(healed['500']).toBeGreaterThan(0);
  expect(healed['500']).toBeLessThan(15);
  expect(healed['200']).toBeGreaterThan(85);
});

test('requests per second grow with the replicas until the cores of their node are busy', { timeout: 30_000 }, () => {
  const perSecond = (constraint: string): number[] => {
    const on = swarm(3);
    on(`docker service create -d --name web -p 8080:3000 ${constraint} swarmgs/customer`, 20);
    return [1, 2, 4, 8].map((replicas) => {
      on(`docker service scale -d web=${replicas}`, 20);
      const report = on('ab -q -n 400 -c 32 http://localhost:8080/customer/1');
      expect(report).toMatch(/Complete requests: {6}400\nFailed requests: {8}0\n/);
      return Number(/Requests per second: +([\d.]+)/.exec(report)?.[1]);
    });
  };
  const [one = 0, two = 0, four = 0, eight = 0] = perSecond('--constraint node.hostname==node2');
  expect(one).toBeGreaterThan(85);
  expect(one).toBeLessThan(98);
  expect(two / one).toBeCloseTo(2, 1);
  // Two cores at 6 ms a request: 333 a second and no more.
  expect(four).toBeGreaterThan(300);
  expect(eight).toBeLessThan(340);
  // Three machines have six cores.
  expect(perSecond('')[3]).toBeGreaterThan(600);
});
