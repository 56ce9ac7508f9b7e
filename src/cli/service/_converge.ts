/**
 * Waiting until a service runs as its spec says, five looks a second, drawing what it sees
 * (docker/cli command/service/progress/progress.go). The operation itself goes on whether anybody waits or not.
 */
import { race, type Program, type Wait, timer } from '../../sim';
import type { Client, Query } from '../_client/client';
import { apiPath } from '../_client/path';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { filtersParameter } from '../_framework/flags';
import { ProgressDisplay, type ProgressMessage } from '../_format/progress';
import type { ApiNode, ApiService, ApiTask } from '../_client/shapes';
import { globalJobView, replicatedJobView } from './_converge-jobs';
import { globalView, line, replicatedView, type View } from './_converge-views';

const POLL_MS = 200;
const MONITOR_MS = 5_000;

/** Shows messages, or nothing when quiet. */
export type Show = (message: ProgressMessage) => Program;

/**
 * Waits for convergence. `reference` is what the person typed, or the ID. Throws a Failure when the update was
 * paused; Ctrl-C before convergence says that the work goes on and ends well.
 */
export function* converged(context: Context, reference: string, quiet = false): Program {
  const display = new ProgressDisplay(context.out);
  const show: Show = function* (message) {
    if (!quiet) yield* display.show(message);
  };
  let interrupt: (() => void) | undefined;
  let interrupted = false;
  const onInterrupt: Wait<void> = (wake) => {
    interrupt = wake;
    return () => {
      interrupt = undefined;
    };
  };
  const stopInterrupts = context.signals.on(['SIGINT'], () => {
    interrupted = true;
    interrupt?.();
  });
  const stopEnds = context.signals.on(['SIGTERM'], () => context.process.exit(0));
  try {
    yield* follow(context, reference, show, onInterrupt, () => interrupted);
  } finally {
    stopInterrupts();
    stopEnds();
  }
}

/** What is asked again and again: read anew only when the answer is another. */
class Watched<T> {
  private text = '';
  private value: T | undefined;

  constructor(private api: Client) {}

  *get(path: string, query?: Query): Program<T> {
    const text = yield* this.api.text('GET', path, query ? { query } : {});
    if (this.value === undefined || text !== this.text) [this.text, this.value] = [text, JSON.parse(text) as T];
    return this.value;
  }
}

function viewFor(service: ApiService): View {
  const { Mode } = service.Spec;
  if (Mode.Replicated) return replicatedView();
  if (Mode.Global) return globalView();
  if (Mode.ReplicatedJob) return replicatedJobView(service);
  if (Mode.GlobalJob) return globalJobView();
  throw new Failure('unrecognized service mode');
}

function* follow(context: Context, reference: string, show: Show, onInterrupt: Wait<void>, interrupted: () => boolean): Program {
  const { api, sim } = context;
  const [serviceNow, tasksNow, nodesNow] = [new Watched<ApiService>(api), new Watched<ApiTask[]>(api), new Watched<ApiNode[]>(api)];
  let view: View | undefined;
  let monitorMs = MONITOR_MS;
  let isConverged = false;
  let convergedAtMs: number | undefined;
  let rollback = false;
  let farewell: ProgressMessage | undefined;
  for (;;) {
    const service = yield* serviceNow.get(apiPath`/services/${reference}`, { insertDefaults: false });
    const monitor = service.Spec.UpdateConfig?.Monitor;
    if (monitor) monitorMs = monitor / 1e6;
    view ??= viewFor(service);
    const message = service.UpdateStatus?.Message ?? '';
    switch (service.UpdateStatus?.State) {
      case 'updating':
        rollback = false;
        break;
      case 'completed':
        if (!isConverged) return;
        break;
      case 'paused':
        throw new Failure(`service update paused: ${message}`);
      case 'rollback_started':
        if (!rollback && message) yield* show({ id: 'rollback', status: message, progressDetail: {} });
        rollback = true;
        break;
      case 'rollback_paused':
        throw new Failure(`service rollback paused: ${message}`);
      case 'rollback_completed':
        if (!isConverged) farewell = { id: 'rollback', status: message };
        rollback = true;
        break;
    }
    if (isConverged && convergedAtMs !== undefined && sim.nowMs - convergedAtMs >= monitorMs) {
      yield* show(line('verify', `Service ${reference} converged`));
      if (farewell) yield* show(farewell);
      return;
    }
    const tasks = yield* tasksNow.get('/tasks', {
      filters: filtersParameter([
        ['service', service.ID],
        ['_up-to-date', 'true'],
      ]),
    });
    const activeNodes = new Set((yield* nodesNow.get('/nodes')).filter((node) => node.Status.State !== 'down').map((node) => node.ID));
    isConverged = yield* view(service, tasks, activeNodes, rollback, show);
    if (isConverged) {
      if (service.Spec.Mode.ReplicatedJob || service.Spec.Mode.GlobalJob) {
        yield* show({ status: 'job complete' });
        return;
      }
      convergedAtMs ??= sim.nowMs;
      const leftMs = monitorMs - (sim.nowMs - convergedAtMs);
      if (leftMs >= 0) yield* show(line('verify', `Waiting ${Math.max(1, Math.ceil(leftMs / 1000))} seconds to verify that tasks are stable...`));
    } else {
      if (convergedAtMs !== undefined) yield* show(line('verify', 'Detected task failure'));
      convergedAtMs = undefined;
    }
    if (!interrupted()) yield* race<void>(timer(sim, POLL_MS), onInterrupt);
    if (interrupted()) {
      if (!isConverged) {
        yield* show({ status: 'Operation continuing in background.' });
        yield* show({ status: `Use \`docker service ps ${reference}\` to check progress.` });
      }
      return;
    }
  }
}
