/**
 * Plays a scenario on a fresh world and gives its transcript, step by step as the recorder does it on real Docker:
 * the same waits, the same polling until settled, the same time limits. One scenario and one seed give the same
 * bytes everywhere. Whoever calls loads jq first when `needsJq` says so; the world itself never waits for a promise.
 */
import type { Machine, Process, Terminal } from '../os';
import { openSession } from '../os';
import { assert } from '../sim';
import { runLine } from './run-line';
import type { LineResult } from './run-line';
import type { WorldOptions } from '../world';
import type { SessionStart } from './protocol';
import type { Expectation, FaultStep, LinkStep, RunStep, Scenario, ScenarioStep } from './scenario';
import { startWorld } from './start-world';
import type { StartedWorld } from './start-world';

export type TranscriptStep =
  | { on: string; run: string; exit: number | null; stdout: string; stderr: string; ms: number; fails?: string[]; tty?: true; compare?: string; placement?: true }
  | (Exclude<ScenarioStep, RunStep> & { ms: number });

export interface Transcript {
  name: string;
  engine: string;
  client: string;
  steps: TranscriptStep[];
}

/** All scenarios begin at this instant, so that replays agree. */
export const SCENARIO_START_MS = Date.UTC(2026, 10, 20, 16, 0, 0);
export const STEP_LIMIT_SECONDS = 90;
const SETTLE_TRIES = 120;
const SETTLE_POLL_MS = 500;
/** Events that one step may take before it counts as endless: far beyond any honest step. */
const EVENTS_PER_STEP_MAX = 200_000_000;

export function needsJq(scenario: Scenario): boolean {
  return scenario.steps.some((step) => 'run' in step && /\bjq\b/.test(step.run)) || Object.values(scenario.files ?? {}).some((text) => /\bjq\b/.test(text));
}

/** What a session starts with that has a scenario's machines and files. */
export function startOfScenario(scenario: Scenario): SessionStart {
  return {
    lab: 'scenario',
    seed: scenario.seed ?? 1,
    startMs: SCENARIO_START_MS,
    machines: Object.entries(scenario.nodes).map(([name, platform]) => ({ name, platform })),
    ...(scenario.files ? { files: scenario.files } : {}),
    ...(scenario.images ? { images: scenario.images } : {}),
  };
}

/** What `${NAME}` stands for at first: the machines' addresses. Steps add what they save. */
export function variablesOf(scenario: Scenario): Record<string, string> {
  return Object.fromEntries(Object.keys(scenario.nodes).map((name, i) => [`${name.toUpperCase().replace(/\W/g, '_')}_IP`, `192.168.0.${11 + i}`]));
}

/** `${NAME}` of known names filled in; all others belong to the shell. */
export function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
}

export interface PlayOptions {
  /** In place of the Engine API's own entrance, for whoever wants to see every request. */
  readonly engineApi?: WorldOptions['engineApi'];
  /** Called with the world before the first step. */
  readonly started?: (started: StartedWorld) => void;
}

/** Plays one step after the other; a generator, so that a page can draw between steps. */
export function* playSteps(scenario: Scenario, options: PlayOptions = {}): Generator<TranscriptStep, Transcript> {
  const names = Object.keys(scenario.nodes);
  const started = startWorld(startOfScenario(scenario), options.engineApi);
  options.started?.(started);
  const variables = variablesOf(scenario);
  const { sim } = started.world;
  const steps: TranscriptStep[] = [];
  for (const step of scenario.steps) {
    const ms = Math.floor(sim.nowMs - SCENARIO_START_MS);
    let entry: TranscriptStep;
    if ('run' in step) entry = playRun(started, step, variables, ms);
    else {
      if ('wait' in step) waitSettled(started, names);
      else if ('wait_seconds' in step) sim.runUntil(sim.nowMs + step.wait_seconds * 1000);
      else applyFault(started, step);
      entry = { ...step, ms };
    }
    steps.push(entry);
    yield entry;
  }
  return { name: scenario.name, engine: started.world.engineVersion, client: '28.2.2', steps };
}

export function playScenario(scenario: Scenario): Transcript {
  const playing = playSteps(scenario);
  for (;;) {
    const next = playing.next();
    if (next.done) return next.value;
  }
}

