/** `/containers` (moby api/server/router/container). */
import type { CreateRequest, HostConfig } from '../../host';
import type { Refusal } from '../../model';
import { isRefusal, refuse } from '../../model';
import { sleep, spawn } from '../../sim';
import { answer, bodyOf, bodyText, done, empty, filtersOf, json, refused, stream, unknownFilter } from '../call';
import type { ApiCall } from '../call';
import type { Routes } from '../engine-api';
import { framed, pumpInput } from '../frames';
import { logLine } from '../log-line';
import { integerParameter, terminalSize } from '../parameters';
import { logsOptions } from '../service-logs';
import { awaitedJson, writtenBy } from '../sources';
import { hijackedType, RAW_STREAM, rawType } from './execs';

const FILTERS = [
  'ancestor', 'before', 'exited', 'expose', 'health', 'id', 'is-task', 'isolation', 'label', 'name', 'network', 'publish', 'since', 'status', 'volume',
];
const PRUNE_FILTERS = ['label', 'label!', 'until'];
const STATS_MS = 1_000;

/** `t` and `signal` of stop and restart. */
function stopOptions(call: ApiCall): { timeoutSeconds?: number; signal?: string } | Refusal {
  const timeoutSeconds = integerParameter(call, 't');
  if (isRefusal(timeoutSeconds)) return timeoutSeconds;
  const signal = call.query.get('signal');
  return { ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }), ...(signal === '' ? {} : { signal }) };
}

/** Undefined when there is no such container: what is asked for next says so. */
function statusOf(call: ApiCall): string | undefined {
  const container = call.daemon.engine.containerInspect(name(call));
  return isRefusal(container) ? undefined : container.State.Status;
}

/** A nil slice of Go is null. */
function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length > 0 ? list : null;
}

const name = (call: ApiCall) => call.params.name ?? '';

