import { describe, expect, it } from 'vitest';
import { sleep, spawn, wait, type Program } from '../sim';
import { readAll, readLine } from './handle';
import { createPipe } from './pipe';
import type { Main, Process } from './process';
import { Programs } from './programs';
import { runChild } from './run-child';
import { openSession } from './session';
import { runArgv, testMachine } from './testing';

const say: Main = function* (process) {
  yield* process.stdout.write(`${process.argv.slice(1).join(' ')}\n`);
  return 0;
};
const flood: Main = function* (process) {
  for (;;) yield* process.stdout.write('y\n'.repeat(500));
};
const nap: Main = function* (process) {
  yield* sleep(process.sim, Number(process.argv[1]));
  return 0;
};
const first: Main = function* (process) {
  yield* process.stdout.write((yield* readLine(process.stdin)) ?? 'end\n');
  return 0;
};
const programs = () => new Programs().add('say', say).add('flood', flood).add('nap', nap).add('first', first);

function start(machine: ReturnType<typeof testMachine>, argv: string[], extra: Partial<Parameters<typeof machine.processes.spawn>[0]> = {}): Process {
  const process = machine.processes.spawn({ argv, env: new Map([['PATH', '/usr/bin']]), cwd: '/', fds: new Map(), ...extra });
  if ('error' in process) throw new Error(process.error);
  return process;
}

