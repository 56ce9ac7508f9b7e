/** Sessions on a terminal: keys to the container, raw modes, sizes, detaching, Ctrl-C in questions and waits. */
import { expect, test } from 'vitest';
import { createPipe, openSession, Programs, type Machine, type Terminal } from '../../os';
import { testMachine } from '../../os/testing';
import type { Source } from '../../os/stream';
import { spawn, wait } from '../../sim';
import { Answer, type Asked, fakeEngine, type Routes } from '../_testing';
import { docker } from '../index';
import { detachSequence } from './attach';

interface Scene {
  machine: Machine;
  terminal: Terminal;
  asked: Asked[];
  screen: () => string;
  code: () => number | undefined;
  run: (ms: number) => void;
}

function onTerminal(argv: string[], routes: (machine: Machine) => Routes): Scene {
  const machine = testMachine({ programs: new Programs().add('docker', docker) });
  const asked: Asked[] = [];
  machine.net.listenUnix('/var/run/docker.sock', fakeEngine(routes(machine), asked));
  const session = openSession(machine, { argv: ['docker', ...argv], columns: 100, rows: 30 });
  if ('error' in session) throw new Error(session.error);
  let screen = '';
  session.terminal.onOutput((text) => (screen += text));
  return {
    machine,
    terminal: session.terminal,
    asked,
    screen: () => screen,
    code: () => session.process.status?.code,
    run: (ms) => void machine.sim.runUntil(machine.sim.nowMs + ms),
  };
}

/** An engine with one container that answers each key press in brackets and ends at `q`. */
function echoing(machine: Machine): Routes {
  let ended: ((code: number) => void) | undefined;
  let answered = false;
  const code: Source = {
    *read() {
      if (answered) return undefined;
      answered = true;
      const status = yield* wait<number>((wake) => {
        ended = wake;
        return () => {};
      });
      return JSON.stringify({ StatusCode: status });
    },
    close() {},
  };
  return {
    'POST /containers/create': { Id: 'cid' },
    'POST /containers/cid/wait': () => new Answer(200, code),
    'POST /containers/cid/start': () => new Answer(204, ''),
    'POST /containers/cid/resize': () => new Answer(200, ''),
    'POST /containers/cid/attach': ({ upgrade }: Asked) => {
      const output = createPipe();
      const reading = (function* () {
        for (let key = yield* upgrade!.read(); key !== undefined; key = yield* upgrade!.read()) {
          yield* output.writer.write(`[${JSON.stringify(key).slice(1, -1)}]\r\n`);
          if (key === 'q') {
            output.writer.close();
            ended?.(7);
          }
        }
      })();
      spawn(machine.sim, 'container', reading);
      return new Answer(101, output.reader);
    },
  };
}

test('run -it passes keys on, Ctrl-C among them, and ends with the exit code of the container', () => {
  const scene = onTerminal(['run', '-it', 'alpine'], echoing);
  scene.run(100);
  expect(scene.terminal.modes).toMatchObject({ raw: true, echo: false, signals: false, newlines: false });
  scene.terminal.input('a');
  scene.run(100);
  scene.terminal.input('\x03');
  scene.run(100);
  expect(scene.screen()).toBe('[a]\r\n[\\u0003]\r\n');
  scene.terminal.input('q');
  scene.run(100);
  expect(scene.code()).toBe(7);
  expect(scene.terminal.modes).toMatchObject({ raw: false, echo: true, signals: true, newlines: true });
  expect(scene.asked.filter(({ path }) => path.endsWith('/resize')).map(({ query }) => query)).toEqual([{ h: '30', w: '100' }]);
});

test('a new size goes to the container', () => {
  const scene = onTerminal(['run', '-it', 'alpine'], echoing);
  scene.run(100);
  scene.terminal.resize(120, 40);
  scene.run(100);
  expect(scene.asked.filter(({ path }) => path.endsWith('/resize')).at(-1)?.query).toEqual({ h: '40', w: '120' });
});

