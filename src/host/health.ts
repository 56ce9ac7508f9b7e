/**
 * The health monitor of one container (moby daemon/health.go): probes run in the container, first after one interval,
 * then an interval after the last one ended. Five results are kept. Between probes it costs one planned event.
 */
import { formatInstant, NS_PER_MS, type HealthConfig } from '../model';
import { createPipe, openNull, type OpenFile, type Process } from '../os';
import { race, spawn, timer, type Cancel, type Fiber, type Program } from '../sim';
import type { HealthResult, HealthStatus } from './container-data';
import type { ContainerRun } from './container-run';
import { execText } from './exec';

const INTERVAL_MS_DEFAULT = 30_000;
const TIMEOUT_MS_DEFAULT = 30_000;
const START_INTERVAL_MS_DEFAULT = 5_000;
const RETRIES_DEFAULT = 3;
const LOG_KEPT = 5;
const OUTPUT_BYTES_MAX = 4096;

export interface HealthEvents {
  /** The status became healthy or unhealthy. */
  changed(status: HealthStatus): void;
  /** `exec_create: ...` and the like, for the event stream. */
  exec(action: string, execId: string, exitCode?: number): void;
  execId(): string;
}

export class HealthMonitor {
  status: HealthStatus = 'starting';
  failingStreak = 0;
  private cancelNext: Cancel | undefined;
  private probe: Fiber<void> | undefined;
  private readonly startedMs: number;

  constructor(
    private readonly run: ContainerRun,
    private readonly config: HealthConfig,
    private readonly events: HealthEvents,
    private readonly env: () => Map<string, string>,
    /** The log goes on where the container's last life left it. */
    private results: HealthResult[] = [],
  ) {
    this.startedMs = run.sim.nowMs;
    this.plan();
  }

  json(): { Status: HealthStatus; FailingStreak: number; Log: HealthResult[] } {
    return { Status: this.status, FailingStreak: this.failingStreak, Log: this.results };
  }

  /** The container stopped: whatever it was, it is not healthy now. No event, as in Docker. */
  stop(): void {
    this.cancelNext?.();
    this.probe?.cancel('container stopped');
    this.status = 'unhealthy';
  }

  /** While the container is paused nothing is probed, and nothing is known to be well. */
  suspend(): void {
    this.stop();
    this.cancelNext = undefined;
    this.probe = undefined;
  }

  resume(): void {
    if (!this.cancelNext && !this.probe) this.plan();
  }

  private plan(): void {
    const inStartPeriod = this.status === 'starting' && this.run.sim.nowMs - this.startedMs < msOf(this.config.StartPeriod, 0);
    const delayMs = inStartPeriod ? msOf(this.config.StartInterval, START_INTERVAL_MS_DEFAULT) : msOf(this.config.Interval, INTERVAL_MS_DEFAULT);
    this.cancelNext = this.run.sim.after(delayMs, 'health.probe', () => {
      this.cancelNext = undefined;
      this.probe = spawn(this.run.sim, 'health', this.check());
    });
  }

  private *check(): Program {
    const { sim, processes, container } = this.run;
    const startMs = sim.nowMs;
    const test = this.config.Test ?? [];
    const argv = [...(test[0] === 'CMD-SHELL' ? ['/bin/sh', '-c'] : []), ...test.slice(1)];
    const execId = this.events.execId();
    this.events.exec(`exec_create: ${execText(argv)}`, execId);
    const out = createPipe();
    const input = openNull();
    const process = processes.spawn({
      argv,
      env: this.env(),
      cwd: container.config.WorkingDir || '/',
      fds: new Map([
        [0, input],
        [1, out.writer],
        [2, out.writer],
      ]),
      newGroup: true,
      ...(this.run.main ? { uid: this.run.main.uid } : {}),
    });
    input.close();
    out.writer.close();
    let exitCode = -1;
    let output = '';
    if ('error' in process) {
      output =
        'OCI runtime exec failed: exec failed: unable to start container process: exec: ' +
        `${JSON.stringify(argv[0] ?? '')}: executable file not found in $PATH`;
    } else {
      this.events.exec(`exec_start: ${execText(argv)}`, execId);
      const limitMs = msOf(this.config.Timeout, TIMEOUT_MS_DEFAULT);
      const reader = spawn(sim, 'health.output', readInto(out.reader, (text) => (output += text)));
      const done = yield* race<unknown>(reader.ended, timer(sim, limitMs));
      if (done.index === 0) {
        exitCode = (yield* waitFor(process)).code;
      } else {
        process.signal('SIGKILL');
        reader.cancel('timeout');
        output = `Health check exceeded timeout (${goDuration(limitMs)})${output && `: ${shortened(output)}`}`;
      }
    }
    out.reader.close();
    this.events.exec('exec_die', execId, exitCode);
    this.probe = undefined;
    this.record(
      {
        Start: formatInstant(startMs),
        End: formatInstant(sim.nowMs),
        ExitCode: exitCode,
        Output: exitCode < 0 ? output : shortened(output),
      },
      startMs,
    );
    this.plan();
  }

  private record(result: HealthResult, startMs: number): void {
    this.results = [...this.results, result].slice(-LOG_KEPT);
    const before = this.status;
    if (result.ExitCode === 0) {
      this.failingStreak = 0;
      this.status = 'healthy';
    } else {
      const forgiven = before === 'starting' && startMs - this.startedMs < msOf(this.config.StartPeriod, 0);
      if (!forgiven) this.failingStreak++;
      const retries = this.config.Retries && this.config.Retries > 0 ? this.config.Retries : RETRIES_DEFAULT;
      if (this.failingStreak >= retries) this.status = 'unhealthy';
    }
    if (this.status !== before) this.events.changed(this.status);
  }
}

const shortened = (output: string) => (output.length > OUTPUT_BYTES_MAX ? `${output.slice(0, OUTPUT_BYTES_MAX)}...` : output);

/** What a probe writes, as far as it is kept; the rest is read and forgotten. */
function* readInto(file: OpenFile, take: (text: string) => void): Program {
  let kept = 0;
  for (let chunk = yield* file.read(); chunk !== undefined; chunk = yield* file.read()) {
    if (kept <= OUTPUT_BYTES_MAX) take(chunk);
    kept += chunk.length;
  }
}

function* waitFor(process: Process): Program<{ code: number }> {
  return (yield* race(process.exited)).value;
}

function msOf(nanoseconds: number | undefined, fallbackMs: number): number {
  return nanoseconds && nanoseconds > 0 ? nanoseconds / NS_PER_MS : fallbackMs;
}

/** `1m30s`, `500ms`: as Go prints a duration. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const seconds = ms / 1000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Number((seconds % 60).toFixed(3));
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${rest}s`;
}

/** Whether the swarm waits for a first good answer: for ever, where the engine does not know the kind of check. */
export function expectsHealth(config: HealthConfig | undefined): boolean {
  return (config?.Test?.length ?? 0) > 0 && config?.Test?.[0] !== 'NONE';
}

/** Whether there is a check at all: `["NONE"]`, an empty one and one of an unknown kind mean no. */
export function hasHealthcheck(config: HealthConfig | undefined): config is HealthConfig {
  return config?.Test?.[0] === 'CMD' || config?.Test?.[0] === 'CMD-SHELL';
}
