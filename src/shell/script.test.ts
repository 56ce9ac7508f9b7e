/** Scripts as processes: signals, traps, PID 1, what a container's command line becomes. */
import { describe, expect, it } from 'vitest';
import type { Machine, Process } from '../os';
import { openTyping, run } from '../os/testing';
import { shellMachine } from './testing';

function start(machine: Machine, argv: string[]): Process {
  const process = machine.processes.spawn({ argv, env: new Map([['PATH', '/usr/bin:/bin']]), cwd: '/root', fds: new Map(), newGroup: true });
  if ('error' in process) throw new Error(process.error);
  machine.sim.runUntil(machine.sim.nowMs + 50);
  return process;
}

describe('a script', () => {
  it('runs its EXIT trap when a signal ends it', () => {
    const machine = shellMachine({ files: { '/root/s': 'trap "echo bye $? > out" EXIT\nsleep 100\necho never >> out\n' } });
    const process = start(machine, ['bash', 's']);
    process.signal('SIGTERM');
    machine.sim.runUntil(machine.sim.nowMs + 50);
    expect(process.status).toEqual({ code: 143, signal: 'SIGTERM' });
    expect(machine.files.read('/root/out')).toBe('bye 0\n');
    const person = openTyping(machine);
    person.type('bash s\r');
    person.type('\x03');
    expect(machine.files.read('/root/out')).toMatch(/^bye \d+\n$/);
    expect(person.type('echo $?\r')).toContain('130\n');
  });

  it('waits with its signal traps until the program in front of it is done, but not in wait', () => {
    const machine = shellMachine({ files: { '/root/s': 'trap "echo got" TERM\nsleep 1\necho after\nsleep 10 &\nwait $!\necho "wait $?"\n' } });
    const { stdout } = run(machine, 'bash s > out & sleep 0.5; kill $!; sleep 1; kill $!; sleep 0.2; cat out; kill -9 $!');
    expect(stdout).toBe('got\nafter\ngot\nwait 143\n');
  });

  it('is replaced by a lone program, which then gets the signals', () => {
    const machine = shellMachine({ kind: 'container' });
    const process = start(machine, ['sh', '-c', 'sleep 100']);
    expect(machine.processes.list().map(({ pid, title }) => `${pid} ${title}`)).toEqual(['1 sleep 100']);
    process.signal('SIGTERM');
    // PID 1 without a handler.
    expect(process.status).toBeUndefined();
    machine.processes.killAll();
    expect(process.status?.code).toBe(137);
  });

  it('as PID 1 ignores SIGTERM unless it traps it', () => {
    const deaf = start(shellMachine({ kind: 'container' }), ['bash', '-c', 'while :; do sleep 1; done']);
    deaf.signal('SIGTERM');
    expect(deaf.status).toBeUndefined();
    const machine = shellMachine({ kind: 'container' });
    const polite = start(machine, ['bash', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done']);
    polite.signal('SIGTERM');
    machine.sim.runUntil(machine.sim.nowMs + 50);
    expect(polite.status).toEqual({ code: 0 });
  });

  it('speaks busybox and dash in an image that has them', () => {
    const machine = shellMachine({ files: { '/root/s': 'echo one\nnope\ncd /nope\n' } });
    expect(run(machine, 'nope; cd /nope; cat < nope; [ 1 -eq x ]; f', { shell: 'ash' }).stderr).toBe(
      "ash: nope: not found\nash: cd: line 0: can't cd to /nope: No such file or directory\nash: can't open nope: no such file\n" +
        'ash: [: line 0: out of range\nash: f: not found\n',
    );
    expect(run(machine, 'nope; cd /nope; echo )', { shell: 'dash' }).stderr).toBe('dash: 1: Syntax error: ")" unexpected\n');
    expect(run(machine, 'nope; cd /nope', { shell: 'dash' }).stderr).toBe("dash: 1: nope: not found\ndash: 1: cd: can't cd to /nope\n");
    expect(run(machine, 'dash s; ash s').stderr).toBe(
      "s: 2: nope: not found\ns: 3: cd: can't cd to /nope\ns: line 2: nope: not found\ns: cd: line 3: can't cd to /nope: No such file or directory\n",
    );
    expect(run(machine, 'echo $((1+', { shell: 'ash' }).stderr).toContain('ash: syntax error: ');
  });

  it('reads commands from a pipe no further than it needs', () => {
    const machine = shellMachine();
    expect(run(machine, "printf 'read x\\ninput line\\necho \"got $x\"\\n' | bash").stdout).toBe('got input line\n');
    expect(run(machine, "printf 'cat\\nthe rest\\n' | bash").stdout).toBe('the rest\n');
    expect(run(machine, "printf 'if true; then\\necho a\\nfi\\ncat <<E\\nb\\nE\\necho c\\n' | bash -s").stdout).toBe('a\nb\nc\n');
  });
});