function playRun(started: StartedWorld, step: RunStep, variables: Record<string, string>, ms: number): TranscriptStep {
  const command = fillIn(step.run, variables);
  const machine = started.machine(step.on);
  const limitMs = (step.timeout ?? STEP_LIMIT_SECONDS) * 1000;
  const result = step.tty || step.type ? onTerminal(machine, command, step.type ?? [], limitMs) : onPipes(machine, command, step.ctrl_c_after, limitMs);
  return transcribe(step, result, variables, ms);
}

/** A step's entry in the transcript; `variables` takes up what the step saves. */
export function transcribe(step: RunStep, result: LineResult, variables: Record<string, string>, ms: number): TranscriptStep {
  for (const [name, pattern] of Object.entries(step.save ?? {})) {
    const found = new RegExp(pattern, 'm').exec(result.stdout);
    if (found?.[1] !== undefined) variables[name] = found[1];
  }
  const fails = missed(step.expect ?? {}, result, (text) => fillIn(text, variables));
  return {
    on: step.on, run: step.run, exit: result.exit, stdout: result.stdout, stderr: result.stderr, ms,
    ...(fails.length > 0 ? { fails } : {}), ...(step.tty ? { tty: true } : {}), ...(step.compare ? { compare: step.compare } : {}), ...(step.placement ? { placement: true } : {}),
  };
}

function onPipes(machine: Machine, command: string, ctrlCAfter: number | undefined, limitMs: number): LineResult {
  const { sim } = machine;
  const running = runLine(machine, command, { COLUMNS: '80', LINES: '24', TERM: 'xterm' });
  let interrupted = false;
  if (ctrlCAfter !== undefined && running.process) {
    const { process } = running;
    sim.after(ctrlCAfter * 1000, 'scenario.ctrl-c', () => {
      if (process.status) return;
      interrupted = true;
      machine.processes.signalGroup(process.group, 'SIGINT');
    });
  }
  const done = drive(machine, () => running.result() !== undefined, limitMs);
  if (!done && running.process) {
    machine.processes.signalGroup(running.process.group, 'SIGKILL');
    drive(machine, () => running.result() !== undefined, 1_000);
    return { ...(running.result() ?? { stdout: '', stderr: '' }), exit: null };
  }
  const result = running.result() as LineResult;
  // `timeout -s INT`, by which the recorder presses Ctrl-C, answers 124.
  return interrupted ? { ...result, exit: 124 } : result;
}

/** On an 80x24 terminal, each line typed once the program has had time to read the one before. */
function onTerminal(machine: Machine, command: string, lines: readonly string[], limitMs: number): LineResult {
  const session = openSession(machine, { argv: ['bash', '-c', command], columns: 80, rows: 24 });
  if ('error' in session) return { stdout: '', stderr: session.error, exit: 126 };
  const { terminal, process } = session;
  let screen = '';
  terminal.onOutput((text) => (screen += text));
  typeLines(machine, terminal, process, lines);
  const done = drive(machine, () => process.status !== undefined, limitMs);
  if (!done) machine.processes.signalGroup(process.group, 'SIGKILL');
  return { stdout: screen, stderr: '', exit: done ? (process.status?.code ?? null) : null };
}

function typeLines(machine: Machine, terminal: Terminal, process: Process, lines: readonly string[]): void {
  const TYPING_MS = 700;
  lines.forEach((line, i) => machine.sim.after((i + 1) * TYPING_MS, 'scenario.type', () => terminal.input(`${line}\r`)));
  if (lines.length > 0) {
    machine.sim.after((lines.length + 1) * TYPING_MS, 'scenario.type', () => {
      if (!process.status) terminal.input('\x04');
    });
  }
}

function drive(machine: Machine, done: () => boolean, limitMs: number): boolean {
  const { sim } = machine;
  const untilMs = sim.nowMs + limitMs;
  for (let events = 0; !done(); events++) {
    const next = sim.queue.nextAtMs();
    if (next === undefined || next > untilMs) {
      sim.runUntil(untilMs);
      return done();
    }
    assert(events < EVENTS_PER_STEP_MAX, 'a step ends or waits');
    sim.step();
  }
  return true;
}

