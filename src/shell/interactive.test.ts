import { describe, expect, it } from 'vitest';
import { openTyping, type Typing } from '../os/testing';
import { Completers } from './completion-table';
import { shellMachine } from './testing';

const PROMPT = 'root@node1:~# ';

/** The lines printed after what was typed has been echoed, without escape sequences. */
function plain(text: string): string {
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
}

function person(
  options: Parameters<typeof shellMachine>[0] & { argv?: string[]; columns?: number } = {},
): Typing & { says(keys: string, waitMs?: number): string } {
  const { argv, columns, ...rest } = options;
  const typing = openTyping(shellMachine(rest), { argv, columns });
  return { ...typing, says: (keys, waitMs) => plain(typing.type(keys, waitMs)) };
}

describe('at the prompt', () => {
  it('runs what is typed and asks again', () => {
    const { says, output } = person();
    expect(plain(output())).toBe(PROMPT);
    expect(says('echo hi\r')).toBe(`echo hi\nhi\n${PROMPT}`);
    expect(says('nope\r')).toBe(`nope\nbash: nope: command not found\n${PROMPT}`);
    expect(says('cd /nope; cd /tmp\r')).toBe('cd /nope; cd /tmp\nbash: cd: /nope: No such file or directory\nroot@node1:/tmp# ');
    expect(says('echo $?\r')).toContain('\n0\n');
    expect(says('echo )\r')).toContain("\nbash: syntax error near unexpected token `)'\n");
  });

  it('asks for more with PS2 until a command is whole', () => {
    const { says } = person();
    expect(says('for i in 1 2\r')).toBe('for i in 1 2\n> ');
    expect(says('do echo $i\r')).toBe('do echo $i\n> ');
    expect(says('done\r')).toBe(`done\n1\n2\n${PROMPT}`);
    expect(says('cat <<E\r')).toBe('cat <<E\n> ');
    expect(says('a\rE\r')).toBe(`a\n> E\na\n${PROMPT}`);
    expect(says("echo 'a\rb'\r")).toBe(`echo 'a\n> b'\na\nb\n${PROMPT}`);
    expect(says('echo a \\\rb\r')).toBe(`echo a \\\n> b\na b\n${PROMPT}`);
    // The history has it on one line.
    expect(says('\x1b[A\x1b[A\x1b[A\x1b[A')).toContain('for i in 1 2; do echo $i; done');
  });

  it('drops the line at Ctrl-C and says so in the status', () => {
    const { says } = person();
    expect(says('echo abc\x03')).toBe(`echo abc^C\n${PROMPT}`);
    expect(says('if true\r\x03')).toBe(`if true\n> ^C\n${PROMPT}`);
    expect(says('echo $?\r')).toContain('\n130\n');
  });

  it('ends a program at Ctrl-C, and the whole line with it', () => {
    const { says } = person();
    says('sleep 100; echo never\r');
    expect(says('\x03')).toBe(`^C\n${PROMPT}`);
    says('for i in 1 2 3; do sleep 100; echo never; done\r');
    expect(says('\x03')).toBe(`^C\n${PROMPT}`);
    says('f() { trap - INT; sleep 50 | cat; echo never; }; f\r');
    expect(says('\x03')).toBe(`^C\n${PROMPT}`);
    says('read x\r');
    expect(says('\x03')).toBe(`^C\n${PROMPT}`);
    expect(says('wait\r')).toBe(`wait\n${PROMPT}`);
    expect(says('echo ok $?\r')).toContain('\nok 0\n');
  });

  it('leaves at Ctrl-D and at exit, with their words', () => {
    const first = person();
    expect(first.says('\x04')).toBe('logout\n');
    expect(first.process.status).toEqual({ code: 0 });
    const second = person({ argv: ['bash', '-i'] });
    expect(second.says('exit 3\r')).toBe('exit 3\nexit\n');
    expect(second.process.status).toEqual({ code: 3 });
    const third = person();
    expect(third.says('bash\r')).toBe(`bash\n${PROMPT}`);
    expect(third.says('exit\r')).toBe(`exit\nexit\n${PROMPT}`);
  });

  it('does not leave stopped jobs without a warning', () => {
    const { says, process } = person();
    says('sleep 100\r');
    says('\x1a');
    expect(says('exit\r')).toBe(`exit\nlogout\nThere are stopped jobs.\n${PROMPT}`);
    says('exit\r');
    expect(process.status).toEqual({ code: 1 });
  });

  it('controls jobs', () => {
    const { says } = person();
    expect(says('sleep 20 &\r')).toMatch(/^sleep 20 &\n\[1\] \d+\nroot/);
    expect(says('jobs\r')).toBe(`jobs\n[1]+  Running                 sleep 20 &\n${PROMPT}`);
    says('sleep 30 | cat\r');
    expect(says('\x1a')).toBe(`^Z\n[2]+  Stopped                 sleep 30 | cat\n${PROMPT}`);
    expect(says('jobs\r')).toBe(`jobs\n[1]-  Running                 sleep 20 &\n[2]+  Stopped                 sleep 30 | cat\n${PROMPT}`);
    expect(says('bg\r')).toBe(`bg\n[2]+ sleep 30 | cat &\n${PROMPT}`);
    says('fg %1\r');
    expect(says('\x03')).toBe(`^C\n${PROMPT}`);
    expect(says('kill %2\r')).toBe(`kill %2\n[2]+  Terminated              sleep 30 | cat\n${PROMPT}`);
    expect(says('sleep 0.1 &\r', 300)).toMatch(/\[1\] \d+/);
    expect(says('\r')).toBe(`\n[1]+  Done                    sleep 0.1\n${PROMPT}`);
    expect(says('(exit 3) &\r')).toMatch(/\[1\] \d+/);
    expect(says('\r')).toContain('[1]+  Exit 3                  ( exit 3 )');
  });

  it('stops a background job that wants to read', () => {
    const { says } = person();
    says('cat &\r');
    expect(says('\r')).toContain('[1]+  Stopped                 cat');
    expect(says('fg\r')).toBe('fg\ncat\n');
    expect(says('hello\r')).toBe('hello\nhello\n');
    expect(says('\x04')).toBe(PROMPT);
  });

  it('gives what is typed ahead to whoever reads it', () => {
    const { says } = person();
    expect(says('read x\rfor x\recho "[$x]"\r')).toContain('[for x]');
    expect(says('cat\rline 1\rline 2\r\x04echo done\r')).toContain('line 1\nline 2\n');
  });

  it('reads passwords without echo and single keys without Enter', () => {
    const { says } = person();
    expect(says('read -s -p "Password: " p\r')).toBe('read -s -p "Password: " p\nPassword: ');
    expect(says('secret\r')).toBe(PROMPT);
    expect(says('echo "<$p>"\r')).toContain('<secret>');
    says('read -n 1 k; echo "[$k]"\r');
    expect(says('y')).toContain('[y]');
    expect(says('read -p "Name? " n && echo "Hi $n"\rBob\r')).toContain('Name? Hi Bob');
  });

  it('hangs up its jobs with the window, but not the disowned', () => {
    const machine = shellMachine();
    const { type, terminal, process } = openTyping(machine);
    type('sleep 1000 &\r');
    type('sleep 2000 & disown\r');
    type('nohup sleep 3000 > /dev/null 2>&1 &\r');
    terminal.hangUp();
    machine.sim.runUntil(machine.sim.nowMs + 100);
    expect(process.status?.code).toBe(129);
    expect(machine.processes.list().some(({ title }) => title === 'sleep 1000')).toBe(false);
    expect(machine.processes.list().map(({ title }) => title)).toEqual(expect.arrayContaining(['sleep 2000', 'sleep 3000']));
  });

  it('sources the start-up files of its kind', () => {
    const files = { '/root/.bashrc': 'PS1="rc> "\n', '/etc/profile': 'echo profile\n' };
    expect(plain(person({ files }).output())).toBe('profile\r\nrc> ');
    expect(plain(person({ files, argv: ['bash'] }).output())).toBe('rc> ');
    expect(plain(person({ files, argv: ['bash', '--norc'] }).output())).toBe(PROMPT);
  });

  it('keeps a history file', () => {
    const machine = shellMachine();
    const first = openTyping(machine);
    first.type('echo one\r');
    first.type('exit\r');
    expect(machine.files.read('/root/.bash_history')).toBe('echo one\nexit\n');
    const second = openTyping(machine);
    expect(plain(second.type('\x1b[A\x1b[A'))).toContain('echo one');
  });

  it('shows prompts with everything that people put into them', () => {
    const { says } = person();
    expect(says("PS1='\\[\\e[32m\\]\\u\\[\\e[0m\\]:\\W $(echo sub) \\$ '\r")).toContain('root:~ sub # ');
    expect(says("PS1='[$?] \\! '\r")).toMatch(/\[0\] \d+ $/);
    expect(says("PROMPT_COMMAND='echo before'; PS1='> '\r")).toContain('before\n> ');
  });

  it('speaks as busybox or dash where they are the shell', () => {
    const ash = person({ argv: ['ash', '-i'] });
    expect(plain(ash.output())).toBe('~ # ');
    expect(ash.says('nope\r')).toBe('nope\nash: nope: not found\n~ # ');
    expect(ash.says('cd /nope\r')).toBe("cd /nope\nash: cd: can't cd to /nope: No such file or directory\n~ # ");
    const dash = person({ argv: ['sh'] });
    expect(plain(dash.output())).toBe('# ');
    expect(ash.says('echo "<$RANDOM>"\r')).toMatch(/<\d+>/);
    expect(dash.says('echo "<$RANDOM>"\r')).toContain('\n<>\n');
  });

  it('expands history', () => {
    const { says } = person();
    says('echo one two\r');
    expect(says('!!\r')).toBe(`!!\necho one two\none two\n${PROMPT}`);
    expect(says('echo !$\r')).toBe(`echo !$\necho two\ntwo\n${PROMPT}`);
    expect(says('!nope\r')).toBe(`!nope\nbash: !nope: event not found\n${PROMPT}`);
    expect(says('^two^three\r')).toBe(`^two^three\necho three\nthree\n${PROMPT}`);
    expect(says('echo \'no !! here\' "end!"\r')).toContain('\nno !! here end!\n');
    expect(says('!echo:p\r')).not.toContain('three\nthree');
  });
});

