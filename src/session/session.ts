/**
 * A session: a world, the terminals into it, a lab's progress, and the list of everything that came from outside.
 * Inputs act at instants of their own, before what the world has planned for the same instant, so that a replay
 * of the list gives the same world whatever the pace was.
 */
import type { Machine } from '../os';
import type { HttpRequest } from '../os';
import { readAll } from '../os';
import type { Program, Sim } from '../sim';
import { appFilesOf } from './app-files';
import { Browser } from './browser';
import type { DocumentScene } from './documents/documents';
import { type FileEntry, type FileState, listEntries, peekFile, readFileState, writeFile } from './documents/files';
import { ENGINE_VERSION } from './engine-version';
import { guideFor } from './guides';
import { LabProgress } from './lab-progress';
import { MACHINES_MAX } from './laptop';
import type { AppFiles, BrowseAnswer, Intent, Pace, PlacedFile, SavedSession, SessionStart, TimedInput, ViewPatch, WorldView } from './protocol';
import { startWorld } from './start-world';
import type { OpenedWorld, StartedWorld } from './start-world';
import { TerminalSession } from './terminal-session';
import { ViewBuilder } from './view/view-builder';
import type { SessionPart } from './view/view-builder';

export interface SessionEvents {
  /** Bytes for the screen of a terminal. */
  output(terminal: string, data: string): void;
  /** A program asks the page to open a file, or to compare it with another. */
  edit(file: PlacedFile, against?: PlacedFile): void;
  /** What came of a `file.write`. */
  written?(file: PlacedFile, error: string | undefined): void;
  /** The browser's answer to a `browse` intent. */
  browsed?(request: number, answer: BrowseAnswer): void;
}

/** Inputs lie this far apart at least, so that no two share an instant. */
const INPUT_STEP_MS = 0.01;
const TERMINALS_MAX = 64;
/** More than this happens in no instant, but for programs that never pause. */
const EVENTS_PER_INSTANT_MAX = 100_000;
/** A panel's question is given up after this much of its own time. */
const ANSWER_LIMIT_MS = 4_000;

export type PanelAnswer = { ok: true; value: unknown } | { ok: false; message: string };

export class Session {
  readonly start: SessionStart;
  readonly inputs: TimedInput[] = [];
  readonly sim: Sim;
  private readonly started: OpenedWorld;
  private readonly terminals = new Map<string, TerminalSession>();
  private readonly lab: LabProgress | undefined;
  private readonly viewBuilder: ViewBuilder;
  private readonly browser: Browser;
  /** How many of `inputs` have acted. */
  private acted = 0;

  constructor(start: SessionStart, private readonly events: SessionEvents) {
    this.start = start;
    this.started = startWorld(start);
    this.sim = this.started.world.sim;
    const guide = guideFor(start);
    this.lab = guide ? new LabProgress(this.world, start.lab, guide, (name) => this.machineOrNone(name)) : undefined;
    this.viewBuilder = new ViewBuilder(this.started.world, start.startMs);
    this.browser = new Browser(this.started.world);
    if (start.skippedTo !== undefined) this.mark(`lab.skipped ${start.skippedTo}`);
    this.started.onEdit((file, against) => this.events.edit(file, against));
  }

  /** Leaves a mark in the trace: whoever takes this out of a session comes out elsewhere. */
  private mark(what: string): void {
    this.sim.after(0, what, () => {});
  }

  get world(): StartedWorld['world'] {
    return this.started.world;
  }

  machine(name: string): Machine {
    return this.started.machine(name);
  }

  /** Records an intent; it acts with the next `advance`. */
  send(intent: Intent): void {
    const last = this.inputs.at(-1)?.atMs ?? 0;
    this.inputs.push({ atMs: Math.max(this.sim.nowMs, last) + INPUT_STEP_MS, intent });
  }

  /** An intent with its instant, from a saved session. It must not lie in the past. */
  replay(input: TimedInput): void {
    this.inputs.push(input);
  }

  /** How many of `inputs` have acted. */
  get actedInputs(): number {
    return this.acted;
  }

  /** Runs the world up to an instant. False when `maxEvents` were not enough, or the world is held: call again to go on. */
  advance(untilMs: number, maxEvents = Infinity): boolean {
    const budgetEnd = this.sim.events + maxEvents;
    for (;;) {
      const input = this.inputs[this.acted];
      const left = budgetEnd - this.sim.events;
      if (!input || input.atMs > untilMs) {
        const reached = this.sim.runUntil(untilMs, left);
        this.lab?.capture();
        return reached;
      }
      if (!this.sim.runBefore(input.atMs, left)) return false;
      this.acted++;
      this.act(input.intent);
    }
  }

