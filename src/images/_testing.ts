/** An image's container on a fresh clock, alone in the world: for tests of images. */
import { FileTree, openDescription, PlainMachine, Programs, type HttpResponse, type Image, type Machine, type OpenFile, type Process } from '../os';
import { assert, Sim, spawn } from '../sim';
import { HubRegistry } from './_registry';

export const TEST_START_MS = 1_795_190_400_000;
/** Long enough for any server to come up, short enough for those that fail to be seen. */
export const UP_MS = 20_000;

export interface ImageRun {
  sim: Sim;
  machine: Machine;
  process: Process;
  /** What it wrote so far, both streams. */
  output(): string;
}

function sink(into: (text: string) => void): OpenFile {
  return openDescription({
    kind: 'pipe',
    *read() {
      return undefined;
    },
    *write(text) {
      into(text);
      return true;
    },
    release() {},
  });
}

function* silentShell(): Generator<never, number, unknown> {
  return 0;
}

/** Of the shell's tools those that are some image's command. */
const TOOLS = ['httping', 'stress'].map((name) => ({ name, package: name }));

export const testRegistry = new HubRegistry({ tools: TOOLS, startMs: TEST_START_MS, windowsPrograms: { cmd: 'cmd', powershell: 'powershell' } });

/** The image for Linux of a repository on Docker Hub. */
export function byPath(path: string, tag: string): Image {
  const entry = testRegistry.find('docker.io', path, tag);
  assert(!('missing' in entry), `${path}:${tag} is there`);
  const image = entry.image({ os: 'linux', architecture: 'amd64' });
  assert(image, `${path}:${tag} runs on Linux`);
  return image;
}

/** Starts its command (or another) and gives it time to come up. */
export function startImage(image: Image, options: { env?: string[]; cmd?: string[]; files?: Record<string, string> } = {}): ImageRun {
  const sim = new Sim(1, TEST_START_MS);
  const shared = new Programs();
  for (const shell of ['sh', 'ash', 'bash', 'cmd', 'powershell', 'busybox', ...TOOLS.map(({ name }) => name)]) shared.add(shell, silentShell);
  const programs = { get: (name: string) => image.program(name) ?? shared.get(name), names: () => shared.names() };
  const windows = image.platform.os === 'windows';
  const files = new FileTree({ base: image.rootfs(), now: () => sim.nowMs, windows });
  for (const [path, content] of Object.entries(options.files ?? {})) files.put(path, { content });
  const machine = new PlainMachine({ sim, id: 'c', hostname: 'c0ffee', kind: 'container', files, programs, platform: { os: image.platform.os, architecture: 'x86_64' } });
  let text = '';
  const out = sink((chunk) => (text += chunk));
  const argv = [...(image.config.Entrypoint ?? []), ...(options.cmd ?? image.config.Cmd ?? [])];
  const pairs = [...image.config.Env, ...(options.env ?? [])].map(
    (each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const,
  );
  const process = machine.processes.spawn({
    argv,
    env: new Map([...pairs, ['HOSTNAME', 'c0ffee']]),
    cwd: image.config.WorkingDir ?? '/',
    fds: new Map([
      [1, out],
      [2, out],
    ]),
    newGroup: true,
  });
  assert(!('error' in process), `${argv.join(' ')} can be started`);
  sim.runUntil(TEST_START_MS + UP_MS);
  return { sim, machine, process, output: () => text };
}

/** One GET to a port of the container. */
export function ask(run: ImageRun, port: number, path: string): HttpResponse {
  let response: HttpResponse | undefined;
  spawn(
    run.sim,
    'test',
    (function* () {
      const answer = yield* run.machine.net.http({ host: 'localhost', port }, { method: 'GET', path, headers: { host: 'localhost' }, body: '' });
      if (answer.ok) response = answer.value;
    })(),
  );
  run.sim.runUntil(run.sim.nowMs + 2_000);
  assert(response, `something answers on ${port}`);
  return response;
}