describe('processes', () => {
  it('finds programs by PATH and by path, and says why not', () => {
    const machine = testMachine({ programs: programs() });
    expect(runArgv(machine, ['say', 'a', 'b'])).toMatchObject({ stdout: 'a b\n', code: 0, ms: 1 });
    const spawnError = (argv: string[]) => machine.processes.spawn({ argv, env: new Map([['PATH', '/usr/bin']]), cwd: '/etc', fds: new Map() });
    expect(spawnError(['none'])).toEqual({ error: 'not-found' });
    expect(spawnError(['./hosts'])).toEqual({ error: 'not-executable' });
    expect(spawnError(['/etc'])).toEqual({ error: 'is-directory' });
    expect(machine.processes.which('say', '/bin:/usr/bin')).toBe('/bin/say');
  });

  it('runs scripts through their interpreter', () => {
    const machine = testMachine({ programs: programs() });
    machine.files.put('/root/s', { content: '#!/bin/say -x\n', mode: 0o755 });
    machine.files.put('/root/t', { content: '#!/bin/none\n', mode: 0o755 });
    machine.files.put('/root/u', { content: 'plain\n', mode: 0o755 });
    expect(runArgv(machine, ['./s', 'q']).stdout).toBe('-x ./s q\n');
    const bad = (name: string) => machine.processes.spawn({ argv: [name], env: new Map(), cwd: '/root', fds: new Map() });
    expect(bad('./t')).toMatchObject({ error: 'bad-interpreter', interpreter: '/bin/none' });
    expect(bad('./u')).toMatchObject({ error: 'exec-format', path: '/root/./u' });
  });

  it('kills a writer whose reader has gone, with SIGPIPE', () => {
    const machine = testMachine({ programs: programs() });
    const pipe = createPipe();
    const writer = start(machine, ['flood'], { fds: new Map([[1, pipe.writer]]) });
    const reader = start(machine, ['first'], { fds: new Map([[0, pipe.reader]]) });
    pipe.reader.close();
    pipe.writer.close();
    machine.sim.runUntil(machine.sim.nowMs + 1000, 10_000);
    expect(reader.status).toEqual({ code: 0 });
    expect(writer.status).toEqual({ code: 141, signal: 'SIGPIPE' });
  });

  it('makes a writer wait for its reader', () => {
    const machine = testMachine({ programs: programs() });
    const pipe = createPipe();
    const writer = start(machine, ['flood'], { fds: new Map([[1, pipe.writer]]) });
    expect(machine.sim.runUntil(machine.sim.nowMs + 60_000, 10_000)).toBe(true);
    expect(writer.status).toBeUndefined();
    pipe.reader.close();
  });

  it('ends by signal, unless it is handled or ignored', () => {
    const machine = testMachine({ programs: programs() });
    const process = start(machine, ['nap', '5000']);
    let got = 0;
    process.onSignal('SIGTERM', () => got++);
    process.onSignal('SIGHUP', 'ignore');
    machine.sim.runUntil(machine.sim.nowMs + 10);
    process.signal('SIGTERM');
    process.signal('SIGHUP');
    expect([got, process.status]).toEqual([1, undefined]);
    process.signal('SIGINT');
    expect(process.status).toEqual({ code: 130, signal: 'SIGINT' });
    expect(machine.processes.get(process.pid)).toBeUndefined();
  });

  it('stops and goes on', () => {
    const machine = testMachine({ programs: programs() });
    const process = start(machine, ['nap', '100']);
    machine.sim.runUntil(machine.sim.nowMs + 10);
    process.signal('SIGTSTP');
    machine.sim.runUntil(machine.sim.nowMs + 1000);
    expect([process.stopped, process.status]).toEqual([true, undefined]);
    process.signal('SIGCONT');
    machine.sim.runUntil(machine.sim.nowMs + 1);
    expect(process.status).toEqual({ code: 0 });
  });

  it("gives a container's PID 1 its rules", () => {
    const machine = testMachine({ programs: programs(), kind: 'container' });
    const one = start(machine, ['nap', '1000']);
    const two = start(machine, ['nap', '5000'], { parent: one });
    expect([one.pid, two.pid, two.ppid]).toEqual([1, 2, 1]);
    one.signal('SIGTERM');
    expect(one.status).toBeUndefined();
    two.signal('SIGTERM');
    expect(two.status?.code).toBe(143);
    const three = start(machine, ['nap', '5000'], { parent: one });
    machine.sim.runUntil(machine.sim.nowMs + 1500);
    expect(one.status).toEqual({ code: 0 });
    expect(three.status).toEqual({ code: 137, signal: 'SIGKILL' });
  });

  it('limits their number and gives orphans to PID 1', () => {
    const machine = testMachine({ programs: programs(), limit: 3 });
    const parent = start(machine, ['nap', '10']);
    const child = start(machine, ['nap', '500'], { parent });
    start(machine, ['nap', '500']);
    expect(machine.processes.spawn({ argv: ['nap'], env: new Map(), cwd: '/', fds: new Map() })).toEqual({ error: 'too-many-processes' });
    machine.sim.runUntil(machine.sim.nowMs + 100);
    expect([parent.status?.code, child.status, child.ppid]).toEqual([0, undefined, 1]);
  });

  it('waits for a child and passes exceptions of nested programs on', () => {
    const outer: Main = function* (process) {
      const status = yield* runChild(process, ['say', 'hi']);
      try {
        yield* process.nested(
          (function* (): Program {
            yield* process.busy(1);
            throw new Error('inside');
          })(),
        );
      } catch (error) {
        yield* process.stdout.write(`${'code' in status && status.code} ${(error as Error).message}\n`);
      }
      return 3;
    };
    const machine = testMachine({ programs: programs().add('outer', outer) });
    expect(runArgv(machine, ['outer'])).toMatchObject({ stdout: 'hi\n0 inside\n', code: 3 });
  });

  it('counts CPU time, busy and by load', () => {
    const machine = testMachine({
      programs: programs().add('work', function* (process) {
        yield* process.busy(30);
        process.cpuLoad = 0.5;
        yield* sleep(process.sim, 100);
        return 0;
      }),
    });
    const process = start(machine, ['work']);
    machine.sim.runUntil(machine.sim.nowMs + 1000);
    expect(process.cpuMs).toBeCloseTo(81, 3);
  });
});