  /** Nothing starts, stops, moves or is asked for: what "until settled" waits for. */
  get settled(): boolean {
    return this.acted === this.inputs.length && this.viewBuilder.settled() && ![...this.terminals.values()].some((one) => one.busy);
  }

  /** The same, whatever runs in terminals: a `watch` never ends. */
  get clusterSettled(): boolean {
    return this.acted === this.inputs.length && this.viewBuilder.settled();
  }

  /** Whether a command runs in a terminal. */
  isBusy(terminal: string): boolean {
    return this.terminals.get(terminal)?.busy === true;
  }

  /** What a terminal printed since the last command that a guide ran in it. */
  transcript(terminal: string): string {
    return this.terminals.get(terminal)?.transcript() ?? '';
  }

  view(pace: Pace): WorldView {
    return this.viewBuilder.view(this.ownPart(pace));
  }

  /** The view, for a page that then follows with `viewPatches`. */
  beginView(pace: Pace): WorldView {
    return this.viewBuilder.begin(this.ownPart(pace));
  }

  /** What changed in the view since it was last told; the clock alone only when `clock` says so. */
  viewPatches(pace: Pace, clock = true): ViewPatch[] {
    return this.viewBuilder.patches(this.ownPart(pace), clock);
  }

  private ownPart(pace: Pace): SessionPart {
    const terminals = [...this.terminals.values()].map((one) => ({ id: one.id, machine: one.machineName, title: one.title, busy: one.busy }));
    return { pace, terminals, lab: this.lab?.view() };
  }

  /** What is due at this very instant still happens: a replay to the instant would do it too. */
  save(title: string, savedAtMs: number): SavedSession {
    this.sim.runUntil(this.sim.nowMs, EVENTS_PER_INSTANT_MAX);
    return {
      format: 'skep-session-1', engine: ENGINE_VERSION, title, savedAtMs, start: this.start, inputs: this.inputs.slice(0, this.acted), nowMs: this.sim.nowMs,
      fingerprint: this.sim.trace.fingerprint(),
    };
  }

  readFile({ machine, path }: PlacedFile): FileState {
    const away = this.whyAway(machine);
    return away === undefined ? readFileState(this.world.host(machine).files, machine, path) : { kind: 'refused', reason: away };
  }

  /** For watchers: the content alone, of a file that programs write. Undefined for all else. */
  peekFile({ machine, path }: PlacedFile): string | undefined {
    return this.whyAway(machine) === undefined ? peekFile(this.world.host(machine).files, path) : undefined;
  }

  /** What the lint may look at: the machine, if it is there, and what the registry has. */
  documentScene({ machine, path }: PlacedFile, text: string): DocumentScene | undefined {
    const host = this.machineOrNone(machine);
    return host && { machine: host, path, text, catalogue: this.world.catalogue() };
  }

  /** Entries, or why there are none to see. */
  listFiles({ machine, path }: PlacedFile): FileEntry[] | string {
    return this.whyAway(machine) ?? listEntries(this.world.host(machine).files, path);
  }

  /** A container's program with its files, or why there is none to be had. */
  appFiles(machine: string, container: string): AppFiles | string {
    return this.whyAway(machine) ?? appFilesOf(this.world, machine, container);
  }

  /** Why nobody reaches a machine's files. */
  private whyAway(machine: string): string | undefined {
    if (!this.world.hasHost(machine)) return `There is no machine named ${machine}.`;
    return this.world.isPowered(machine) ? undefined : `${machine} is switched off. Its files are there again when it runs.`;
  }

  /**
   * One Engine API call on behalf of a panel, answered at once, also while the clock stands. It only reads and is asked
   * beside the world, so it is no input, and a session with questions is the same as one without.
   */
  ask(machine: string, method: string, path: string, body: string): PanelAnswer {
    const host = this.machineOrNone(machine);
    if (!host || !this.world.isPowered(machine)) return { ok: false, message: `${machine} is not there to be asked` };
    if (method !== 'GET') return { ok: false, message: 'panels only read' };
    const outcome = this.sim.aside('panel.ask', ask(host, { method, path, headers: {}, body }), ANSWER_LIMIT_MS);
    return outcome.kind === 'returned' ? outcome.value : { ok: false, message: `${machine} does not answer` };
  }