function missed(expect: Expectation, result: LineResult, fill: (text: string) => string): string[] {
  const fails: string[] = [];
  const plain = (text: string) => text.replaceAll('\r', '');
  const both = plain(result.stdout) + plain(result.stderr);
  if (expect.exit === 'nonzero' ? result.exit === 0 : expect.exit !== undefined && expect.exit !== result.exit) fails.push(`exit ${result.exit}`);
  const look = (patterns: string[] | undefined, text: string, wanted: boolean, words: string) => {
    for (const pattern of patterns ?? []) if (new RegExp(fill(pattern), 'm').test(text) !== wanted) fails.push(`${words} ${pattern}`);
  };
  look(expect.stdout_matches, plain(result.stdout), true, 'stdout lacks');
  look(expect.stdout_not, plain(result.stdout), false, 'stdout has');
  look(expect.stderr_matches, plain(result.stderr), true, 'stderr lacks');
  look(expect.output_matches, both, true, 'output lacks');
  look(expect.output_not, both, false, 'output has');
  return fails;
}

function applyLink({ world }: StartedWorld, { link: [a, b], cut, loss, delay_ms: delayMs, one_way: oneWay }: LinkStep): void {
  const fault = { ...(cut ? { cut } : {}), ...(loss ? { loss } : {}), ...(delayMs ? { delayMs } : {}) };
  if (oneWay) world.links.setWay(a, b, fault);
  else world.links.setPair(a, b, fault);
}

/** Does to a machine or a way what a fault step says, and waits as the recorder does. */
export function applyFault(started: StartedWorld, step: FaultStep | LinkStep): void {
  if ('link' in step) return applyLink(started, step);
  const { world } = started;
  if (step.fault === 'kill') world.powerOff(step.node);
  else if (step.fault === 'start') world.powerOn(step.node);
  else if (step.fault === 'stop') world.shutDown(step.node);
  else if (step.fault === 'crash') world.host(step.node).crashEngine();
  else if (step.fault === 'partition') world.cutCable(step.node);
  else world.healCable(step.node);
  // The recorder waits until the engine is gone, or answers again.
  const { sim } = world;
  const limitMs = sim.nowMs + 60_000;
  while (sim.nowMs < limitMs && world.isChangingPower(step.node)) sim.runUntil(Math.min(limitMs, sim.queue.nextAtMs() ?? limitMs));
}

/** The recorder's own rule, asked with the same commands (record.mjs `settled`). */
export function waitSettled(started: StartedWorld, names: readonly string[]): void {
  const { sim } = started.world;
  const ask = (name: string, command: string): LineResult => onPipes(started.machine(name), command, undefined, 60_000);
  let quiet = 0;
  for (let i = 0; i < SETTLE_TRIES && quiet < 2; i++) {
    quiet = isSettled(names, ask) ? quiet + 1 : 0;
    if (quiet < 2) sim.runUntil(sim.nowMs + SETTLE_POLL_MS);
  }
}

function isSettled(names: readonly string[], ask: (name: string, command: string) => LineResult): boolean {
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  for (const name of names) {
    const services = ask(name, "docker service ls --format '{{.ID}} {{.Replicas}}'");
    if (services.exit !== 0) continue;
    let ok = true;
    for (const line of lines(services.stdout)) {
      const [id = '', replicas = ''] = line.split(' ');
      const [running, wanted = ''] = replicas.split('/');
      if (running !== wanted.replace(/\D.*/, '')) ok = false;
      const update = ask(name, `docker service inspect ${id} --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}'`).stdout;
      if (/^(updating|rollback_started)/.test(update)) ok = false;
      for (const row of lines(ask(name, `docker service ps ${id} --format '{{.DesiredState}}|{{.CurrentState}}'`).stdout)) {
        const [want = '', now = ''] = row.split('|');
        if (want === 'Running' && !/^(Running|Complete)/.test(now)) ok = false;
        if (want === 'Ready' || (want === 'Shutdown' && /^(Running|Starting|Preparing|Assigned|Accepted|New|Pending)/.test(now))) ok = false;
      }
    }
    return ok;
  }
  return true;
}
