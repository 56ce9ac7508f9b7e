/**
 * What a container wrote: the last lines for `docker logs`, and the live stream for whoever is attached. Lines are
 * kept as the json-file driver keeps them, each with the instant of its end. An idle container holds nothing.
 */
import { Signal, sleep, wait, type Program, type Sim } from '../sim';
import { openDescription, type Description, type OpenFile } from '../os';
import type { LogsOptions, OutputChunk, OutputSource } from './engine';

const LINES_MAX = 10_000;
const CHARS_MAX = 2 * 1024 * 1024;
/** A line that grows beyond this is logged in pieces (moby daemon/logger/copier.go): `cat /dev/zero` never ends one. */
const PIECE_CHARS = 16 * 1024;
/** What a container may write per virtual millisecond: an endless `yes` costs time, not the page's life. */
const CHARS_PER_MS = 2_000;
const AHEAD_MS = 16;

/** Takes text at a bounded rate and hands it on. A class, so that thousands of them share their methods. */
class TextSink implements Description {
  readonly kind = 'pipe';
  private freeAtMs = 0;

  constructor(
    private readonly sim: Sim,
    private readonly take: (text: string) => void,
  ) {}

  *read(): Program<string | undefined> {
    return undefined;
  }

  *write(text: string): Program<boolean> {
    const waitMs = this.freeAtMs - this.sim.nowMs - AHEAD_MS;
    if (waitMs > 0) yield* sleep(this.sim, waitMs);
    this.freeAtMs = Math.max(this.freeAtMs, this.sim.nowMs) + text.length / CHARS_PER_MS;
    this.take(text);
    return true;
  }

  release(): void {
    // Whoever takes the text sees its end by the process ending.
  }
}

export function openSink(sim: Sim, take: (text: string) => void): OpenFile {
  return openDescription(new TextSink(sim, take));
}

/** `/dev/null` as stdin: one description for all containers. */
const NOTHING: Description = {
  kind: 'null',
  path: '/dev/null',
  *read() {
    return undefined;
  },
  *write() {
    return true;
  },
  release() {},
};

export function openNothing(): OpenFile {
  return openDescription(NOTHING);
}

/** Output waiting to be read by one client. */
export class OutputQueue implements OutputSource {
  private chunks: OutputChunk[] = [];
  private changed = new Signal();
  private ended = false;
  private closed = false;

  constructor(private readonly onClose: () => void = () => {}) {}

  push(chunk: OutputChunk): void {
    if (this.closed || this.ended || chunk.text === '') return;
    this.chunks.push(chunk);
    this.changed.fire();
  }

  /** Nothing more will come. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.changed.fire();
  }

  *read(): Program<OutputChunk | undefined> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk) return chunk;
      if (this.ended || this.closed) return undefined;
      yield* wait(this.changed.wait);
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.chunks = [];
    this.changed.fire();
    this.onClose();
  }
}

export class OutputLog {
  /** Whole lines; those that were written together are one entry. */
  private lines: OutputChunk[] = [];
  private chars = 0;
  private partial: { stdout: string; stderr: string } | undefined;
  private followers: Set<(line: OutputChunk) => void> | undefined;
  private watchers: Set<(chunk: OutputChunk) => void> | undefined;
  private enders: Set<() => void> | undefined;

  constructor(private readonly sim: Sim) {}

  /** Where a process writes: one open file per stream. */
  open(stream: 'stdout' | 'stderr'): OpenFile {
    return openSink(this.sim, (text) => this.append(stream, text));
  }

  append(stream: 'stdout' | 'stderr', text: string): void {
    const atMs = this.sim.nowMs;
    if (this.watchers) for (const watch of [...this.watchers]) watch({ stream, text, atMs });
    const partial = (this.partial ??= { stdout: '', stderr: '' });
    const whole = partial[stream] + text;
    let end = whole.lastIndexOf('\n') + 1;
    if (whole.length - end >= PIECE_CHARS) end = whole.length;
    if (end > 0) this.keep({ stream, text: whole.slice(0, end), atMs });
    partial[stream] = whole.slice(end);
  }

  /** The container stopped: an unfinished line is kept as it is, followers and attached clients end. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.partial?.[stream] ?? '';
      if (rest !== '') this.keep({ stream, text: rest, atMs: this.sim.nowMs });
    }
    this.partial = undefined;
    const enders = [...(this.enders ?? [])];
    this.enders = undefined;
    for (const ender of enders) ender();
  }

  /** Everything from now on, as it is written. */
  attach(streams: { stdout: boolean; stderr: boolean }, playOld: boolean, live: boolean): OutputQueue {
    const watch = (chunk: OutputChunk) => {
      if (streams[chunk.stream]) queue.push(chunk);
    };
    const queue = new OutputQueue(() => {
      this.watchers?.delete(watch);
      this.enders?.delete(ender);
    });
    const ender = () => {
      this.watchers?.delete(watch);
      queue.end();
    };
    if (playOld) for (const lines of this.lines) watch(lines);
    if (!live) queue.end();
    else {
      (this.watchers ??= new Set()).add(watch);
      (this.enders ??= new Set()).add(ender);
    }
    return queue;
  }

  /** Kept lines that fit, and with `follow` those to come while the container runs. */
  read(options: LogsOptions, running: boolean): OutputQueue {
    const fits = (line: OutputChunk) =>
      options[line.stream] && line.atMs >= (options.sinceMs ?? -Infinity) && line.atMs <= (options.untilMs ?? Infinity);
    const follow = (lines: OutputChunk) => {
      if (fits(lines)) for (const line of splitLines(lines)) queue.push(line);
    };
    const queue = new OutputQueue(() => {
      this.followers?.delete(follow);
      this.enders?.delete(ender);
    });
    const ender = () => {
      this.followers?.delete(follow);
      queue.end();
    };
    let lines = this.lines.filter(fits).flatMap(splitLines);
    if (options.tail !== undefined) lines = options.tail <= 0 ? [] : lines.slice(-options.tail);
    for (const line of lines) queue.push(line);
    if (!options.follow || !running) queue.end();
    else {
      (this.followers ??= new Set()).add(follow);
      (this.enders ??= new Set()).add(ender);
    }
    return queue;
  }

  private keep(line: OutputChunk): void {
    this.lines.push(line);
    this.chars += line.text.length;
    if (this.lines.length > LINES_MAX || this.chars > CHARS_MAX) {
      const dropped = this.lines.splice(0, Math.max(1, Math.floor(this.lines.length / 4)));
      for (const old of dropped) this.chars -= old.text.length;
    }
    if (this.followers) for (const follow of [...this.followers]) follow(line);
  }
}

/** An entry's lines, each with its newline (the last of a dead container may lack it). */
function splitLines(entry: OutputChunk): OutputChunk[] {
  const { text } = entry;
  if (text.indexOf('\n') === text.length - 1) return [entry];
  const lines: OutputChunk[] = [];
  for (let from = 0; from < text.length;) {
    const at = text.indexOf('\n', from);
    const end = at < 0 ? text.length : at + 1;
    lines.push({ ...entry, text: text.slice(from, end) });
    from = end;
  }
  return lines;
}