  private machineOrNone(name: string): Machine | undefined {
    return this.world.hasHost(name) ? this.world.host(name) : undefined;
  }

  private act(intent: Intent): void {
    const { world } = this;
    switch (intent.kind) {
      case 'terminal.open':
        if (this.terminals.has(intent.terminal) || this.terminals.size >= TERMINALS_MAX) return;
        this.terminals.set(
          intent.terminal,
          new TerminalSession(world, intent.terminal, intent.machine, intent.columns, intent.rows, (data) => this.events.output(intent.terminal, data), (line) => this.entered(intent.terminal, line)),
        );
        return;
      case 'terminal.input':
        this.terminals.get(intent.terminal)?.input(intent.data);
        return;
      case 'terminal.resize':
        this.terminals.get(intent.terminal)?.resize(intent.columns, intent.rows);
        return;
      case 'terminal.close':
        this.terminals.get(intent.terminal)?.close();
        this.terminals.delete(intent.terminal);
        return;
      case 'guide.run': {
        const terminal = this.terminals.get(intent.terminal);
        if (!terminal) return;
        terminal.run(intent.line);
        this.lab?.began(intent.step, terminal);
        return;
      }
      case 'machine.add':
        if (!world.hasHost(intent.name) && world.hostNames().length < MACHINES_MAX) world.addHost(intent.name, { platform: intent.platform });
        return;
      case 'machine.remove':
        if (!world.hasHost(intent.machine)) return;
        for (const terminal of this.terminals.values()) if (terminal.machineName === intent.machine) terminal.machineLost();
        world.removeHost(intent.machine);
        return;
      case 'machine.power':
        if (world.hasHost(intent.machine)) this.power(intent.machine, intent.action);
        return;
      case 'machine.cable':
        if (!world.hasHost(intent.machine)) return;
        if (intent.action === 'cut') world.cutCable(intent.machine);
        else world.healCable(intent.machine);
        return;
      case 'file.write':
        this.write(intent, intent.content);
        return;
      case 'check.run':
        this.lab?.runCheck(intent.check);
        return;
      case 'quiz.answer':
        this.lab?.answerQuiz(intent.quiz, intent.answer);
        return;
      case 'section.show':
        this.lab?.showSection(intent.section);
        this.mark(`lab.shown ${intent.section}`);
        return;
      case 'hint.show':
        this.lab?.showHint(intent.hint);
        return;
      case 'browse':
        this.browser.ask(intent, (answer) => this.events.browsed?.(intent.request, answer));
        return;
    }
  }

  /** A command of the guide that was typed by hand is that command, as if its button had been pressed. */
  private entered(id: string, line: string): void {
    const terminal = this.terminals.get(id);
    const step = terminal && this.lab?.stepOf(terminal.machineName, line);
    if (!terminal || step === undefined) return;
    terminal.forget();
    this.lab?.began(step, terminal);
  }

  private write(file: PlacedFile, content: string): void {
    const { machine, path } = file;
    const error = this.whyAway(machine) ?? writeFile(this.world.host(machine).files, machine, path, content);
    this.events.written?.({ machine, path }, error);
  }

  private power(machine: string, action: 'kill' | 'stop' | 'start' | 'restart-docker'): void {
    const { world } = this;
    const mine = [...this.terminals.values()].filter((one) => one.machineName === machine);
    if (action === 'start') {
      world.powerOn(machine);
      for (const terminal of mine) terminal.machineBack();
    } else if (action === 'restart-docker') world.restartDocker(machine);
    else {
      if (action === 'kill') world.powerOff(machine);
      else world.shutDownMachine(machine);
      for (const terminal of mine) terminal.machineLost();
    }
  }
}

/** A panel's question over the machine's own socket. */
function* ask(host: Machine, request: HttpRequest): Program<PanelAnswer> {
  const result = yield* host.net.httpUnix('/var/run/docker.sock', request);
  if (!result.ok) return { ok: false, message: 'Docker is not running there' };
  const { body, status } = result.value;
  const text = typeof body === 'string' ? body : (yield* readAll(body as never)).text;
  try {
    const value: unknown = JSON.parse(text);
    return status < 400 ? { ok: true, value } : { ok: false, message: String((value as { message?: unknown }).message ?? status) };
  } catch {
    return status < 400 ? { ok: true, value: text } : { ok: false, message: text };
  }
}
