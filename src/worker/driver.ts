/**
 * Drives a session in real time, in slices short enough that a message from the page never waits long. It owns flow
 * control and the moments at which views go out; the world itself knows nothing of either.
 *
 * [DRIVE1] A key is answered before anything else is simulated: its echo leaves within the handling of its message.
 * [DRIVE2] Whatever acted in the world is told to the page (`recorded`) within a slice, so that nothing typed is lost.
 */
import { FileWatch } from '../session/documents/file-watch';
import type { FromWorld, Intent, SavedSession, SessionStart, ToWorld } from '../session/protocol';
import { RequestCounts } from '../session/request-counts';
import { Session } from '../session/session';
import { Pacer } from './pacer';

/** What the driver needs of its surroundings; a test drives it with a fake clock. */
export interface Surroundings {
  post(message: FromWorld): void;
  /** Milliseconds of real time, from any start. */
  nowMs(): number;
  /** Calls back soon, after waiting messages. */
  later(delayMs: number, run: () => void): void;
  /** What a session cannot begin without; undefined when that is there. */
  loadFor(start: SessionStart, saved: SavedSession | undefined): Promise<unknown> | undefined;
  /** The programs that machines have. */
  loadPrograms(): Promise<void>;
  /** What knows languages, for the editor; a part of its own, since most sessions never ask. */
  loadDocuments(): Promise<typeof import('./documents')>;
  /** What hands labs in and knows their solutions. */
  loadLabDesk(): Promise<typeof import('./lab-desk')>;
}

/** Real time that one slice may take, how often it looks at the clock, and how often nothing is looked for. */
const SLICE_MS = 4;
const REPLAY_SLICE_MS = 24;
const EVENTS_PER_CHECK = 64;
const FRAME_MS = 16;
/** Virtual time that an input may run ahead, so that its echo is there at once, also while paused; and real time for it. */
const ECHO_MS = 4;
const ECHO_REAL_MS = 3;
const EVENTS_PER_ECHO_CHECK = 16;
/** The page draws the first prompt meanwhile. */
const PROGRAMS_AFTER_MS = 60;
/** When nothing but the clock changed the page hears of it so often. */
const CLOCK_MS = 100;
/** After a key the page draws its echo before it hears of anything else. */
const QUIET_AFTER_KEY_MS = 6;
/** Characters that may be on their way to the page, undrawn, before the world waits. */
const UNDRAWN_CHARS_MAX = 512 * 1024;

interface Replay {
  fromMs: number;
  untilMs: number;
  /** What the trace has to be at an instant on the way; undefined once it has been looked at. */
  proof: { atMs: number; fingerprint: string } | undefined;
  faithful: boolean;
}

export class Driver {
  private session: Session | undefined;
  private pacer: Pacer | undefined;
  private requestCounts: RequestCounts | undefined;
  private replaying: Replay | undefined;
  /** Messages that came before the session could begin. */
  private early: ToWorld[] | undefined;
  private shown = false;
  private drawn = true;
  private lastLookMs = -Infinity;
  private lastViewMs = -Infinity;
  private lastKeyMs = -Infinity;
  private undrawn = new Map<string, number>();
  private pendingOutput = new Map<string, string>();
  /** How many inputs the page knows to have acted. */
  private recorded = 0;
  private programsAsked = false;
  private scheduled = false;
  private stopped = false;
  private readonly watch = new FileWatch();

  constructor(private readonly around: Surroundings) {}

  receive(message: ToWorld): void {
    try {
      if (this.early) this.early.push(message);
      else this.handle(message);
    } catch (error) {
      this.broke(error);
    }
  }

  private handle(message: ToWorld): void {
    switch (message.kind) {
      case 'start':
        this.start(message.start, message.saved);
        return;
      case 'intent':
        this.intent(message.intent);
        return;
      case 'pace':
        this.pacer?.setPace(message.pace);
        this.soon(0);
        return;
      case 'skip':
        this.pacer?.skip(message.ms);
        this.soon(0);
        return;
      case 'drawn':
        this.drawn = true;
        return;
      case 'files.watch':
        this.watch.set(message.files);
        this.lookAtFiles();
        return;
      case 'terminal.drawn':
        this.undrawn.set(message.terminal, Math.max(0, (this.undrawn.get(message.terminal) ?? 0) - message.chars));
        return;
      default:
        this.answer(message);
    }
  }

