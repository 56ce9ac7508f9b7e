/** Signals, stopping, pausing (moby daemon/{kill,stop,restart,pause}.go). */
import { refuse, type Refusal } from '../model';
import { isSignalNumber, SIGNAL_NUMBERS, signalByName, signalNumber, type SignalName } from '../os';
import { race, timer, wait, type Program } from '../sim';
import type { Container } from './container';
import type { EngineCore } from './engine-core';

const STOP_TIMEOUT_SECONDS = 10;
/** After SIGKILL a container is gone within this, or something is very wrong. */
const KILL_LIMIT_MS = 10_000;

/** SIGTERM (or the container's own signal), patience, SIGKILL. A container that is not running is left alone. */
export function* stopContainer(
  core: EngineCore,
  container: Container,
  options: { timeoutSeconds?: number; signal?: string } = {},
): Program<undefined | Refusal> {
  while (container.starting) yield* wait(container.changed.wait);
  const odd = container.running && options.signal ? checkSignal(options.signal) : undefined;
  if (odd) return odd;
  container.manuallyStopped = true;
  if (container.status === 'restarting') {
    container.stopRestart?.();
    container.stopRestart = undefined;
    container.setStatus('exited');
    return undefined;
  }
  if (!container.running) return undefined;
  const { config } = container;
  const signal = signalByName(options.signal || config.StopSignal || 'SIGTERM') ?? 'SIGTERM';
  const seconds = options.timeoutSeconds ?? config.StopTimeout ?? STOP_TIMEOUT_SECONDS;
  container.stopAsked = true;
  if (seconds === 0) {
    // Without patience both signals go out at once; a quick process still ends by the first.
    thaw(container);
    for (const each of [signal, 'SIGKILL'] as const) announce(core, container, each);
    for (const each of [signal, 'SIGKILL'] as const) deliver(container, each);
    yield* waitStopped(core, container, KILL_LIMIT_MS);
  } else {
    sendSignal(core, container, signal);
    yield* waitStopped(core, container, seconds < 0 ? undefined : seconds * 1000);
    if (container.running) yield* killAndWait(core, container);
  }
  yield* core.work(120, 230);
  return undefined;
}

/** SIGKILL, and until it has gone. */
export function* killAndWait(core: EngineCore, container: Container): Program<undefined | Refusal> {
  container.manuallyStopped = true;
  sendSignal(core, container, 'SIGKILL');
  yield* waitStopped(core, container, KILL_LIMIT_MS);
  return container.running ? refuse(500, `could not kill container: tried to kill container, but did not receive an exit event`) : undefined;
}

/** `text` is a signal that `checkSignal` lets pass. */
export function* killContainer(core: EngineCore, container: Container, text: string | undefined): Program<undefined | Refusal> {
  if (!container.running) return refuse(409, `container ${container.id} is not running`);
  const signal = signalByName(text || 'SIGKILL');
  if (signal === 'SIGKILL') {
    const failed = yield* killAndWait(core, container);
    yield* core.work(10, 40);
    return failed;
  }
  // A signal that means "stop" to the image also silences the restart policy, as in Docker.
  if (signal === (signalByName(container.config.StopSignal || 'SIGTERM') ?? 'SIGTERM')) container.manuallyStopped = true;
  if (signal) sendSignal(core, container, signal);
  // What no program of the lab listens to is only told of.
  else core.containerEvent(container, 'kill', { signal: String(signalNumber(text ?? '')) });
  yield* core.work(5, 20);
  return undefined;
}

/** Undefined when a Linux daemon can send it. */
export function checkSignal(text: string): Refusal | undefined {
  const number = signalNumber(text);
  if (number === undefined || number === 0) return refuse(400, `invalid signal: ${text}`);
  return isSignalNumber(number) ? undefined : refuse(400, `the linux daemon does not support signal ${text}`);
}

function sendSignal(core: EngineCore, container: Container, signal: SignalName): void {
  thaw(container);
  announce(core, container, signal);
  deliver(container, signal);
}

/** A paused container could not hear a signal. */
function thaw(container: Container): void {
  if (container.status !== 'paused') return;
  container.run?.processes.freeze(false);
  container.setStatus('running');
}

function announce(core: EngineCore, container: Container, signal: SignalName): void {
  core.containerEvent(container, 'kill', { signal: String(SIGNAL_NUMBERS[signal]) });
}

function deliver(container: Container, signal: SignalName): void {
  // SIGKILL comes from outside: it spares nobody, while PID 1 cannot kill itself from within.
  if (signal === 'SIGKILL') container.run?.killAll();
  else container.run?.main?.signal(signal);
}

/** Until it stops, or the time is over. */
export function* waitStopped(core: EngineCore, container: Container, limitMs: number | undefined): Program {
  const untilMs = limitMs === undefined ? Infinity : core.sim.nowMs + limitMs;
  while (container.running) {
    const leftMs = untilMs - core.sim.nowMs;
    if (leftMs <= 0) return;
    if (untilMs === Infinity) yield* wait(container.changed.wait);
    else yield* race(container.changed.wait, timer(core.sim, leftMs));
  }
}

export function* pauseContainer(core: EngineCore, container: Container): Program<undefined | Refusal> {
  if (container.status === 'paused') return refuse(409, `Container ${container.id} is already paused`);
  if (container.status === 'restarting') return refuse(409, `Container ${container.id} is restarting, wait until the container is running`);
  if (!container.running) return refuse(409, `container ${container.id} is not running`);
  yield* core.work(8, 25);
  if (container.status !== 'running') return refuse(409, `container ${container.id} is not running`);
  container.run?.processes.freeze(true);
  container.health?.suspend();
  container.setStatus('paused');
  core.containerEvent(container, 'pause');
  return undefined;
}

export function* unpauseContainer(core: EngineCore, container: Container): Program<undefined | Refusal> {
  if (container.status !== 'paused') return refuse(500, `Container ${container.id} is not paused`);
  yield* core.work(8, 25);
  container.run?.processes.freeze(false);
  container.setStatus('running');
  container.health?.resume();
  core.containerEvent(container, 'unpause');
  return undefined;
}
