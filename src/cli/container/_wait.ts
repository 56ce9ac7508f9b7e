/** Waiting for a container's end beside an attached session, and passing signals on (container/utils.go, signals.go). */
import type { SignalName } from '../../os';
import { type Fiber, type Program, sleep, spawn } from '../../sim';
import { apiPath } from '../_client/path';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';

interface WaitAnswer {
  StatusCode: number;
  Error?: { Message?: string } | null;
}

/** Begins to wait; join the fiber for the exit code. Asks before the container starts, so that no end is missed. */
export function* beginWait(context: Context, id: string, removed: boolean): Program<Fiber<number>> {
  const fiber = spawn(context.sim, 'docker wait', exitCode(context, id, removed), context.process.fiber as unknown as Fiber);
  yield* sleep(context.sim, 0);
  return fiber;
}

function* exitCode(context: Context, id: string, removed: boolean): Program<number> {
  try {
    const answer = yield* context.api.post<WaitAnswer>(apiPath`/containers/${id}/wait`, { query: { condition: removed ? 'removed' : 'next-exit' } });
    if (answer.Error?.Message) {
      yield* context.err.line(`Error waiting for container: ${answer.Error.Message}`);
      return 125;
    }
    return answer.StatusCode;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    yield* context.err.line(`error waiting for container: ${error.message}`);
    return 125;
  }
}

/** Begins to wait for a container that runs already; what goes wrong is thrown where the end is joined. */
export function* beginAttachedWait(context: Context, id: string): Program<() => Program<number>> {
  const outcome: { failure?: Failure } = {};
  const waiting = (function* (): Program<number> {
    try {
      const answer = yield* context.api.post<WaitAnswer>(apiPath`/containers/${id}/wait`);
      if (answer.Error?.Message) throw new Failure(answer.Error.Message);
      return answer.StatusCode;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      outcome.failure = error;
      return 1;
    }
  })();
  const fiber = spawn(context.sim, 'docker wait', waiting, context.process.fiber as unknown as Fiber);
  yield* sleep(context.sim, 0);
  return function* () {
    const code = yield* joinWait(fiber);
    if (outcome.failure) throw outcome.failure;
    return code;
  };
}

/** The code, once it is there. */
export function* joinWait(fiber: Fiber<number>): Program<number> {
  const outcome = yield* fiber.join();
  return outcome.kind === 'returned' ? outcome.value : 125;
}

const PROXIED: SignalName[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'];

/** Sends signals of this process to the container's; answers how to stop. */
export function proxySignals(context: Context, id: string): () => void {
  return context.signals.on(PROXIED, (signal) => forward(context, id, signal));
}

function forward(context: Context, id: string, signal: SignalName): void {
  spawn(
    context.sim,
    'docker kill',
    (function* () {
      try {
        yield* context.api.post(apiPath`/containers/${id}/kill`, { query: { signal: signal.slice('SIG'.length) } });
      } catch (error) {
        // Too late for the container: it ends on its own.
        if (!(error instanceof Failure)) throw error;
      }
    })(),
    context.process.fiber as unknown as Fiber,
  );
}

/** 126 and 127 where the process could not be run, else 125. */
export function startExit(message: string): number {
  if (/executable file not found|no such file or directory|system cannot find the file specified/.test(message)) return 127;
  if (/permission denied|is a directory/.test(message)) return 126;
  return 125;
}
