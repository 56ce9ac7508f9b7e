/**
 * Logs of services and tasks, gathered from the nodes where the containers lie (swarmkit manager/logbroker, moby
 * daemon/cluster/services.go). Each line carries its origin as details, from which the client makes its prefix.
 */
import type { LogsOptions, OutputSource } from '../host';
import type { Refusal, Task } from '../model';
import { isRefusal, refuse, TASK_STATE_ORDER } from '../model';
import type { HttpResponse } from '../os';
import type { Program } from '../sim';
import { sleep, spawn } from '../sim';
import type { ApiCall } from './call';
import { refused, stream } from './call';
import { frame } from './frames';
import { logLine } from './log-line';
import { instantParameter } from './parameters';
import { writtenBy } from './sources';

const POLL_MS = 500;

export function logsOptions(call: ApiCall): LogsOptions | Refusal {
  const tail = call.query.get('tail');
  const sinceMs = instantParameter(call, 'since');
  if (isRefusal(sinceMs)) return sinceMs;
  const untilMs = instantParameter(call, 'until');
  if (isRefusal(untilMs)) return untilMs;
  return {
    stdout: call.query.bool('stdout'),
    stderr: call.query.bool('stderr'),
    follow: call.query.bool('follow'),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(/^\d+$/.test(tail) ? { tail: Number(tail) } : {}),
  };
}

/** Whose logs: `whole` is a service, of which only tasks that have run count, unless new lines are followed. */
export interface LogSelection {
  readonly tty: boolean;
  readonly whole: boolean;
  /** The tasks of now: with `follow`, new ones join. */
  tasks(): Program<readonly Task[]>;
}

export function* serviceLogs(call: ApiCall, selection: LogSelection): Program<HttpResponse> {
  const options = logsOptions(call);
  if (isRefusal(options)) return refused(options);
  // Unlike a container's, a service's logs answer 500 here (moby api/server/router/swarm/helpers.go).
  if (!options.stdout && !options.stderr) return refused(refuse(500, 'Bad parameters: you must choose at least one stream'));
  const bad = refusedTail(call.query.get('tail'));
  if (bad) return refused(bad);
  const { sim, daemon } = call;
  const { tty, whole } = selection;
  const write = logLine(call);
  const body = writtenBy(sim, 'api.service-logs', function* (line) {
    const seen = new Set<string>();
    const problems = new Set<string>();
    let open = 0;
    const copy = function* (task: Task, extra: Readonly<Record<string, string>>, output: OutputSource): Program {
      try {
        for (;;) {
          const chunk = yield* output.read();
          if (chunk === undefined) break;
          const text = write(chunk, { ...extra, ...originOf(task) });
          line(tty ? text : frame(chunk.stream, text));
        }
      } finally {
        open--;
        output.close();
      }
    };
    const begin = function* (): Program {
      const tasks = yield* selection.tasks();
      const chosen = tasks.filter((task) => !whole || options.follow || TASK_STATE_ORDER[task.Status.State] >= TASK_STATE_ORDER.running);
      for (const task of chosen) if (task.NodeID === '') problems.add(`task ${task.ID} has not been scheduled`);
      // A node that is asked at all tells of every task of the selection that it has a container for.
      const nodes = new Set(chosen.map((task) => task.NodeID));
      for (const task of tasks) {
        const container = task.Status.ContainerStatus?.ContainerID;
        if (seen.has(task.ID) || task.NodeID === '' || !nodes.has(task.NodeID) || !container) continue;
        // Who follows waits until the container runs: one that was only made has nothing to follow yet.
        if (options.follow && TASK_STATE_ORDER[task.Status.State] < TASK_STATE_ORDER.running) continue;
        seen.add(task.ID);
        const logs = yield* daemon.taskLogs(task.NodeID, container, options);
        // Of what it cannot read, the node says nothing.
        if (isRefusal(logs)) {
          if (logs.status === 503) problems.add(logs.message);
          continue;
        }
        open++;
        spawn(sim, 'api.task-logs', copy(task, logs.attributes, logs.output));
      }
    };
    yield* begin();
    while (open > 0 || options.follow) {
      yield* sleep(sim, options.follow ? POLL_MS : 5);
      if (options.follow) yield* begin();
    }
    if (problems.size === 0) return;
    const reasons = [...problems].join(', ');
    const text = `rpc error: code = Unknown desc = warning: incomplete log stream. some logs could not be retrieved for the following reasons: ${reasons}`;
    line(tty ? `Error grabbing logs: ${text}\n` : frame('systemerr', `Error grabbing logs: ${text}\n`));
  });
  return stream(body, tty ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream');
}

function refusedTail(tail: string): Refusal | undefined {
  if (tail === '' || tail === 'all') return undefined;
  if (!/^[+-]?\d+$/.test(tail)) return refuse(500, 'tail value must be a positive integer or "all"');
  return Number(tail) < 0 ? refuse(500, 'negative tail values not supported') : undefined;
}

function originOf(task: Task): Record<string, string> {
  return {
    'com.docker.swarm.node.id': task.NodeID,
    'com.docker.swarm.service.id': task.ServiceID,
    'com.docker.swarm.task.id': task.ID,
  };
}
