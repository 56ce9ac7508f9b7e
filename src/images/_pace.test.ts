/** Throughput: one thread serves about 90 requests a second, more containers help until the cores are busy. */
import { expect, test } from 'vitest';
import { PlainMachine, Programs, FileTree, openNull, textResponse, type HttpHandler, type HttpRequest, type Process } from '../os';
import { Sim, spawn, type Program } from '../sim';
import { paced, SINGLE_THREADED } from './_pace';

const GET: HttpRequest = { method: 'GET', path: '/', headers: {}, body: '' };

/** Requests a second, asked so many at a time of so many servers on one machine of two cores. */
function throughput(servers: number, concurrency: number): number {
  const sim = new Sim(1, 0);
  const machine = new PlainMachine({ sim, id: 'm', hostname: 'm', kind: 'host', files: new FileTree({ now: () => sim.nowMs }), programs: new Programs(), cpus: 2 });
  const handlers: HttpHandler[] = [];
  for (let i = 0; i < servers; i++) {
    const started = machine.processes.spawn({
      argv: ['server'], env: new Map(), cwd: '/', fds: new Map([[0, openNull()]]),
      main: function* main(process: Process): Program<number> {
        handlers.push(paced(process, SINGLE_THREADED, function* () {
          return textResponse(200, 'ok');
        }));
        for (;;) yield* idle(sim);
      },
    });
    if ('error' in started) throw new Error(started.error);
  }
  sim.runUntil(100);
  let answered = 0;
  for (let client = 0; client < concurrency; client++) {
    spawn(sim, 'client', (function* ask(): Program {
      for (let turn = client; ; turn++) {
        yield* (handlers[turn % servers] as HttpHandler)(GET);
        answered++;
      }
    })());
  }
  sim.runUntil(10_100);
  return answered / 10;
}

function* idle(sim: Sim): Program {
  yield (wake) => sim.after(1_000_000, 'idle', () => wake(undefined as never));
}

test('one container serves some 90 requests a second, however many are asked at once', () => {
  expect(throughput(1, 1)).toBeGreaterThan(85);
  expect(throughput(1, 8)).toBeLessThan(98);
});

test('two containers serve twice as many', () => {
  expect(throughput(2, 8) / throughput(1, 8)).toBeGreaterThan(1.9);
});

test('two cores are busy with four containers: eight serve hardly more', () => {
  const four = throughput(4, 16);
  expect(four).toBeGreaterThan(280);
  expect(four).toBeLessThan(340);
  expect(throughput(8, 32)).toBeLessThan(four * 1.15);
});
