/** What would take a browser tab down must end in an error, or at least leave the clock running. */
import { describe, expect, it } from 'vitest';
import { openTyping, run } from '../os/testing';
import { shellMachine } from './testing';

describe('limits', () => {
  it('a file is not split into more pieces than a disk holds', () => {
    expect(run(shellMachine(), 'echo a > f; split -n 429496729 f; echo $?; ls x* 2>/dev/null | wc -l')).toMatchObject({ stdout: '1\n0\n', stderr: 'split: output file suffixes exhausted\n' });
  });

  it('an endless loop of builtins moves the clock', () => {
    const machine = shellMachine();
    const person = openTyping(machine);
    const startMs = machine.sim.nowMs;
    person.type('while true; do :; done\r', 50);
    expect(machine.sim.nowMs - startMs).toBeGreaterThanOrEqual(50);
    expect(person.type('\x03')).toMatch(/^\^C\n.*root@node1:~# $/);
    expect(person.type('echo $?\r')).toContain('130\n');
  });

  for (const loop of [
    'while :; do x=1; done',
    'until false; do true; done',
    'for ((;;)); do :; done',
    'while [[ a ]]; do ((x++)); done',
    'while sleep 0; do :; done',
    'while :; do continue; done',
    'f() { while :; do local a; done; }; f',
    'while read x; do :; done < /dev/zero',
    'while :; do (:); done',
    'while :; do x=$(echo a); done',
    'yes > /dev/null',
    'cat /dev/zero > /dev/null',
    'while true; do true | true; done',
    'until ! :; do echo -n; done',
    'select x in a; do :; done < <(yes "")',
    'trap : EXIT; while :; do :; done',
  ]) {
    it(`"${loop}" never holds the clock still`, () => {
      const machine = shellMachine();
      const startMs = machine.sim.nowMs;
      expect(() => run(machine, loop, { limitMs: 200, eventsMax: 200_000 })).toThrow('did not end');
      expect(machine.sim.nowMs - startMs).toBeGreaterThan(20);
    });
  }

  it('a fork bomb is refused its forks, in the words of bash', () => {
    const machine = shellMachine({ limit: 60 });
    const person = openTyping(machine);
    person.type(':(){ :|:& };:\r', 3000);
    expect(machine.processes.list().length).toBeLessThanOrEqual(60);
    expect(person.output()).toContain('bash: fork: retry: Resource temporarily unavailable');
  });

  it('recursion without end is an error', () => {
    const result = run(shellMachine(), 'f() { f; }; f; echo after $?');
    expect(result.stderr).toBe('environment: line 1: maximum nesting level exceeded (1000)\n');
  });

  it('recursion of eval, source and substitution is one too', () => {
    const machine = shellMachine({ files: { '/root/s': '. ./s\n', '/root/b': 'bash ./b\n' }, limit: 40 });
    expect(run(machine, 'x=\'eval "$x"\'; eval "$x"').stderr).toContain('maximum nesting level exceeded');
    expect(run(machine, '. ./s').stderr).toContain('maximum nesting level exceeded');
    expect(run(machine, 'bash ./b', { limitMs: 60_000 }).stderr).toContain('fork');
  });

  it('a variable cannot eat the memory', () => {
    const result = run(shellMachine(), 'x=aaaaaaaa; while :; do x=$x$x; done');
    expect(result.stderr).toContain('x: cannot allocate memory');
    expect(result.code).toBe(1);
  });

  it('nor can a command substitution, an array, or a brace expansion', () => {
    const machine = shellMachine();
    expect(run(machine, 'x=$(yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa); echo no').stderr).toContain(
      'output is limited to 64 MB',
    );
    expect(run(machine, 'x=$(head -c 1000000 /dev/zero | tr "\\0" a); while :; do a+=("$x"); done').stderr).toContain('cannot allocate memory');
    expect(run(machine, 'echo {1..1000}{1..1000}{1..1000}').stderr).toContain('too many words');
    expect(run(machine, 'echo {1..99999999999} | head -c 30').stdout).toBe('{1..99999999999}\n');
  });

  it('patterns that explode elsewhere take no time', () => {
    const before = performance.now();
    const text = 'a'.repeat(3000);
    expect(
      run(
        shellMachine(),
        `[[ ${text} == *a*a*a*a*a*a*a*a*b ]] || echo no; x=${text}; echo \${x%%*b} | wc -c; echo \${x//a*b/} | wc -c; [[ $x =~ ^(a+)+b$ ]] || echo none`,
      ).stdout,
    ).toBe('no\n3001\n3001\nnone\n');
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('an output flood passes the terminal at its rate', () => {
    const machine = shellMachine();
    const person = openTyping(machine);
    const out = person.type('yes\r', 500);
    expect(out.length).toBeGreaterThan(200_000);
    expect(out.length).toBeLessThan(1_000_000);
    expect(person.type('\x03')).toMatch(/\^C\n.*root@node1:~# $/);
  });

  it('a pasted megabyte of commands runs line by line, and what is left stops at Ctrl-C', () => {
    const machine = shellMachine();
    const person = openTyping(machine);
    person.type(': a line of text\r'.repeat(60_000), 50);
    person.type('\x03', 3000);
    expect(person.type('echo end\r')).toMatch(/\n.*end\n/);
  });

  it('a thousand lines of here-document are read in linear time', () => {
    const machine = shellMachine();
    const person = openTyping(machine);
    const before = performance.now();
    person.type(`cat > f <<E\r${'some text on a line\r'.repeat(1000)}E\r`, 5000);
    expect(machine.files.stat('/root/f')).toMatchObject({ size: 20_000 });
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('a ten-megabyte paste into one line neither hangs nor is lost', () => {
    const machine = shellMachine();
    const person = openTyping(machine);
    const before = performance.now();
    person.type(`\x1b[200~x=${'y'.repeat(10_000_000)}\x1b[201~`, 60_000);
    person.type('\r', 60_000);
    expect(person.type('echo ${#x}\r')).toContain('10000000\n');
    expect(performance.now() - before).toBeLessThan(15_000);
  }, 30_000);
});
