/** The Engine API over real sockets: what clients rely on, and what hostile ones try. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTar, writeTar } from '../os';
import { drain, framesOf, serveForTest } from './_test-client';
import type { TestWorld } from './_test-client';
import { control } from './world-control';

let node: TestWorld;

beforeAll(async () => {
  node = await serveForTest({ portBase: 0 });
  await node.ask('POST', '/v1.51/images/create?fromImage=alpine&tag=latest');
  await node.ask('POST', '/v1.51/containers/create?name=box', { Image: 'alpine', Cmd: ['sh', '-c', 'echo grüße; echo oh >&2; sleep 100000'] });
  await node.ask('POST', '/v1.51/containers/box/start');
});

afterAll(async () => {
  await node.close();
  expect(node.problems).toEqual([]);
});

/** An exec in the box, upgraded. */
async function exec(cmd: string[], more: object = {}, start: object = { Detach: false, Tty: false }) {
  const created = await node.ask('POST', '/v1.51/containers/box/exec', { AttachStdin: true, AttachStdout: true, AttachStderr: true, Cmd: cmd, ...more });
  const { Id } = JSON.parse(created.text) as { Id: string };
  return { Id, ...(await node.upgrade(`/v1.51/exec/${Id}/start`, start)) };
}

describe('questions and answers', () => {
  test('a ping by HEAD names the versions that a client negotiates with, and has no body', async () => {
    const { status, headers, text } = await node.ask('HEAD', '/_ping');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'api-version': '1.51', ostype: 'linux', 'docker-experimental': 'false', swarm: 'inactive', 'builder-version': '2' });
    expect(headers.server).toMatch(/^Docker\/28\.5\.\S+ \(linux\)$/);
    expect(text).toBe('');
  });

  test('the loopback port answers as the socket does', async () => {
    const port = node.world.machines[0]?.port;
    const answer = await fetch(`http://127.0.0.1:${port}/v1.51/containers/json`);
    expect(((await answer.json()) as { Names: string[] }[]).map((one) => one.Names)).toEqual([['/box']]);
  });

  test('JSON keeps every character on its way in and out', async () => {
    await node.ask('POST', '/volumes/create', { Name: 'vol', Labels: { who: 'Zoë ☕ 𝄞' } });
    const { text, headers } = await node.ask('GET', '/volumes/vol');
    expect((JSON.parse(Buffer.from(text, 'latin1').toString('utf8')) as { Labels: object }).Labels).toEqual({ who: 'Zoë ☕ 𝄞' });
    expect(Number(headers['content-length'])).toBe(text.length);
  });

  test('a body may come in chunks, and after 100 Continue', async () => {
    const socketPath = node.world.machines[0]?.where.socketPath;
    const status = await new Promise((resolve, reject) => {
      const sent = request({ socketPath, method: 'POST', path: '/volumes/create', headers: { 'content-type': 'application/json', expect: '100-continue', 'transfer-encoding': 'chunked' } });
      sent.on('continue', () => {
        sent.write('{"Name":');
        setTimeout(() => sent.end('"chunky"}'), 20);
      });
      sent.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(201);
    expect((await node.ask('GET', '/volumes/chunky')).status).toBe(200);
  });

  test('a pull reports its progress line by line while it runs', async () => {
    const { text, headers } = await node.ask('POST', '/v1.51/images/create?fromImage=redis&tag=latest');
    expect(headers['transfer-encoding']).toBe('chunked');
    const lines = text.trim().split('\n').map((line) => JSON.parse(line) as { status: string });
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.at(-1)?.status).toMatch(/^Status: Downloaded newer image/);
  });

  test('a path with an archive goes out and comes back in as tar', async () => {
    const archive = writeTar([{ name: 'note.txt', kind: 'file', mode: 0o644, modifiedMs: 0, content: 'ahoi\n' }]);
    const put = await node.ask('PUT', '/containers/box/archive?path=/tmp', Buffer.from(archive, 'latin1'), { 'content-type': 'application/x-tar' });
    expect(put.status).toBe(200);
    const got = await node.ask('GET', '/containers/box/archive?path=/tmp/note.txt');
    expect(readTar(got.text).map((one) => [one.name, one.content])).toEqual([['note.txt', 'ahoi\n']]);
    const stat = JSON.parse(Buffer.from(String(got.headers['x-docker-container-path-stat']), 'base64').toString()) as object;
    expect(stat).toMatchObject({ name: 'note.txt', size: 5, mode: 0o644 });
  });
});