  private start(start: SessionStart, saved: SavedSession | undefined): void {
    const loading = this.around.loadFor(start, saved);
    if (!loading) {
      this.begin(start, saved);
      return;
    }
    this.early = [];
    void loading.then(() => {
      const early = this.early ?? [];
      this.early = undefined;
      try {
        this.begin(start, saved);
        for (const message of early) this.handle(message);
      } catch (error) {
        this.broke(error);
      }
    });
  }

  private begin(start: SessionStart, saved: SavedSession | undefined): void {
    const session = new Session(start, {
      output: (terminal, data) => this.pendingOutput.set(terminal, (this.pendingOutput.get(terminal) ?? '') + data),
      // What was opened and written while a session is restored is no news.
      edit: ({ machine, path }, against) => this.replaying || this.around.post({ kind: 'edit', machine, path, ...(against ? { against } : {}) }),
      written: ({ machine, path }, error) => this.replaying || this.around.post({ kind: 'written', machine, path, ...(error === undefined ? {} : { error }) }),
      // A replay asks again what was asked before; nobody waits for those answers.
      browsed: (request, answer) => {
        if (!this.replaying) this.around.post({ kind: 'browsed', request, answer });
      },
    });
    this.session = session;
    this.pacer = new Pacer(session, () => this.around.nowMs());
    this.requestCounts = new RequestCounts(session.world);
    if (saved) {
      for (const input of saved.inputs) session.replay(input);
      this.recorded = saved.inputs.length;
      const { fingerprint, provedMs = saved.nowMs } = saved;
      const proof = fingerprint === undefined ? undefined : { atMs: provedMs, fingerprint };
      this.replaying = { fromMs: session.sim.nowMs, untilMs: Math.max(saved.nowMs, session.sim.nowMs), proof, faithful: true };
    } else this.ready(session);
    this.soon(0);
  }

  private ready(session: Session, faithful = true): void {
    this.pacer?.anchor();
    this.shown = true;
    this.flushOutput();
    this.around.post({ kind: 'ready', view: session.beginView(this.pacer?.pace ?? 1), faithful });
  }

  private intent(intent: Intent): void {
    const { session } = this;
    if (!session || this.stopped) return;
    session.send(intent);
    if (!this.replaying && !this.isFull()) this.echo(session);
    this.soon(0);
  }

  /** Runs ahead until something was printed, but no further than an echo takes. */
  private echo(session: Session): void {
    this.lastKeyMs = this.around.nowMs();
    const untilMs = (session.inputs.at(-1)?.atMs ?? session.sim.nowMs) + ECHO_MS;
    const endMs = this.lastKeyMs + ECHO_REAL_MS;
    this.flushOutput();
    while (!session.advance(untilMs, EVENTS_PER_ECHO_CHECK) && this.pendingOutput.size === 0 && !session.sim.held && this.around.nowMs() < endMs);
    this.flushOutput();
    this.tellRecorded(session);
  }

  private soon(delayMs: number): void {
    if (this.scheduled || this.stopped) return;
    this.scheduled = true;
    this.around.later(delayMs, () => {
      this.scheduled = false;
      try {
        this.slice();
      } catch (error) {
        this.broke(error);
      }
    });
  }

  private slice(): void {
    const { session, pacer } = this;
    if (!session || !pacer || this.stopped) return;
    let busy = false;
    if (session.sim.held) pacer.anchor();
    else if (this.replaying) busy = this.replaySlice(session, this.replaying);
    else if (!this.isFull()) busy = this.liveSlice(session, pacer);
    this.flushOutput();
    this.tellRecorded(session);
    if (!this.replaying) {
      this.lookAtFiles();
      this.maybeShow(session, pacer);
    }
    this.soon(busy ? 0 : FRAME_MS);
  }

  private replaySlice(session: Session, replay: Replay): boolean {
    const endMs = this.around.nowMs() + REPLAY_SLICE_MS;
    while (this.around.nowMs() < endMs) {
      if (session.sim.held) return false;
      if (!session.advance(replay.proof?.atMs ?? replay.untilMs, EVENTS_PER_CHECK)) continue;
      if (replay.proof) {
        replay.faithful = replay.proof.fingerprint === session.sim.trace.fingerprint();
        replay.proof = undefined;
        continue;
      }
      this.replaying = undefined;
      this.ready(session, replay.faithful);
      return false;
    }
    const span = replay.untilMs - replay.fromMs;
    this.around.post({ kind: 'replaying', progress: span <= 0 ? 1 : (session.sim.nowMs - replay.fromMs) / span });
    return true;
  }