test('Ctrl-P Ctrl-Q detaches and exits 0, Ctrl-P alone is passed on with the next key', () => {
  const scene = onTerminal(['run', '-it', 'alpine'], echoing);
  scene.run(100);
  scene.terminal.input('\x10');
  scene.run(100);
  expect(scene.screen()).toBe('');
  scene.terminal.input('x');
  scene.run(100);
  expect(scene.screen()).toBe('[\\u0010x]\r\n');
  scene.terminal.input('\x10\x11');
  scene.run(100);
  expect(scene.code()).toBe(0);
});

test('detach keys are letters and control keys', () => {
  expect(detachSequence('ctrl-p,ctrl-q')).toBe('\x10\x11');
  expect(detachSequence('ctrl-@,a,ctrl-[')).toBe('\0a\x1b');
  expect(() => detachSequence('foo')).toThrow("invalid detach keys (foo): Unknown character: 'foo'");
});

test('Ctrl-C at a question means no, with exit 0', () => {
  const scene = onTerminal(['container', 'prune'], () => ({}));
  scene.run(100);
  scene.terminal.input('\x03');
  scene.run(100);
  expect(scene.code()).toBe(0);
  expect(scene.screen()).toMatch(/continue\? \[y\/N\] \^C\r\n$/);
  expect(scene.asked).toEqual([]);
});

test('y at a question means yes', () => {
  const scene = onTerminal(['container', 'prune'], () => ({ 'POST /containers/prune': { SpaceReclaimed: 5 } }));
  scene.run(100);
  scene.terminal.input('y\r');
  scene.run(100);
  expect(scene.screen()).toContain('Total reclaimed space: 5B');
});

test('Ctrl-C in a stream ends the client with 130', () => {
  const scene = onTerminal(['events'], () => ({ 'GET /events': () => new Answer(200, createPipe().reader) }));
  scene.run(100);
  scene.terminal.input('\x03');
  scene.run(100);
  expect(scene.code()).toBe(130);
});

test('the third Ctrl-C ends a client whose container ignores it', () => {
  const scene = onTerminal(['attach', 'cid'], (machine) => ({
    ...echoing(machine),
    'GET /containers/cid/json': { Id: 'cid', State: { Running: true }, Config: { OpenStdin: false, Tty: false } },
    'POST /containers/cid/attach': () => new Answer(101, createPipe().reader),
    'POST /containers/cid/kill': () => new Answer(204, ''),
  }));
  scene.run(100);
  for (const passedOn of [1, 2]) {
    scene.terminal.input('\x03');
    scene.run(100);
    expect(scene.asked.filter(({ path, query }) => path.endsWith('/kill') && query.signal === 'INT')).toHaveLength(passedOn);
    expect(scene.code()).toBeUndefined();
  }
  scene.terminal.input('\x03');
  scene.run(100);
  expect(scene.code()).toBe(1);
  expect(scene.screen()).toBe('^C^C^C\r\ngot 3 SIGTERM/SIGINTs, forcefully exiting\r\n');
});

test('Ctrl-C while a service converges leaves it to the background, with exit 0', () => {
  const service = {
    ID: 'id',
    Version: { Index: 1 },
    Spec: { Name: 's', TaskTemplate: { ContainerSpec: { Image: 'x' } }, Mode: { Replicated: { Replicas: 1 } } },
  };
  const scene = onTerminal(['service', 'update', 's'], () => ({
    'GET /services/s': service,
    'POST /services/id/update': {},
    'GET /tasks': [],
    'GET /nodes': [],
  }));
  scene.run(1000);
  scene.terminal.input('\x03');
  scene.run(1000);
  expect(scene.code()).toBe(0);
  expect(scene.screen()).toContain('Operation continuing in background.\r\nUse `docker service ps s` to check progress.\r\n');
});

test('the unlock key is not echoed', () => {
  const scene = onTerminal(['swarm', 'unlock'], () => ({
    'GET /info': { Swarm: { LocalNodeState: 'locked' } },
    'POST /swarm/unlock': null as never,
  }));
  scene.run(100);
  scene.terminal.input('SWMKEY-1-x\r');
  scene.run(100);
  expect(scene.screen()).toBe('Enter unlock key: \r\n');
  expect(scene.asked.at(-1)?.body).toEqual({ UnlockKey: 'SWMKEY-1-x' });
});
