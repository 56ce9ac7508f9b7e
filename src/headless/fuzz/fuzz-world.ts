/**
 * A swarm of three with something of everything in it, at which lines are thrown. Each line must end with an answer and
 * an exit code, in bounded virtual time and events: what would run on is interrupted as a person would, by Ctrl-C.
 */
import { createPipe, loginEnvironment, type Machine, openNull, openSession, openText, type Process, readAll } from '../../os';
import { startWorld, type StartedWorld } from '../../session/start-world';
import { spawn } from '../../sim';
import { FURNITURE } from './names';

export interface Line {
  readonly on: string;
  /** Words after `docker`, or a line for bash. */
  readonly docker?: readonly string[];
  readonly shell?: string;
  readonly stdin?: string;
  /** On a terminal of 80 by 24. */
  readonly tty?: boolean;
}

export interface Answer {
  exit: number | undefined;
  stdout: string;
  stderr: string;
  events: number;
  /** How often Ctrl-C was pressed. */
  interrupts: number;
}

const MACHINES = ['node1', 'node2', 'node3'];
/** Patience before each Ctrl-C, in virtual time and in events. A client ends at the third; a shell line is then killed. */
const PATIENCE_MS = 4_000;
const PATIENCE_EVENTS = 2_500;
const INTERRUPTS_MAX = 3;
const OUTPUT_KEPT = 20_000;

export class FuzzWorld {
  private readonly started: StartedWorld;
  /** Suspicious words that lines brought in themselves: to see them again is no sign of anything. */
  readonly typed = new Set<string>();

  constructor(seed: number) {
    this.started = startWorld({
      lab: 'fuzz',
      seed,
      startMs: Date.UTC(2026, 0, 5),
      machines: MACHINES.map((name) => ({ name, platform: 'linux' })),
      setup: [
        { on: 'node1', run: 'docker swarm init' },
        ...MACHINES.slice(1).map((on) => ({ on, run: 'docker swarm join --token ${WORKER_TOKEN} 192.168.0.11:2377' })),
        ...FURNITURE.map((run) => ({ on: 'node1', run })),
      ],
    });
  }

  get machines(): readonly string[] {
    return MACHINES;
  }

  /** A fingerprint of all that has happened. */
  get fingerprint(): string {
    return this.started.world.sim.trace.fingerprint();
  }

  run(line: Line): Answer {
    const machine = this.started.machine(line.on);
    const { processes } = machine;
    const before = new Set(processes.list().map(({ pid }) => pid));
    const answer = line.tty ? this.onTerminal(machine, line) : this.onPipes(machine, line);
    // What a line left running in the background would take its time from the lines after it.
    for (const process of processes.list()) if (!before.has(process.pid)) processes.signalGroup(process.group, 'SIGKILL');
    return answer;
  }

  private onPipes(machine: Machine, line: Line): Answer {
    const out = createPipe();
    const err = createPipe();
    const input = line.stdin === undefined ? openNull() : openText(line.stdin);
    const process = machine.processes.spawn({
      argv: argvOf(line),
      env: loginEnvironment(machine, false),
      cwd: '/root',
      fds: new Map([[0, input], [1, out.writer], [2, err.writer]]),
      newGroup: true,
    });
    for (const file of [input, out.writer, err.writer]) file.close();
    if ('error' in process) return { exit: 126, stdout: '', stderr: process.error, events: 0, interrupts: 0 };
    const texts = [spawn(machine.sim, 'fuzz.stdout', readAll(out.reader)), spawn(machine.sim, 'fuzz.stderr', readAll(err.reader))];
    const driven = this.drive(machine, process, () => machine.processes.signalGroup(process.group, 'SIGINT'));
    // Children in the background may hold the pipes: what they have not said by now is not waited for.
    const text = (i: number) => {
      const outcome = texts[i]?.outcome;
      return outcome?.kind === 'returned' ? outcome.value.text.slice(0, OUTPUT_KEPT) : '';
    };
    const until = machine.sim.nowMs + 1;
    while (!texts.every((fiber) => fiber.done) && (machine.sim.queue.nextAtMs() ?? Infinity) <= until) machine.sim.step();
    for (const fiber of texts) fiber.cancel();
    return { ...driven, stdout: text(0), stderr: text(1) };
  }

  private onTerminal(machine: Machine, line: Line): Answer {
    const session = openSession(machine, { argv: argvOf(line), columns: 80, rows: 24 });
    if ('error' in session) return { exit: 126, stdout: '', stderr: session.error, events: 0, interrupts: 0 };
    let screen = '';
    session.terminal.onOutput((text) => {
      if (screen.length < OUTPUT_KEPT) screen += text;
    });
    if (line.stdin !== undefined) session.terminal.input(line.stdin.replaceAll('\n', '\r'));
    const driven = this.drive(machine, session.process, () => session.terminal.input('\x03'));
    // Where Ctrl-C is a key for the container (`run -it`), who has enough closes the window.
    const raw = session.terminal.modes.raw;
    session.terminal.hangUp();
    const answer = raw && driven.exit === undefined ? { ...driven, exit: this.wait(machine, session.process) } : driven;
    return { ...answer, stdout: screen, stderr: '' };
  }

  /** Runs the world until the process ends, with Ctrl-C in between; one that will not end is left without a code. */
  private drive(machine: Machine, process: Process, interrupt: () => void): Omit<Answer, 'stdout' | 'stderr'> {
    const { sim } = machine;
    const eventsBefore = sim.events;
    let interrupts = 0;
    for (;;) {
      const exit = this.wait(machine, process);
      if (exit !== undefined || interrupts === INTERRUPTS_MAX) return { exit, events: sim.events - eventsBefore, interrupts };
      interrupts++;
      interrupt();
    }
  }

  /** Runs the world as long as patience lasts; the exit code when the process ends within it. */
  private wait({ sim }: Machine, process: Process): number | undefined {
    const deadline = sim.nowMs + PATIENCE_MS;
    const events = sim.events + PATIENCE_EVENTS;
    while (!process.status && sim.events < events && (sim.queue.nextAtMs() ?? Infinity) <= deadline) sim.step();
    if (!process.status && sim.events < events) sim.runUntil(deadline);
    return process.status?.code;
  }
}

const argvOf = (line: Line): string[] => (line.docker ? ['docker', ...line.docker] : ['bash', '-c', line.shell ?? '']);