describe('streams', () => {
  test('logs come framed, in UTF-8, and go on with follow until the client hangs up', async () => {
    const answer = await node.open('GET', '/v1.51/containers/box/logs?stdout=1&stderr=1&follow=1');
    expect(answer.headers['content-type']).toBe('application/vnd.docker.multiplexed-stream');
    const first = await new Promise<Buffer>((resolve) => answer.once('data', resolve));
    expect(framesOf(first.toString('latin1'))[0]).toEqual([1, 'grüße\n']);
    answer.destroy();
  });

  test('events arrive while they happen, each a line', async () => {
    const answer = await node.open('GET', '/v1.51/events?filters=%7B%22type%22%3A%5B%22volume%22%5D%7D');
    const first = new Promise<Buffer>((resolve) => answer.once('data', resolve));
    await node.ask('POST', '/volumes/create', { Name: 'seen' });
    expect(JSON.parse((await first).toString())).toMatchObject({ Type: 'volume', Action: 'create', Actor: { ID: 'seen' }, scope: 'local' });
    answer.destroy();
  });

  test('stats without an end are samples a second apart', async () => {
    const answer = await node.open('GET', '/v1.51/containers/box/stats?stream=1');
    let text = '';
    await new Promise<void>((resolve) => answer.on('data', (part: Buffer) => ((text += part.toString()).split('\n').length > 2 ? resolve() : undefined)));
    answer.destroy();
    const [one, two] = text.split('\n').map((line) => (line === '' ? 0 : Date.parse((JSON.parse(line) as { read: string }).read)));
    expect((two ?? 0) - (one ?? 0)).toBe(1000);
  });
});