  private liveSlice(session: Session, pacer: Pacer): boolean {
    const endMs = this.around.nowMs() + SLICE_MS;
    for (;;) {
      const reached = session.advance(pacer.targetMs(), EVENTS_PER_CHECK);
      if (session.sim.held || this.isFull()) return false;
      if (reached && !pacer.reached()) return false;
      if (this.around.nowMs() < endMs) continue;
      if (!reached) pacer.late();
      return true;
    }
  }

  /** A terminal prints faster than the page draws. */
  private isFull(): boolean {
    for (const chars of this.undrawn.values()) if (chars > UNDRAWN_CHARS_MAX) return true;
    return false;
  }

  private flushOutput(): void {
    for (const [terminal, data] of this.pendingOutput) {
      this.undrawn.set(terminal, (this.undrawn.get(terminal) ?? 0) + data.length);
      this.around.post({ kind: 'output', terminal, data });
    }
    if (this.pendingOutput.size > 0 && !this.programsAsked) this.askForPrograms();
    this.pendingOutput.clear();
  }

  private lookAtFiles(): void {
    if (this.session && !this.replaying) this.watch.look(this.session, ({ machine, path }, state) => this.around.post({ kind: 'file', machine, path, state }));
  }

  /** The first prompt is out: now there is time to fetch what it did not need. */
  private askForPrograms(): void {
    this.programsAsked = true;
    this.around.later(PROGRAMS_AFTER_MS, () => void this.around.loadPrograms());
  }

  private tellRecorded(session: Session): void {
    if (this.replaying || session.actedInputs <= this.recorded) return;
    const inputs = session.inputs.slice(this.recorded, session.actedInputs);
    this.around.post({ kind: 'recorded', from: this.recorded, inputs });
    this.recorded = session.actedInputs;
  }

  private maybeShow(session: Session, pacer: Pacer): void {
    const nowMs = this.around.nowMs();
    if (!this.drawn || !this.shown || nowMs - this.lastLookMs < FRAME_MS || nowMs - this.lastKeyMs < QUIET_AFTER_KEY_MS) return;
    this.lastLookMs = nowMs;
    const counts = this.requestCounts?.take() ?? [];
    if (counts.length > 0) this.around.post({ kind: 'requests', counts });
    const patches = session.viewPatches(pacer.pace, nowMs - this.lastViewMs >= CLOCK_MS);
    if (patches.length === 0) return;
    this.lastViewMs = nowMs;
    this.drawn = false;
    this.around.post({ kind: 'patches', patches });
  }

  private answer(message: Extract<ToWorld, { request: number }>): void {
    const { request } = message;
    const { session } = this;
    if (!session) {
      this.around.post({ kind: 'answer', request, ok: false, message: 'no session has been started' });
      return;
    }
    if (message.kind === 'save') {
      this.around.post({ kind: 'saved', request, session: session.save('', 0) });
      this.flushOutput();
      return;
    }
    if (message.kind === 'file.list' || message.kind === 'app.files') {
      const value = message.kind === 'file.list' ? session.listFiles(message) : session.appFiles(message.machine, message.container);
      this.around.post({ kind: 'answer', request, ...(typeof value === 'string' ? { ok: false, message: value } : { ok: true, value }) });
      return;
    }
    if (message.kind === 'lint' || message.kind === 'complete' || message.kind === 'hover') {
      void this.later(request, async () => (await this.around.loadDocuments()).answerDocument(session, message));
      return;
    }
    if (message.kind === 'submission' || message.kind === 'section' || message.kind === 'section.lines') {
      void this.later(request, async () => {
        const desk = await this.around.loadLabDesk();
        if (message.kind === 'submission') return desk.handIn(session, message.name);
        // The solution may use any program.
        await this.around.loadPrograms();
        return message.kind === 'section' ? await desk.sectionStart(session.start, message.section) : await desk.sectionLines(session.start, message.section);
      });
      return;
    }
    this.around.post({ kind: 'answer', request, ...session.ask(message.machine, message.method, message.path, message.body ?? '') });
  }

  /** Answers when it is known. The world is not hurt by a question that fails. */
  private async later(request: number, value: () => Promise<unknown>): Promise<void> {
    try {
      this.around.post({ kind: 'answer', request, ok: true, value: await value() });
    } catch (error) {
      this.around.post({ kind: 'answer', request, ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Our own bug: the world stops and says so. */
  broke(error: unknown): void {
    this.stopped = true;
    this.flushOutput();
    this.around.post({ kind: 'broken', message: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error) });
  }
}
