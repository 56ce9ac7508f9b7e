import { describe, expect, test } from 'vitest';
import { Programs, textResponse } from '../../os';
import type { HttpRequest, Machine } from '../../os';
import { run, runArgv, testMachine } from '../../os/testing';
import { sleep } from '../../sim';
import { addShells } from '../index';
import { allTools } from './index';

const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) programs.add(name, main);

/** A machine with a small web server on port 80; what it was asked is kept. */
function web(options: { kind?: 'host' | 'container' } = {}): { machine: Machine; asked: HttpRequest[] } {
  const machine = testMachine({ programs, ...options });
  const asked: HttpRequest[] = [];
  machine.net.listenHttp(80, function* (request) {
    asked.push(request);
    if (request.path === '/missing') return textResponse(404, 'no\n');
    if (request.path === '/moved') return { status: 302, headers: { location: '/' }, body: '' };
    if (request.path === '/slow') yield* sleep(machine.sim, 5_000);
    return { status: 200, headers: { server: 'nginx', 'content-type': 'text/html' }, body: 'hello\n' };
  });
  return { machine, asked };
}

const METER =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';

describe('curl', () => {
  test('shows the page, and a meter only where the page does not go to the terminal', () => {
    const { machine } = web();
    expect(run(machine, 'curl -s localhost').stdout).toBe('hello\n');
    expect(run(machine, 'curl localhost').stderr.startsWith(`${METER}\r  0     0    0     0    0     0      0      0 --:--:--`)).toBe(true);
    expect(run(machine, 'curl localhost', { tty: true }).stdout).toBe('hello\r\n');
  });

  test('-i and -I show the headers as servers write them', () => {
    const { machine } = web();
    const head = 'HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n';
    expect(run(machine, 'curl -si localhost').stdout).toBe(`${head}hello\n`);
    expect(run(machine, 'curl -sI localhost').stdout).toBe(head);
  });

  test.each([
    ['curl -sS localhost:81', 7, "curl: (7) Failed to connect to localhost port 81 after 0 ms: Couldn't connect to server\n"],
    ['curl -sS nosuch', 6, 'curl: (6) Could not resolve host: nosuch\n'],
    ['curl -sSf localhost/missing', 22, 'curl: (22) The requested URL returned error: 404\n'],
    ['curl -sS -m 2 localhost/slow', 28, 'curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n'],
    ['curl -sS ftp://localhost', 1, 'curl: (1) Protocol "ftp" not supported or disabled in libcurl\n'],
    ['curl --nope', 2, "curl: option --nope: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n"],
    ['curl -x p localhost', 1, 'curl: option -x is not supported in this lab\n'],
    ['curl -s localhost:81', 7, ''],
  ])('%s', (line, code, stderr) => {
    expect(run(web().machine, line)).toMatchObject({ code, stderr });
  });

  test('a port that speaks no HTTP gives an empty reply', () => {
    const { machine } = web();
    machine.net.listenTcp(6379, function* () {});
    expect(run(machine, 'curl -sS localhost:6379')).toMatchObject({ code: 52, stderr: 'curl: (52) Empty reply from server\n' });
  });

  test('-L follows, -w reports, -o keeps', () => {
    const { machine } = web();
    const line = "curl -sL -o page -w '%{http_code} %{num_redirects} %{size_download}\\n' localhost/moved && cat page";
    expect(run(machine, line).stdout).toBe('200 1 6\nhello\n');
  });

  test('-d posts a form, -H and -u add headers, -G asks in the address', () => {
    const { machine, asked } = web();
    run(machine, "curl -s -d a=1 -d 'b=2' -H 'X-Y: z' -u me:pw localhost/form; curl -sG -d q=1 localhost/find");
    expect(asked[0]).toMatchObject({
      method: 'POST',
      path: '/form',
      body: 'a=1&b=2',
      headers: { 'x-y': 'z', authorization: 'Basic bWU6cHc=', 'content-length': '7' },
    });
    expect(asked[1]).toMatchObject({ method: 'GET', path: '/find?q=1' });
  });

  test('several addresses and ranges are fetched one after the other', () => {
    const { machine, asked } = web();
    run(machine, "curl -s 'localhost/[1-3]' localhost/{a,b}");
    expect(asked.map(({ path }) => path)).toEqual(['/1', '/2', '/3', '/a', '/b']);
  });

  test('--retry waits in virtual time', () => {
    const { machine } = web();
    machine.sim.after(2_500, 'serve', () =>
      machine.net.listenHttp(81, function* () {
        return textResponse(200, 'up\n');
      }),
    );
    const { stdout, stderr, ms } = run(machine, 'curl -s -S --retry 5 --retry-connrefused localhost:81');
    expect(stdout).toBe('up\n');
    expect(stderr.split('\n')[0]).toBe('Warning: Problem : connection refused. Will retry in 1 seconds. 5 retries left.');
    expect(ms).toBeGreaterThan(2_900);
  });
});