export const containers: Routes = {
  *'GET /containers/json'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, FILTERS);
    if (bad) return refused(bad);
    const limit = integerParameter(call, 'limit') ?? -1;
    if (isRefusal(limit)) return refused(limit);
    return answer(call.daemon.engine.containerList({ all: call.query.bool('all'), size: call.query.bool('size'), filters, ...(limit > 0 ? { limit } : {}) }));
  },

  *'POST /containers/create'(call) {
    if ((yield* bodyText(call)).trim() === '') return refused(refuse(400, 'invalid JSON: got EOF while reading request body'));
    const request = yield* bodyOf<CreateRequest>(call, 'container.CreateRequest', '');
    if (isRefusal(request)) return refused(request);
    if (Object.keys(request).every((field) => field === 'HostConfig' || field === 'NetworkingConfig')) return refused(refuse(400, 'config cannot be empty in order to create a container'));
    const created = yield* call.daemon.engine.containerCreate(request, call.query.get('name').replace(/^\//, '') || undefined, call.query.get('platform') || undefined);
    return answer(created, (value) => value, 201);
  },

  *'GET /containers/{name}/json'(call) {
    return answer(call.daemon.engine.containerInspect(name(call), { size: call.query.bool('size') }));
  },

  *'GET /containers/{name}/top'(call) {
    return answer(call.daemon.engine.containerTop(name(call), call.query.get('ps_args') || undefined));
  },

  *'GET /containers/{name}/logs'(call) {
    const options = logsOptions(call);
    if (isRefusal(options)) return refused(options);
    if (!options.stdout && !options.stderr) return refused(refuse(400, 'Bad parameters: you must choose at least one stream'));
    const logs = call.daemon.engine.containerLogs(name(call), options);
    if (isRefusal(logs)) return refused(logs);
    const write = logLine(call);
    return stream(framed(logs.output, logs.tty, (chunk) => write(chunk, logs.attributes)), rawType(call, logs.tty));
  },

  *'GET /containers/{name}/changes'(call) {
    return answer(call.daemon.engine.containerChanges(name(call)), orNull);
  },

  *'GET /containers/{name}/stats'(call) {
    const { engine } = call.daemon;
    const first = engine.containerStats(name(call));
    if (isRefusal(first)) return refused(first);
    if (!call.query.bool('stream') && call.query.has('stream')) {
      // Two samples make a rate: without one-shot Docker waits for the second.
      if (!call.query.bool('one-shot')) yield* sleep(call.sim, STATS_MS);
      return answer(engine.containerStats(name(call)));
    }
    const body = writtenBy(call.sim, 'api.stats', function* (line) {
      for (;;) {
        const sample = engine.containerStats(name(call));
        if (isRefusal(sample)) return;
        line(`${JSON.stringify(sample)}\n`);
        yield* sleep(call.sim, STATS_MS);
      }
    });
    return stream(body);
  },

  /** What runs already is not modified. */
  *'POST /containers/{name}/start'(call) {
    if (statusOf(call) === 'running') return empty(304);
    return done(yield* call.daemon.engine.containerStart(name(call)));
  },

  *'POST /containers/{name}/stop'(call) {
    const options = stopOptions(call);
    if (isRefusal(options)) return refused(options);
    if (['created', 'exited', 'dead'].includes(statusOf(call) ?? '')) return empty(304);
    return done(yield* call.daemon.engine.containerStop(name(call), options));
  },

  *'POST /containers/{name}/restart'(call) {
    const options = stopOptions(call);
    return isRefusal(options) ? refused(options) : done(yield* call.daemon.engine.containerRestart(name(call), options));
  },

  *'POST /containers/{name}/kill'(call) {
    return done(yield* call.daemon.engine.containerKill(name(call), call.query.get('signal') || undefined));
  },

  *'POST /containers/{name}/pause'(call) {
    return done(yield* call.daemon.engine.containerPause(name(call)));
  },

  *'POST /containers/{name}/unpause'(call) {
    return done(yield* call.daemon.engine.containerUnpause(name(call)));
  },

  *'POST /containers/{name}/rename'(call) {
    return done(yield* call.daemon.engine.containerRename(name(call), call.query.get('name')));
  },

  *'POST /containers/{name}/update'(call) {
    const change = yield* bodyOf<Partial<HostConfig>>(call, 'container.UpdateConfig');
    if (isRefusal(change)) return refused(change);
    return answer(yield* call.daemon.engine.containerUpdate(name(call), change));
  },

  /** The head of the answer comes at once, the body when the container is over. */
  *'POST /containers/{name}/wait'(call) {
    const condition = call.query.get('condition') || 'not-running';
    if (!['not-running', 'next-exit', 'removed'].includes(condition)) return refused(refuse(400, `invalid condition: "${condition}"`));
    const known = call.daemon.engine.containerInspect(name(call));
    if (isRefusal(known)) return refused(known);
    const waiting = call.daemon.engine.containerWait(known.Id, condition as 'not-running');
    return stream(awaitedJson(call.sim, 'api.wait', waiting));
  },

  *'POST /containers/{name}/attach'(call) {
    const { query } = call;
    const attachment = call.daemon.engine.containerAttach(name(call), {
      stdin: query.bool('stdin'), stdout: query.bool('stdout'), stderr: query.bool('stderr'), logs: query.bool('logs'), stream: query.bool('stream'),
    });
    // Its connection is taken over before it is looked up, so a refusal is no JSON (moby api/server/router/container/container_routes.go).
    if (isRefusal(attachment)) return { status: attachment.status, headers: { 'content-type': RAW_STREAM }, body: `${attachment.message}\r\n` };
    if (query.bool('stdin') && call.request.upgrade) spawn(call.sim, 'api.attach-input', pumpInput(call.request.upgrade, attachment));
    return stream(framed(attachment.output, attachment.tty), hijackedType(call, attachment.tty));
  },

  *'POST /containers/{name}/resize'(call) {
    const size = terminalSize(call);
    return isRefusal(size) ? refused(size) : done(call.daemon.engine.containerResize(name(call), size.columns, size.rows), 200);
  },

  *'DELETE /containers/{name}'(call) {
    return done(yield* call.daemon.engine.containerRemove(name(call), { force: call.query.bool('force'), volumes: call.query.bool('v'), link: call.query.bool('link') }));
  },

  *'POST /containers/prune'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, PRUNE_FILTERS);
    if (bad) return refused(bad);
    const result = yield* call.daemon.engine.containerPrune(filters);
    return isRefusal(result) ? refused(result) : json(200, { ContainersDeleted: orNull(result.deleted), SpaceReclaimed: result.spaceReclaimed });
  },
};