describe('completion', () => {
  const completers = () =>
    new Completers().add('docker', (words, index) =>
      index === 1 ? ['service', 'stack', 'swarm'] : words[1] === 'service' ? ['ls', 'logs'] : undefined,
    );
  const some = (options = {}) =>
    person({
      completers: completers(),
      more: {
        docker: function* () {
          return 0;
        },
      },
      files: { '/root/a file': '', '/root/alpha': '', '/root/dir/x': '' },
      ...options,
    });

  it('completes commands, files, variables and what programs registered', () => {
    const { says } = some();
    expect(says('systemc\t')).toBe('systemctl ');
    says('\x15');
    says('docker ');
    expect(says('sw\t')).toBe('swarm ');
    says('\x15');
    expect(says('docker service l\t')).toBe('docker service l\x07');
    expect(says('\t')).toBe(`\nlogs  ls\n${PROMPT}docker service l`);
    expect(says('o\t')).toBe('ogs ');
    says('\x15');
    expect(says('cat al\t')).toBe('cat alpha ');
    says('\x15');
    expect(says('cat a\\ \t')).toBe('cat a\\ file ');
    says('\x15');
    expect(says('cat "a \t')).toBe('cat "a file" ');
    says('\x15');
    expect(says('ls di\t')).toBe('ls dir/');
    expect(says('\t')).toBe('x ');
    says('\x15');
    expect(says('echo $HO\t\t')).toContain('HOME');
    says('\x15');
    expect(says('echo a > al\t')).toBe('echo a > alpha ');
    says('\x15');
    expect(says('cd \t')).toBe('cd dir/');
    says('\x15');
    expect(says('if true; then docker st\t')).toBe('if true; then docker stack ');
  });

  it('falls back to files where a program has no answer', () => {
    const { says } = some();
    expect(says('docker stack al\t')).toBe('docker stack alpha ');
  });

  it('asks before listing very many', () => {
    const files = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`/root/f${String(i).padStart(3, '0')}`, '']));
    const { says } = some({ files });
    expect(says('ls f\t\t')).toContain('Display all 120 possibilities? (y or n)');
    expect(says('n')).toContain(`${PROMPT}ls f`);
  });
});
