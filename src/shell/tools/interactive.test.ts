import { describe, expect, test } from 'vitest';
import { openSession, Programs } from '../../os';
import type { Machine } from '../../os';
import { testMachine } from '../../os/testing';
import { addShells } from '../index';
import { allTools } from './index';

const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) programs.add(name, main);

/** Runs a command on a terminal of 60 by 10, presses keys at times (ms), and answers what the screen got and the exit code. */
function onTerminal(argv: string[], keys: [atMs: number, text: string][], options: { machine?: Machine; untilMs?: number } = {}) {
  const machine = options.machine ?? testMachine({ programs });
  const { sim } = machine;
  const session = openSession(machine, {
    argv,
    env: new Map([
      ['PATH', '/usr/bin:/usr/sbin'],
      ['HOME', '/root'],
      ['LANG', 'C.UTF-8'],
    ]),
    cwd: '/root',
  });
  if ('error' in session) throw new Error(`cannot start ${argv[0]}`);
  session.terminal.resize(60, 10);
  const pieces: string[] = [];
  session.terminal.onOutput((text) => pieces.push(text));
  const startMs = sim.nowMs;
  for (const [atMs, text] of keys) sim.at(startMs + atMs, 'key', () => session.terminal.input(text));
  sim.runUntil(startMs + (options.untilMs ?? 10_000));
  return { screen: pieces.join(''), status: session.process.status, modes: session.terminal.modes };
}

describe('watch', () => {
  test('draws a header and the output, again every interval, and leaves the screen as it was on Ctrl-C', () => {
    const { screen, status, modes } = onTerminal(['watch', '-n', '1', 'date', '+%S'], [[2_500, '\x03']]);
    expect(screen.startsWith('\x1b[?1049h')).toBe(true);
    expect(screen).toContain('Every 1.0s: date +%S         node1: Thu Jan  2 03:04:05 2025');
    expect(screen.match(/Every 1\.0s/g)).toHaveLength(3);
    expect(screen).toMatch(/05\x1b\[K/);
    expect(screen).toMatch(/07\x1b\[K/);
    expect(screen.trimEnd().endsWith('\x1b[?1049l')).toBe(true);
    expect(status).toEqual({ code: 0 });
    expect(modes).toMatchObject({ raw: false, echo: true });
  });

  test('-d highlights what changed, -t leaves the header out', () => {
    const { screen } = onTerminal(['watch', '-t', '-d', '-n', '1', 'date', '+%S'], [[1_500, '\x03']]);
    expect(screen).not.toContain('Every');
    expect(screen).toContain('0\x1b[0m\x1b[7m6\x1b[0m');
  });

  test('long lines wrap at the width, and no more rows are drawn than fit', () => {
    const { screen } = onTerminal(['watch', '-t', 'seq -s, 40; seq 30'], [[500, '\x03']]);
    expect(screen).toContain('1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,\x1b[K\r\n24,');
    expect(screen).not.toContain('\n30');
  });

  test('-g ends when the output changes', () => {
    const { status } = onTerminal(['watch', '-g', '-n', '1', 'date', '+%S'], []);
    expect(status).toEqual({ code: 0 });
  });
});

describe('top', () => {
  test('refreshes every three seconds until q', () => {
    const { screen, status, modes } = onTerminal(['top'], [[4_000, 'q']]);
    expect(screen.match(/Tasks:/g)).toHaveLength(2);
    expect(screen).toContain('\x1b[7m    PID USER');
    expect(status).toEqual({ code: 0 });
    expect(modes).toMatchObject({ raw: false, echo: true });
  });
});

describe('less', () => {
  const lines = Array.from({ length: 40 }, (_none, i) => `line ${i + 1}\n`).join('');

  test('shows a page, goes on with space, searches, and leaves on q', () => {
    const machine = testMachine({ programs, files: { '/root/f': lines } });
    const { screen, status } = onTerminal(
      ['less', 'f'],
      [
        [100, ' '],
        [200, '/line 33\r'],
        [300, 'q'],
      ],
      { machine },
    );
    expect(screen).toContain('line 9\x1b[K\x1b[J\r\n\x1b[7mf\x1b[27m');
    expect(screen).toContain('\x1b[Hline 10\x1b[K');
    expect(screen).toContain('\x1b[7mline 33\x1b[27m');
    expect(status).toEqual({ code: 0 });
  });

  test('reads its keys from the terminal when its text comes through a pipe', () => {
    const machine = testMachine({ programs, files: { '/root/f': lines } });
    const { screen, status } = onTerminal(
      ['bash', '-c', 'cat f | less'],
      [
        [100, 'G'],
        [200, 'q'],
      ],
      { machine },
    );
    expect(screen).toContain('(END)');
    expect(status).toEqual({ code: 0 });
  });

  test('more prints a short text at once', () => {
    const machine = testMachine({ programs, files: { '/root/f': 'a\nb\n' } });
    expect(onTerminal(['more', 'f'], [], { machine })).toMatchObject({ screen: 'a\r\nb\r\n', status: { code: 0 } });
  });
});

describe('on a terminal', () => {
  test('ls writes columns and quotes what a shell would split', () => {
    const machine = testMachine({ programs, files: { '/root/one': '', '/root/two words': '', '/root/three': '' } });
    expect(onTerminal(['ls'], [], { machine }).screen).toBe(" one   three  'two words'\r\n");
  });

  test('ping prints its statistics on Ctrl-C', () => {
    const { screen, status } = onTerminal(['ping', 'localhost'], [[2_500, '\x03']]);
    expect(screen).toContain('icmp_seq=3 ttl=64 time=0.050 ms');
    expect(screen).toContain('3 packets transmitted, 3 received, 0% packet loss, time 2499ms\r\nrtt min/avg/max/mdev = 0.050/0.050/0.050/0.000 ms');
    expect(status).toEqual({ code: 0 });
  });

  test('tail -f shows what is added until Ctrl-C', () => {
    const machine = testMachine({ programs, files: { '/root/log': 'a\n' } });
    machine.sim.after(1_000, 'write', () => machine.files.write('/root/log', 'b\n', { append: true }));
    const { screen, status } = onTerminal(['tail', '-f', 'log'], [[2_000, '\x03']], { machine });
    expect(screen).toContain('a\r\nb\r\n');
    expect(status?.signal).toBe('SIGINT');
  });

  test('nohup sends output to nohup.out', () => {
    const machine = testMachine({ programs });
    const { screen } = onTerminal(['nohup', 'echo', 'hi'], [], { machine });
    expect(screen).toBe('nohup: ignoring input and appending output to ‘nohup.out’\r\n');
    expect(machine.files.read('/root/nohup.out')).toBe('hi\n');
  });
});
