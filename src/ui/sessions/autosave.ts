/**
 * When to save: soon after something was done, never two saves at a time, and at once when the page is about to go.
 * Failures are told and tried again with the next touch.
 */

export interface AutosaveTiming {
  /** After the last touch. */
  quietMs: number;
  /** At the latest after the first touch. */
  longestMs: number;
}

export class Autosave {
  private firstAtMs: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saving: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly save: () => Promise<void>,
    private readonly timing: AutosaveTiming = { quietMs: 800, longestMs: 4000 },
  ) {}

  /** Something worth saving happened. */
  touch(nowMs: number = performance.now()): void {
    if (this.stopped) return;
    this.firstAtMs ??= nowMs;
    const waitMs = Math.max(0, Math.min(this.timing.quietMs, this.firstAtMs + this.timing.longestMs - nowMs));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), waitMs);
  }

  /** Saves now; resolves when what was touched before is kept. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.firstAtMs = undefined;
    if (this.saving) {
      this.again = true;
      return this.saving;
    }
    this.saving = this.run();
    await this.saving;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    try {
      do {
        this.again = false;
        await this.save();
      } while (this.again);
    } finally {
      this.saving = undefined;
    }
  }
}
