/** A host with an engine on a fresh clock, and ways to run programs to their end; for tests only. */
import { assert, hash32, Random, Sim, spawn, wait, type Program } from '../sim';
import { isRefusal, type Refusal } from '../model';
import { LoopbackNet, Programs, type Image, type ImageRegistry, type Main, type RegistryEntry } from '../os';
import { FileTree } from '../os';
import { Host } from './host';
import { MemoryNet } from './memory-net';

export const TEST_START_MS = 1_795_190_400_000;

/** Waits for ever and ends on SIGTERM with 0: a well-behaved server. */
export const serveMain: Main = function* serve(process) {
  process.onSignal('SIGTERM', () => process.exit(0));
  for (;;) yield* wait<void>(() => () => {});
};

/** Ignores SIGTERM, as PID 1 without a handler does. */
export const deafMain: Main = function* deaf() {
  for (;;) yield* wait<void>(() => () => {});
};

const TOOLS: Record<string, Main> = {
  true: function* () {
    return 0;
  },
  false: function* () {
    return 1;
  },
  echo: function* (process) {
    yield* process.stdout.write(`${process.argv.slice(1).join(' ')}\n`);
    return 0;
  },
  cat: function* (process) {
    const content = process.machine.files.read(process.argv[1] ?? '');
    if (typeof content !== 'string') return 1;
    yield* process.stdout.write(content);
    return 0;
  },
  hostname: function* (process) {
    yield* process.stdout.write(`${process.machine.hostname}\n`);
    return 0;
  },
  env: function* (process) {
    yield* process.stdout.write([...process.env].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  },
  sleep: function* (process) {
    yield* process.busy(Number(process.argv[1]) * 1000);
    return 0;
  },
  exit: function* (process) {
    yield* process.busy(Number(process.argv[2] ?? 0));
    return Number(process.argv[1]);
  },
  /** A check: does a file exist? */
  exists: function* (process) {
    return typeof process.machine.files.read(process.argv[1] ?? '') === 'string' ? 0 : 1;
  },
  sh: function* (process) {
    const words = (process.argv[2] ?? '').split(' ');
    const main = TOOLS[words[0] ?? ''];
    if (!main) return 127;
    process.argv.splice(0, process.argv.length, ...words);
    return yield* main(process);
  },
};

export function testPrograms(): Programs {
  const programs = new Programs();
  for (const [name, main] of Object.entries(TOOLS)) programs.add(name, main);
  return programs;
}

/** A registry of a few small images: `server:1`, `server:2`, `deaf:1`, `tool:latest`, `checked:1`. */
export function testRegistry(): ImageRegistry {
  const entries = new Map<string, RegistryEntry>();
  const add = (path: string, tag: string, main: Main, config: Partial<Image['config']> = {}) => {
    const digest = `sha256:${new Random(hash32(`${path}:${tag}`)).hex(64)}`;
    const tree = new FileTree();
    for (const name of Object.keys(TOOLS)) tree.put(`/bin/${name}`, { program: name });
    tree.put('/bin/main', { program: 'main' });
    tree.put('/etc/passwd', { content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' });
    tree.put('/data/seed.txt', { content: 'from the image\n' });
    for (const name of ['hosts', 'hostname', 'resolv.conf']) tree.put(`/etc/${name}`, {});
    const rootfs = tree.freeze();
    const layer = (name: string, sizeBytes: number) => ({
      digest: `sha256:${name.padEnd(64, 'a')}`,
      diffId: `sha256:${name.padEnd(64, 'b')}`,
      sizeBytes,
      downloadBytes: sizeBytes / 2,
    });
    const own = digest.slice(7, 30);
    const image: Image = {
      id: `sha256:${digest.slice(7).split('').reverse().join('')}`,
      digest,
      createdMs: TEST_START_MS - 1_000_000,
      platform: { os: 'linux', architecture: 'amd64' },
      config: { Env: ['PATH=/usr/bin:/bin', 'FROM_IMAGE=1'], Cmd: ['/bin/main'], ...config },
      layers: [layer('0bad', 4_000_000), layer(own, 300_000)],
      history: [
        { createdBy: 'ADD base', sizeBytes: 4_000_000 },
        { createdBy: 'COPY main', sizeBytes: 300_000 },
      ],
      rootfs: () => rootfs,
      program: (name) => (name === 'main' ? main : undefined),
    };
    entries.set(`${path}:${tag}`, { digest, platforms: [image.platform], image: ({ os }) => (os === 'linux' ? image : undefined) });
  };
  const ok = ['CMD', 'exists', '/ok'];
  add('library/server', '1', serveMain, { ExposedPorts: ['80/tcp'] });
  add('library/server', '2', serveMain, { ExposedPorts: ['80/tcp'] });
  add('library/server', 'latest', serveMain, { ExposedPorts: ['80/tcp'], Volumes: ['/data'] });
  add('library/deaf', '1', deafMain);
  add('library/tool', 'latest', serveMain, { Cmd: ['true'] });
  add('library/checked', '1', serveMain, { Healthcheck: { Test: ok, Interval: 2_000_000_000, Retries: 2 } });
  const added = new Map<string, RegistryEntry>();
  return {
    find: (domain, path, tag) => {
      if (domain !== 'docker.io') return { missing: 'registry' };
      const known = [...entries.keys()].some((key) => key.startsWith(`${path}:`));
      const entry = tag.startsWith('sha256:') ? [...entries.values()].find((each) => each.digest === tag) : entries.get(`${path}:${tag}`);
      return entry ?? { missing: known ? 'tag' : 'repository' };
    },
    byDigest: (digest) => added.get(digest) ?? [...entries.values()].find((entry) => entry.digest === digest),
    add: (entry) => void added.set(entry.digest, entry),
  };
}

export interface TestHost {
  sim: Sim;
  host: Host;
  net: MemoryNet;
  /** Runs a program to its end and answers its value; throws when it does not end within an hour. */
  run<T>(program: Program<T>): T;
  /** The same, and a refusal is a failure. */
  ok<T>(program: Program<T | Refusal>): T;
  /** Lets time pass. */
  pass(ms: number): void;
}

export function testHost(seed = 1): TestHost {
  const sim = new Sim(seed, TEST_START_MS);
  const net = new MemoryNet(sim);
  const host = new Host({
    sim,
    name: 'node1',
    address: '192.168.0.11',
    net: new LoopbackNet(sim, () => 'node1'),
    provider: net,
    registry: testRegistry(),
    programs: testPrograms(),
    platform: { os: 'linux', architecture: 'x86_64' },
  });
  host.switchOn();
  const run = <T>(program: Program<T>): T => {
    const fiber = spawn(sim, 'test', program);
    const untilMs = sim.nowMs + 3_600_000;
    while (!fiber.done) {
      const next = sim.queue.nextAtMs();
      if (next === undefined || next > untilMs) throw new Error('the program does not end');
      sim.step();
    }
    assert(fiber.outcome?.kind === 'returned', 'the program was not cancelled');
    return fiber.outcome.value;
  };
  return {
    sim,
    host,
    net,
    run,
    ok: <T>(program: Program<T | Refusal>): T => {
      const value = run(program);
      if (isRefusal(value)) throw new Error(`${value.status} ${value.message}`);
      return value;
    },
    pass: (ms) => void sim.runUntil(sim.nowMs + ms),
  };
}