describe('wget', () => {
  test('saves a page and tells the story', () => {
    const { machine } = web();
    const { stderr } = run(machine, 'wget localhost && cat index.html');
    expect(stderr).toContain('Connecting to localhost (localhost)|127.0.0.1|:80... connected.\nHTTP request sent, awaiting response... 200 OK\n');
    expect(stderr).toContain('Length: 6 [text/html]\nSaving to: ‘index.html’\n');
    expect(stderr).toContain('‘index.html’ saved [6/6]');
  });

  test('-qO- prints the page, an error leaves with 8', () => {
    const { machine } = web();
    expect(run(machine, 'wget -qO- localhost').stdout).toBe('hello\n');
    expect(run(machine, 'wget -qO- localhost/missing').code).toBe(8);
    expect(run(machine, 'wget localhost:81')).toMatchObject({ code: 4 });
  });

  test('as a busybox applet it speaks as busybox', () => {
    const { machine } = web({ kind: 'container' });
    machine.files.put('/bin/busybox', { program: 'busybox' });
    expect(run(machine, 'wget -O- localhost').stderr).toBe(
      'Connecting to localhost (127.0.0.1:80)\nwriting to stdout\n' +
        '-                    100% |********************************|     6  0:00:00 ETA\nwritten to stdout\n',
    );
    expect(run(machine, 'wget -qO- localhost/missing').stderr).toBe('wget: server returned error: HTTP/1.1 404 Not Found\n');
    expect(run(machine, 'wget -qO- nosuch').stderr).toBe("wget: bad address 'nosuch'\n");
    expect(run(machine, 'ping -c 1 nosuch').stderr).toBe("ping: bad address 'nosuch'\n");
    expect(run(machine, 'ping -c 1 localhost').stdout).toContain('64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.050 ms\n');
    expect(run(machine, 'nslookup localhost | tail -3').stdout).toBe('\nNon-authoritative answer:\n\n');
  });
});

test('nc probes ports and carries text both ways', () => {
  const { machine } = web();
  expect(run(machine, 'nc -zv localhost 80').stderr).toBe('Connection to localhost (127.0.0.1) 80 port [tcp/http] succeeded!\n');
  expect(run(machine, 'nc -zv localhost 81')).toMatchObject({
    code: 1,
    stderr: 'nc: connect to localhost (127.0.0.1) port 81 (tcp) failed: Connection refused\n',
  });
  expect(run(machine, 'nc -l 9000 & sleep 1; echo hi | nc -N localhost 9000; wait').stdout).toBe('hi\n');
});

test('ping counts, waits for the last reply, and says what was lost', () => {
  const { machine } = web();
  const { stdout, ms } = run(machine, 'ping -c 3 -i 0.5 localhost');
  expect(stdout).toContain('3 packets transmitted, 3 received, 0% packet loss, time 1000ms\n');
  expect(ms).toBeLessThan(1_100);
  expect(run(machine, 'ping -c 2 -W 1 10.1.1.1')).toMatchObject({ code: 1 });
});

test('a small image learns the tools of packages, which then speak for themselves', () => {
  const machine = testMachine({ programs: new Programs(programs), kind: 'container' });
  machine.files.put('/bin/busybox', { program: 'busybox' });
  machine.files.put('/etc/alpine-release', { content: '3.22.2\n' });
  const offline = run(machine, 'apk add curl');
  expect(offline.code).toBe(1);
  expect(offline.stderr).toContain('ERROR: unable to select packages:\n  curl (no such package):\n    required by: world[curl]\n');
  const online = Object.create(machine.net) as typeof machine.net;
  online.resolve = function* () {
    return { ok: true, value: { addresses: ['151.101.2.132'], server: '127.0.0.11', ttlSeconds: 60 } };
  };
  Object.defineProperty(machine, 'net', { value: online });
  const { stdout } = runArgv(machine, ['apk', 'add', '--no-cache', 'iputils']);
  expect(stdout).toContain('(1/1) Installing iputils (20240905-r0)\n');
  expect(run(machine, '/bin/ping -Z').stderr).toContain("ping: invalid option -- 'Z'");
  expect(run(machine, 'apk add emacs').stderr).toBe('ERROR: package emacs is not supported in this lab\n');
});
