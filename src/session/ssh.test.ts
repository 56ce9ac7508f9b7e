/** ssh and scp between the machines of a lab, over its network. */
import { describe, expect, it } from 'vitest';
import { openSession, type Machine } from '../os';
import { run } from '../os/testing';
import { spawn } from '../sim';
import { startWorld } from './start-world';

function lab() {
  const started = startWorld({ lab: 'test', seed: 7, startMs: 1_763_640_000_000, machines: [{ name: 'node1', platform: 'linux' }, { name: 'node2', platform: 'linux' }] });
  const { world } = started;
  const node1 = world.host('node1');
  const node2 = world.host('node2');
  return { world, node1, node2 };
}

const QUIETLY = '-o StrictHostKeyChecking=no -o LogLevel=ERROR';

/** A window in which a person types. */
function window(machine: Machine) {
  const session = openSession(machine);
  if ('error' in session) throw new Error(session.error);
  let all = '';
  session.terminal.onOutput((text) => (all += text));
  const type = (keys: string, ms = 500): string => {
    const from = all.length;
    session.terminal.input(keys);
    machine.sim.runUntil(machine.sim.nowMs + ms);
    return all.slice(from).replace(/\r|\x1b\[\?2004[hl]/g, '');
  };
  type('');
  return { type, terminal: session.terminal };
}

describe('ssh', () => {
  it('runs a command there: its output, its errors, its input, its exit code', () => {
    const { node1 } = lab();
    expect(run(node1, `ssh ${QUIETLY} node2 hostname`)).toMatchObject({ stdout: 'node2\n', stderr: '', code: 0 });
    expect(run(node1, `ssh ${QUIETLY} root@node2 'echo out; echo err >&2; exit 3'`)).toMatchObject({ stdout: 'out\n', stderr: 'err\n', code: 3 });
    expect(run(node1, `echo from here | ssh ${QUIETLY} node2 'cat > /tmp/f; wc -w < /tmp/f'`).stdout).toBe('2\n');
    expect(run(node1, `ssh ${QUIETLY} node2 docker version -f '{{.Server.Version}}'`).stdout).toMatch(/^28\.5/);
    expect(run(node1, `ssh ${QUIETLY} 192.168.0.12 'echo $HOME $USER'`).stdout).toBe('/root root\n');
    expect(run(node1, `tar cf - -C /etc hostname | ssh ${QUIETLY} node2 'tar xf - -C /tmp; cat /tmp/hostname'`).stdout).toBe('node1\n');
  });

  it('remembers a key once it was accepted, and refuses without a person to ask', () => {
    const { node1 } = lab();
    expect(run(node1, 'ssh node2 true')).toMatchObject({ stderr: 'Host key verification failed.\r\n', code: 255 });
    const added = run(node1, 'ssh -o StrictHostKeyChecking=accept-new node2 true');
    expect(added).toMatchObject({ stderr: "Warning: Permanently added 'node2' (ED25519) to the list of known hosts.\r\n", code: 0 });
    expect(run(node1, 'ssh node2 true')).toMatchObject({ stderr: '', code: 0 });
    expect(run(node1, 'cat ~/.ssh/known_hosts').stdout).toMatch(/^node2 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]+$/m);
    run(node1, "sed -i 's/AAAAI./AAAAIx/' ~/.ssh/known_hosts");
    expect(run(node1, 'ssh node2 true').stderr).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED!');
  });

  it('says why it cannot connect', () => {
    const { world, node1, node2 } = lab();
    const failure = (line: string) => run(node1, line).stderr;
    expect(failure('ssh nosuchhost true')).toBe('ssh: Could not resolve hostname nosuchhost: Name or service not known\r\n');
    expect(failure('ssh -p 2222 node2 true')).toBe('ssh: connect to host node2 port 2222: Connection refused\r\n');
    expect(failure(`ssh ${QUIETLY} bob@node2 true`)).toBe('bob@node2: Permission denied (publickey,password).\r\n');
    spawn(world.sim, 'off', node2.powerOff('kill'));
    world.sim.runUntil(world.sim.nowMs + 100);
    expect(failure('ssh -o ConnectTimeout=200 node2 true')).toMatch(/^ssh: connect to host node2 port 22: (No route to host|Connection timed out)\r\n$/);
  });

  it('asks a person about the key, opens a shell on a terminal, and comes back', () => {
    const { node1 } = lab();
    const { type, terminal } = window(node1);
    expect(type('ssh node2\r')).toMatch(/The authenticity of host 'node2 \(192\.168\.0\.12\)' can't be established\.\nED25519 key fingerprint is SHA256:.*\nAre you sure you want to continue connecting/s);
    expect(type('what\r')).toContain("Please type 'yes', 'no' or the fingerprint: ");
    const welcome = type('yes\r');
    expect(welcome).toContain("Warning: Permanently added 'node2' (ED25519) to the list of known hosts.");
    expect(welcome).toContain('root@node2');
    expect(type('stty size; tty\r')).toContain('24 80\n/dev/pts/9');
    terminal.resize(100, 30);
    expect(type('stty size\r')).toContain('30 100');
    expect(type('sleep 100\r')).not.toContain('root@node2');
    expect(type('\x03')).toContain('root@node2');
    const back = type('exit 4\r');
    expect(back).toContain('Connection to node2 closed.');
    expect(back).toContain('root@node1');
    expect(type('echo $?\r')).toContain('\n4\n');
    expect(type('ssh -t node2 vi f\r')).toContain('"f" [New]');
    expect(type(':q\r')).toContain('Connection to node2 closed.');
  });

  it('is thrown out when the other machine loses power', () => {
    const { world, node1, node2 } = lab();
    const { type } = window(node1);
    type('ssh -o StrictHostKeyChecking=no node2\r');
    spawn(world.sim, 'off', node2.powerOff('kill'));
    expect(type('', 1000)).toContain('Connection to node2 closed by remote host.');
  });

  it('~. at the beginning of a line leaves', () => {
    const { node1 } = lab();
    const { type } = window(node1);
    type('ssh -o StrictHostKeyChecking=no node2\r');
    expect(type('\r~.')).toContain('Connection to node2 closed.');
  });
});

describe('scp', () => {
  it('copies to and from, files and directories', () => {
    const { node1, node2 } = lab();
    run(node1, 'mkdir -p d/e; echo one > d/a; echo two > d/e/b; chmod 700 d/a');
    expect(run(node1, `scp ${QUIETLY} d/a node2:/tmp/; scp ${QUIETLY} d/a node2:named; scp -r ${QUIETLY} d node2:`)).toMatchObject({ stderr: '', code: 0 });
    expect(run(node2, 'cat /tmp/a named d/e/b; stat -c %a /tmp/a').stdout).toBe('one\none\ntwo\n700\n');
    expect(run(node1, `scp ${QUIETLY} root@node2:/etc/hostname . && cat hostname; scp -r ${QUIETLY} node2:d copied && cat copied/e/b`).stdout).toBe('node2\ntwo\n');
    expect(run(node1, `scp ${QUIETLY} node2:/tmp/a node2:/tmp/z; ssh ${QUIETLY} node2 cat /tmp/z`).stdout).toBe('one\n');
  });

  it('says what is wrong', () => {
    const { node1 } = lab();
    const failure = (line: string) => {
      const { stderr, code } = run(node1, line);
      return [stderr, code];
    };
    expect(failure('scp nope node2:')).toEqual(['scp: stat local "nope": No such file or directory\n', 1]);
    expect(failure(`scp ${QUIETLY} node2:/nope .`)).toEqual(['scp: /nope: No such file or directory\n', 1]);
    expect(failure('scp nosuch:/a b')).toEqual(['ssh: Could not resolve hostname nosuch: Name or service not known\r\nscp: Connection closed\r\n', 255]);
    expect(failure(`scp ${QUIETLY} /etc node2:`)[0]).toContain('scp: local "/etc" is not a regular file');
  });
});
