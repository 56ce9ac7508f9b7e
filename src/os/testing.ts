/** A machine on a fresh clock, and a way to run a line on it and see what came out; for tests of programs. */
import { assert, Sim, spawn } from '../sim';
import { FileTree, type Layer } from './file-tree';
import { readAll } from './handle';
import { linuxLayer, personalize } from './machine-files';
import { PlainMachine, type MachineOptions } from './machine';
import { openNull, openText } from './open-file';
import { createPipe } from './pipe';
import type { Machine, Process, ProgramRegistry } from './process';
import { loginEnvironment, openSession, type SessionOptions } from './session';
import type { OpenFile } from './stream';
import type { Terminal } from './terminal';

/** 2025-01-02 03:04:05 UTC. */
export const TEST_START_MS = 1_735_787_045_000;

export interface TestMachineOptions extends Partial<Omit<MachineOptions, 'files'>> {
  programs: ProgramRegistry;
  seed?: number;
  /** Path to content, put before anything runs. */
  files?: Record<string, string>;
}

/** The layer for a registry is made once: a suite makes hundreds of machines. */
const layers = new WeakMap<ProgramRegistry, { names: number; layer: Layer }>();

function layerFor(programs: ProgramRegistry): Layer {
  const names = programs.names();
  const known = layers.get(programs);
  if (known?.names === names.length) return known.layer;
  const layer = linuxLayer({ programs: names, atMs: TEST_START_MS });
  layers.set(programs, { names: names.length, layer });
  return layer;
}

export function testMachine(options: TestMachineOptions): Machine {
  const { seed, files, ...rest } = options;
  const sim = options.sim ?? new Sim(seed ?? 1, TEST_START_MS);
  const tree = new FileTree({ base: layerFor(options.programs), now: () => sim.nowMs });
  const machine = new PlainMachine({ id: 'node1', hostname: 'node1', kind: 'host', ...rest, sim, files: tree });
  personalize(machine);
  for (const [path, content] of Object.entries(files ?? {})) machine.files.put(path, { content });
  return machine;
}

export interface RunOptions {
  /** On a terminal: everything is in `stdout`, as the screen got it. */
  tty?: boolean;
  stdin?: string;
  cwd?: string;
  env?: Record<string, string>;
  /** Virtual time after which the run counts as hung; default ten minutes. */
  limitMs?: number;
  /** Events after which it does; default ten million. */
  eventsMax?: number;
  /** The program that gets `-c line`; default bash. */
  shell?: string;
}

export interface RunResult {
  stdout: string;
  stderr: string;
  code: number;
  /** Virtual time it took. */
  ms: number;
}

/** Runs `bash -c line` to its end. Throws when it does not end within the limits. */
export function run(machine: Machine, line: string, options: RunOptions = {}): RunResult {
  return runArgv(machine, [options.shell ?? 'bash', '-c', line], options);
}

/** Runs any command to its end. */
export function runArgv(machine: Machine, argv: string[], options: RunOptions = {}): RunResult {
  const { sim } = machine;
  const startMs = sim.nowMs;
  const env = new Map([...loginEnvironment(machine, options.tty ?? false), ...Object.entries(options.env ?? {})]);
  const cwd = options.cwd ?? '/root';
  if (options.tty) {
    const session = openSession(machine, { argv, env, cwd });
    assert(!('error' in session), `${argv[0]} can be started`);
    let screen = '';
    session.terminal.onOutput((text) => (screen += text));
    if (options.stdin !== undefined) session.terminal.input(options.stdin);
    drive(machine, () => session.process.status !== undefined, options, argv);
    return { stdout: screen, stderr: '', code: session.process.status?.code ?? -1, ms: sim.nowMs - startMs };
  }
  const out = createPipe();
  const err = createPipe();
  const input: OpenFile = options.stdin === undefined ? openNull() : openText(options.stdin);
  const process = machine.processes.spawn({ argv, env, cwd, fds: new Map([[0, input], [1, out.writer], [2, err.writer]]), newGroup: true });
  for (const file of [input, out.writer, err.writer]) file.close();
  assert(!('error' in process), `${argv[0]} can be started`);
  const stdout = spawn(sim, 'stdout', readAll(out.reader));
  const stderr = spawn(sim, 'stderr', readAll(err.reader));
  let endMs = startMs;
  process.exited(() => (endMs = sim.nowMs));
  drive(machine, () => process.status !== undefined && stdout.done && stderr.done, options, argv);
  const text = (fiber: typeof stdout) => (fiber.outcome?.kind === 'returned' ? fiber.outcome.value.text : '');
  return { stdout: text(stdout), stderr: text(stderr), code: process.status?.code ?? -1, ms: endMs - startMs };
}

function drive(machine: Machine, done: () => boolean, options: RunOptions, argv: string[]): void {
  const { sim } = machine;
  const untilMs = sim.nowMs + (options.limitMs ?? 600_000);
  let left = options.eventsMax ?? 10_000_000;
  while (!done()) {
    const nextMs = sim.queue.nextAtMs();
    if (nextMs === undefined || nextMs > untilMs || left-- <= 0) {
      throw new Error(`did not end: ${argv.join(' ')}${nextMs === undefined ? ' (nothing is planned any more)' : ''}`);
    }
    sim.step();
  }
}

/** A person at a terminal: types, waits, and reads what came. */
export interface Typing {
  terminal: Terminal;
  process: Process;
  /** Sends keys, lets virtual time pass, and answers what was printed meanwhile, carriage returns dropped. */
  type(keys: string, waitMs?: number): string;
  /** Everything printed so far, as the screen got it. */
  output(): string;
}

/** Opens a session (by default an interactive bash) and waits for its first prompt. */
export function openTyping(machine: Machine, options: SessionOptions = {}): Typing {
  const session = openSession(machine, options);
  assert(!('error' in session), 'the session can be opened');
  let all = '';
  session.terminal.onOutput((text) => (all += text));
  const type = (keys: string, waitMs = 200): string => {
    const from = all.length;
    session.terminal.input(keys);
    machine.sim.runUntil(machine.sim.nowMs + waitMs, 5_000_000);
    return all.slice(from).replace(/\r/g, '');
  };
  type('');
  return { terminal: session.terminal, process: session.process, type, output: () => all };
}