describe('a terminal', () => {
  it('echoes and edits a line, and ends at Ctrl-D', () => {
    const machine = testMachine({ programs: programs() });
    const session = openSession(machine, { argv: ['first'] });
    if ('error' in session) throw new Error(session.error);
    let screen = '';
    session.terminal.onOutput((text) => (screen += text));
    session.terminal.input('helo\x7flo wörld x\x17\r');
    machine.sim.runUntil(machine.sim.nowMs + 100);
    expect(screen).toBe('helo\b \blo wörld x\b \b\r\nhello wörld \r\n');
    expect(session.process.status?.code).toBe(0);
  });

  it('signals the foreground group at Ctrl-C and everybody at hang-up', () => {
    const machine = testMachine({ programs: programs() });
    const session = openSession(machine, { argv: ['nap', '10000'] });
    if ('error' in session) throw new Error(session.error);
    session.terminal.input('\x03');
    expect(session.process.status).toEqual({ code: 130, signal: 'SIGINT' });
    const other = openSession(machine, { argv: ['nap', '10000'] });
    if ('error' in other) throw new Error(other.error);
    other.terminal.hangUp();
    expect(other.process.status?.signal).toBe('SIGHUP');
  });

  it('lets about a megabyte through per second', () => {
    const machine = testMachine({ programs: programs() });
    const session = openSession(machine, { argv: ['flood'] });
    if ('error' in session) throw new Error(session.error);
    let chars = 0;
    session.terminal.onOutput((text) => (chars += text.length));
    machine.sim.runUntil(machine.sim.nowMs + 1000, 100_000);
    // Each newline became two characters on its way out.
    expect(chars / 1.5).toBeGreaterThan(900_000);
    expect(chars / 1.5).toBeLessThan(1_200_000);
  });

  it('takes ten megabytes pasted in cooked mode in one go', () => {
    const machine = testMachine({
      programs: programs().add('eat', function* (process) {
        const { text } = yield* readAll(process.stdin);
        yield* process.stdout.write(`${text.length}\n`);
        return 0;
      }),
    });
    const result = runArgv(machine, ['eat'], { tty: true, stdin: `${'some text on a line\n'.repeat(500_000)}\x04` });
    expect(result.stdout.endsWith('10000000\r\n')).toBe(true);
  });

  it('stops a background process that reads', () => {
    const machine = testMachine({ programs: programs() });
    const session = openSession(machine, { argv: ['nap', '10000'] });
    if ('error' in session) throw new Error(session.error);
    const child = machine.processes.spawn({
      argv: ['first'],
      env: new Map([['PATH', '/bin']]),
      cwd: '/',
      fds: session.process.fds,
      parent: session.process,
      newGroup: true,
    });
    if ('error' in child) throw new Error(child.error);
    machine.sim.runUntil(machine.sim.nowMs + 10);
    expect(child.stopped).toBe(true);
    session.terminal.foregroundGroup = child.group;
    child.signal('SIGCONT');
    session.terminal.input('go\r');
    machine.sim.runUntil(machine.sim.nowMs + 10);
    expect(child.status?.code).toBe(0);
  });
});

describe('a pipe', () => {
  it('gives one line and leaves the rest', () => {
    const machine = testMachine({ programs: programs() });
    const { reader, writer } = createPipe();
    const lines: (string | undefined)[] = [];
    spawn(
      machine.sim,
      'w',
      (function* (): Program {
        yield* writer.write('one\ntwo\nthr');
        yield* sleep(machine.sim, 5);
        yield* writer.write('ee');
        writer.close();
      })(),
    );
    const fiber = spawn(
      machine.sim,
      'r',
      (function* (): Program {
        for (let i = 0; i < 4; i++) lines.push(yield* readLine(reader));
      })(),
    );
    spawn(
      machine.sim,
      'e',
      (function* (): Program {
        yield* wait(fiber.ended);
      })(),
    );
    machine.sim.runUntil(machine.sim.nowMs + 100);
    expect(lines).toEqual(['one\n', 'two\n', 'three', undefined]);
  });
});