describe('upgraded connections', () => {
  test('an exec gets what is typed after the upgrade and answers in frames; closing the writing side ends its input', async () => {
    const { socket, status, headers, Id } = await exec(['sh', '-c', 'cat; echo done >&2; exit 3']);
    expect(status).toBe(101);
    expect(headers).toMatchObject({ upgrade: 'tcp', connection: 'Upgrade', 'content-type': 'application/vnd.docker.multiplexed-stream' });
    socket.write('one\n');
    socket.end(Buffer.from('zwei ☕\n'));
    const frames = framesOf(await drain(socket));
    expect(frames.filter(([stream]) => stream === 1).map(([, text]) => text).join('')).toBe('one\nzwei ☕\n');
    expect(frames.at(-1)).toEqual([2, 'done\n']);
    expect(JSON.parse((await node.ask('GET', `/exec/${Id}/json`)).text)).toMatchObject({ ExitCode: 3, Running: false });
  });

  test('with a tty the bytes are plain, echoed, and end with the shell', async () => {
    const { socket, headers } = await exec(['sh'], { Tty: true }, { Detach: false, Tty: true });
    expect(headers['content-type']).toBe('application/vnd.docker.raw-stream');
    const all = drain(socket);
    socket.write('echo $((6*7))\rexit\r');
    expect(await all).toMatch(/echo \$\(\(6\*7\)\)\r\n42\r\n/);
  });

  test('a character torn between two packets arrives whole', async () => {
    const { socket } = await exec(['cat']);
    const bytes = Buffer.from('☕');
    socket.write(bytes.subarray(0, 1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.end(bytes.subarray(1));
    expect(framesOf(await drain(socket)).map(([, text]) => text).join('')).toBe('☕');
  });

  test('attach joins the main process, and the wait ends with its status', async () => {
    await node.ask('POST', '/containers/create?name=cat', { Image: 'alpine', Cmd: ['sh', '-c', 'read x; echo got $x; exit 4'], OpenStdin: true, StdinOnce: true, AttachStdin: true });
    const { socket } = await node.upgrade('/containers/cat/attach?stream=1&stdin=1&stdout=1&stderr=1', undefined);
    const over = node.ask('POST', '/containers/cat/wait?condition=next-exit');
    await node.ask('POST', '/containers/cat/start');
    socket.write('bread\n');
    expect(framesOf(await drain(socket))).toEqual([[1, 'got bread\n']]);
    expect(JSON.parse((await over).text)).toMatchObject({ StatusCode: 4 });
  });

  test('a refusal on a connection that asked for an upgrade is a plain answer', async () => {
    await expect(node.upgrade('/exec/nope/start', { Detach: false })).rejects.toThrow('not upgraded: 404');
  });
});

describe('bad clients', () => {
  test('garbage gets Go\'s answer, and the next client is served', async () => {
    expect(await node.raw('\x16\x03\x01 this is no HTTP\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(await node.raw(`GET / HTTP/1.1\r\nhost: x\r\nlong: ${'y'.repeat(1_100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect((await node.ask('GET', '/_ping')).text).toBe('OK');
  });

  test('a body beyond all measure is refused by its length, and by its bytes', async () => {
    expect(await node.raw('POST /containers/create HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n')).toMatch(/^HTTP\/1\.1 413 /);
    expect(await node.raw('POST /exec/x/start HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: tcp\r\ncontent-length: -5\r\n\r\n')).not.toMatch(/ 101 /);
    expect((await node.ask('GET', '/_ping')).text).toBe('OK');
  });

  test('clients that vanish in the middle of anything leave nothing behind', async () => {
    const socketPath = node.world.machines[0]?.where.socketPath as string;
    const vanish = (text: string, afterMs: number) =>
      new Promise<void>((resolve) => {
        const socket = connect(socketPath, () => {
          socket.write(text);
          setTimeout(() => {
            socket.destroy();
            resolve();
          }, afterMs);
        });
      });
    const { text } = await node.ask('POST', '/containers/box/exec', { AttachStdout: true, AttachStdin: true, Cmd: ['sh', '-c', 'yes | head -c 2000000'] });
    const { Id } = JSON.parse(text) as { Id: string };
    await Promise.all([
      vanish('GET /events HTTP/1.1\r\nhost: x\r\n\r\n', 5),
      vanish('GET /containers/box/logs?stdout=1&follow=1 HTTP/1.1\r\nhost: x\r\n\r\n', 5),
      vanish('POST /containers/create HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n{"Image"', 5),
      vanish('POST /containers/box/stop HTTP/1.1\r\nhost: x\r\n', 0),
      vanish(`POST /exec/${Id}/start HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: tcp\r\ncontent-length: 2\r\n\r\n{}`, 50),
      vanish('POST /exec/x/start HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: tcp\r\ncontent-length: 200\r\n\r\n{', 5),
      vanish('POST /images/create?fromImage=postgres HTTP/1.1\r\nhost: x\r\n\r\n', 2),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(node.problems).toEqual([]);
    expect((await node.ask('GET', '/_ping')).text).toBe('OK');
  });

  test('a reader that does not read slows down its own stream only', async () => {
    const { socket } = await exec(['sh', '-c', 'yes | head -c 2000000']);
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await node.ask('GET', '/containers/json')).status).toBe(200);
    socket.destroy();
  });
});

describe('the daemon and its sockets', () => {
  test('they go when the machine loses power and come back with it', async () => {
    const other = await serveForTest({}, ['node1', 'node2']);
    const path = other.world.machines[0]?.where.socketPath as string;
    const events = await other.open('GET', '/events');
    const hungUp = drain(events);
    expect((await control(other.world, 'kill node1')).text).toBe('node1: off');
    await hungUp;
    expect(existsSync(path)).toBe(false);
    await expect(other.ask('GET', '/_ping')).rejects.toThrow('ENOENT');
    expect((await control(other.world, 'start node1')).text).toBe('node1: on');
    expect((await other.ask('GET', '/_ping')).text).toBe('OK');
    await other.close();
    expect(existsSync(path)).toBe(false);
  });

  test('a socket left behind is replaced, one in use is not, and what is no socket stays', async () => {
    const first = await serveForTest();
    const where = join(first.dir, 's');
    await expect(serveForTest({ dir: where })).rejects.toThrow(/in use by another skep serve/);
    expect((await first.ask('GET', '/_ping')).text).toBe('OK');
    await first.world.close();
    const file = join(first.dir, 'node1.sock');
    writeFileSync(file, 'precious');
    await expect(serveForTest({ dir: first.dir })).rejects.toThrow(/is no socket/);
    await expect(serveForTest({ dir: join(first.dir, 'x'.repeat(120)) })).rejects.toThrow(/too long for a unix socket/);
    expect(readdirSync(first.dir)).toContain('node1.sock');
    await first.close();
  });
});

describe('what the world can be told', () => {
  test('words that make no sense are answered in words', async () => {
    expect((await control(node.world, 'kill node9')).text).toBe('there is no machine "node9": node1');
    expect((await control(node.world, 'dance')).text).toBe('"dance" is none of the words: say help');
    expect((await control(node.world, 'pace 0')).ok).toBe(false);
    expect((await control(node.world, 'wait -1')).ok).toBe(false);
    expect((await control(node.world, '')).ok).toBe(false);
  });

  test('a wait passes at once, whatever it is', async () => {
    const { sim } = node.world.session;
    const fromMs = sim.nowMs;
    await control(node.world, 'wait 3600');
    expect(sim.nowMs - fromMs).toBeGreaterThanOrEqual(3_600_000);
  });

  test('a tool of a machine runs there, over world.sock', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request({ socketPath: node.world.controlPath, method: 'POST', path: '/run' }, (back) => void drain(back).then(resolve));
      sent.on('error', reject).end(JSON.stringify({ on: 'node1', argv: ['hostname'] }));
    });
    expect(JSON.parse(answer)).toEqual({ stdout: 'node1\n', stderr: '', exit: 0 });
  });
});
