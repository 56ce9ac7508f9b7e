/**
 * Drives a session in real time: decides how far virtual time may go, in slices short enough that a message from
 * the page never waits long. It owns pace, flow control and the moments at which views go out; the world itself
 * knows nothing of any of them.
 */
import type { FromWorld, Intent, Pace, SavedSession, SessionStart, ToWorld } from '../session/protocol';
import { RequestCounts } from '../session/request-counts';
import { Session } from '../session/session';

/** What the driver needs of its surroundings; a test drives it with a fake clock. */
export interface Surroundings {
  post(message: FromWorld): void;
  /** Milliseconds of real time, from any start. */
  nowMs(): number;
  /** Calls back soon, after waiting messages. */
  later(delayMs: number, run: () => void): void;
  /** Programs that wait for jq; while there are any the world holds still. */
  jqHolds(): number;
  loadJq(): Promise<void>;
}

/** Real time that one slice may take, and how often the clock is followed when nothing presses. */
const SLICE_MS = 7;
const FRAME_MS = 16;
const EVENTS_PER_CHECK = 400;
/** Virtual time that an input may run ahead, so that its echo is there at once, also while paused. */
const ECHO_MS = 4;
/** Characters that may be on their way to the page, undrawn, before the world waits. */
const UNDRAWN_CHARS_MAX = 512 * 1024;
/** "Until settled" gives up after this much virtual time. */
const SETTLE_LIMIT_MS = 120_000;
const SETTLE_QUIET_MS = 1_500;

export class Driver {
  private session: Session | undefined;
  private requestCounts: RequestCounts | undefined;
  private pace: Pace = 1;
  /** Real and virtual instants that belong together. */
  private anchorRealMs = 0;
  private anchorVirtualMs = 0;
  /** Virtual time that is to pass as fast as it goes. */
  private skipUntilMs = 0;
  private settle: { untilMs: number; quietSinceMs: number | undefined } | undefined;
  private shown = false;
  private drawn = true;
  private lastViewMs = -Infinity;
  private undrawn = new Map<string, number>();
  private pendingOutput = new Map<string, string>();
  private scheduled = false;
  private jqLoading = false;
  private stopped = false;
  private replaying: { untilMs: number; fromMs: number } | undefined;

  constructor(private readonly around: Surroundings) {}

  receive(message: ToWorld): void {
    try {
      this.handle(message);
    } catch (error) {
      this.broke(error);
    }
  }

  private handle(message: ToWorld): void {
    switch (message.kind) {
      case 'start':
        this.begin(message.start, message.saved);
        return;
      case 'intent':
        this.intent(message.intent);
        return;
      case 'pace':
        this.setPace(message.pace);
        return;
      case 'skip':
        if (this.session) this.skipUntilMs = this.session.sim.nowMs + message.ms;
        this.soon(0);
        return;
      case 'drawn':
        this.drawn = true;
        return;
      case 'terminal.drawn':
        this.undrawn.set(message.terminal, Math.max(0, (this.undrawn.get(message.terminal) ?? 0) - message.chars));
        return;
      default:
        this.answer(message);
    }
  }

  private begin(start: SessionStart, saved: SavedSession | undefined): void {
    this.session = new Session(start, {
      output: (terminal, data) => this.pendingOutput.set(terminal, (this.pendingOutput.get(terminal) ?? '') + data),
      edit: (machine, path) => this.around.post({ kind: 'edit', machine, path }),
      // A replay asks again what was asked before; nobody waits for those answers.
      browsed: (request, answer) => {
        if (!this.replaying) this.around.post({ kind: 'browsed', request, answer });
      },
    });
    this.requestCounts = new RequestCounts(this.session.world);
    if (saved) {
      for (const input of saved.inputs) this.session.replay(input);
      this.replaying = { fromMs: this.session.sim.nowMs, untilMs: Math.max(saved.nowMs, this.session.sim.nowMs) };
    } else this.ready();
    this.soon(0);
  }

  private ready(): void {
    const { session } = this;
    if (!session) return;
    this.reanchor();
    this.shown = true;
    this.flushOutput();
    this.around.post({ kind: 'ready', view: session.beginView(this.pace) });
  }

  private intent(intent: Intent): void {
    const { session } = this;
    if (!session || this.stopped) return;
    session.send(intent);
    if (!this.replaying && !this.held()) {
      const atMs = session.inputs.at(-1)?.atMs ?? session.sim.nowMs;
      session.advance(Math.max(atMs + ECHO_MS, this.targetMs()), EVENTS_PER_CHECK * 4);
      this.flushOutput();
    }
    this.soon(0);
  }

  private setPace(pace: Pace): void {
    const { session } = this;
    if (!session) return;
    if (pace === 'settled') this.settle = { untilMs: session.sim.nowMs + SETTLE_LIMIT_MS, quietSinceMs: undefined };
    else this.settle = undefined;
    this.pace = pace;
    this.skipUntilMs = 0;
    this.reanchor();
    this.soon(0);
  }

  private reanchor(): void {
    this.anchorRealMs = this.around.nowMs();
    this.anchorVirtualMs = this.session?.sim.nowMs ?? 0;
  }

  /** How far the clock may have gone by now. */
  private targetMs(): number {
    const rate = this.pace === 'paused' ? 0 : this.pace === 'settled' ? 1 : this.pace;
    return this.anchorVirtualMs + (this.around.nowMs() - this.anchorRealMs) * rate;
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
    const { session } = this;
    if (!session || this.stopped) return;
    let busy = false;
    if (this.around.jqHolds() > 0) this.waitForJq();
    else if (this.replaying) busy = this.replaySlice(session, this.replaying);
    else if (!this.held()) busy = this.liveSlice(session);
    this.flushOutput();
    if (!this.replaying) this.maybeShow(session);
    this.soon(busy ? 0 : FRAME_MS);
  }

  private replaySlice(session: Session, replay: { fromMs: number; untilMs: number }): boolean {
    const endMs = this.around.nowMs() + SLICE_MS * 4;
    while (this.around.nowMs() < endMs) {
      if (this.around.jqHolds() > 0) return true;
      if (session.advance(replay.untilMs, EVENTS_PER_CHECK)) {
        this.replaying = undefined;
        this.ready();
        return false;
      }
    }
    const span = replay.untilMs - replay.fromMs;
    this.around.post({ kind: 'replaying', progress: span <= 0 ? 1 : (session.sim.nowMs - replay.fromMs) / span });
    return true;
  }

  private liveSlice(session: Session): boolean {
    const endMs = this.around.nowMs() + SLICE_MS;
    for (;;) {
      const ahead = this.settle ? session.sim.nowMs + 250 : Math.max(this.skipUntilMs, this.targetMs());
      const reached = session.advance(ahead, EVENTS_PER_CHECK);
      if (this.settle && reached) this.followSettling(session, this.settle);
      if (this.around.jqHolds() > 0 || this.held()) return false;
      if (reached && !this.settle) return false;
      if (this.around.nowMs() >= endMs) {
        // The world cannot keep up: the clock slows down instead of falling ever further behind.
        if (!reached && this.skipUntilMs <= session.sim.nowMs) this.reanchor();
        return true;
      }
    }
  }

  private followSettling(session: Session, settle: { untilMs: number; quietSinceMs: number | undefined }): void {
    const { nowMs } = session.sim;
    settle.quietSinceMs = session.settled ? (settle.quietSinceMs ?? nowMs) : undefined;
    if (nowMs < settle.untilMs && (settle.quietSinceMs === undefined || nowMs - settle.quietSinceMs < SETTLE_QUIET_MS)) return;
    this.settle = undefined;
    this.pace = 1;
    this.reanchor();
  }

  private held(): boolean {
    for (const chars of this.undrawn.values()) if (chars > UNDRAWN_CHARS_MAX) return true;
    return false;
  }

  private waitForJq(): void {
    if (this.jqLoading) return;
    this.jqLoading = true;
    void this.around.loadJq().finally(() => {
      this.jqLoading = false;
      this.reanchor();
      this.soon(0);
    });
  }

  private flushOutput(): void {
    for (const [terminal, data] of this.pendingOutput) {
      this.undrawn.set(terminal, (this.undrawn.get(terminal) ?? 0) + data.length);
      this.around.post({ kind: 'output', terminal, data });
    }
    this.pendingOutput.clear();
  }

  private maybeShow(session: Session): void {
    const nowMs = this.around.nowMs();
    if (!this.drawn || !this.shown || nowMs - this.lastViewMs < FRAME_MS) return;
    const patches = session.viewPatches(this.pace);
    this.lastViewMs = nowMs;
    const counts = this.requestCounts?.take() ?? [];
    if (counts.length > 0) this.around.post({ kind: 'requests', counts });
    if (patches.length === 0) return;
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
      return;
    }
    if (message.kind === 'file.read' || message.kind === 'file.list') {
      const value = message.kind === 'file.read' ? session.readFile(message.machine, message.path) : session.listFiles(message.machine, message.path);
      if (typeof value === 'object' && 'message' in value) this.around.post({ kind: 'answer', request, ok: false, message: value.message });
      else this.around.post({ kind: 'answer', request, ok: true, value });
      return;
    }
    session.ask(message.machine, message.method, message.path, message.body ?? '', (answer) => this.around.post({ kind: 'answer', request, ...answer }));
    this.soon(0);
  }

  private broke(error: unknown): void {
    this.stopped = true;
    this.flushOutput();
    this.around.post({ kind: 'broken', message: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error) });
  }
}
