/**
 * Logs of services and tasks, gathered from the nodes where the containers lie (swarmkit manager/logbroker, moby
 * daemon/cluster/services.go). Each line carries its origin as details, from which the client makes its prefix.
 */
import type { LogsOptions, OutputSource } from '../host';
import type { Task } from '../model';
import { formatInstantNano, isRefusal, TASK_STATE_ORDER } from '../model';
import type { HttpResponse } from '../os';
import type { Program } from '../sim';
import { sleep, spawn } from '../sim';
import type { ApiCall } from './call';
import { refused, stream } from './call';
import { frame } from './frames';
import { instantParameter } from './parameters';
import { writtenBy } from './sources';

const POLL_MS = 500;

export function logsOptions(call: ApiCall): LogsOptions {
  const tail = call.query.get('tail');
  const sinceMs = instantParameter(call, 'since');
  const untilMs = instantParameter(call, 'until');
  return {
    stdout: call.query.bool('stdout'),
    stderr: call.query.bool('stderr'),
    follow: call.query.bool('follow'),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(/^\d+$/.test(tail) ? { tail: Number(tail) } : {}),
  };
}

/** `current` answers the tasks of now: with `follow`, new ones join. */
export function* serviceLogs(call: ApiCall, first: readonly Task[], tty: boolean, current: (api: ApiCall) => Program<readonly Task[]> | readonly Task[]): Program<HttpResponse> {
  const options = logsOptions(call);
  if (!options.stdout && !options.stderr) return refused({ refused: true, status: 400, message: 'Bad parameters: you must choose at least one stream' });
  const details = call.query.bool('details');
  const timestamps = call.query.bool('timestamps');
  const { sim, daemon } = call;
  const body = writtenBy(sim, 'api.service-logs', function* (line) {
    const seen = new Set<string>();
    const problems: string[] = [];
    let open = 0;
    const follow = function* (task: Task, output: OutputSource): Program {
      try {
        for (;;) {
          const chunk = yield* output.read();
          if (chunk === undefined) break;
          const stamp = timestamps ? `${formatInstantNano(chunk.atMs)} ` : '';
          const text = `${stamp}${details ? `${attributes(task)} ` : ''}${chunk.text}`;
          line(tty ? text : frame(chunk.stream, text));
        }
      } finally {
        open--;
        output.close();
      }
    };
    const begin = function* (tasks: readonly Task[]): Program {
      for (const task of tasks) {
        const container = task.Status.ContainerStatus?.ContainerID;
        if (seen.has(task.ID) || !container || TASK_STATE_ORDER[task.Status.State] < TASK_STATE_ORDER.starting) {
          if (!options.follow && !seen.has(task.ID) && task.NodeID === '' && !isPast(task)) problems.push(`task ${task.ID} has not been scheduled`);
          continue;
        }
        seen.add(task.ID);
        const logs = yield* daemon.taskLogs(task.NodeID, container, options);
        if (isRefusal(logs)) {
          problems.push(logs.message);
          continue;
        }
        open++;
        spawn(sim, 'api.task-logs', follow(task, logs.output));
      }
    };
    yield* begin(first);
    while (open > 0 || options.follow) {
      yield* sleep(sim, options.follow ? POLL_MS : 5);
      if (!options.follow) continue;
      const next = current(call);
      yield* begin(Symbol.iterator in next && !Array.isArray(next) ? yield* next as Program<readonly Task[]> : (next as readonly Task[]));
    }
    if (problems.length > 0) {
      line(frame('systemerr', `warning: incomplete log stream. some logs could not be retrieved for the following reasons: ${problems.join(', ')}\n`));
    }
  });
  return stream(body, tty ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream');
}

function isPast(task: Task): boolean {
  return TASK_STATE_ORDER[task.Status.State] > TASK_STATE_ORDER.running;
}

/** Sorted and escaped, as moby's log copier writes details. */
function attributes(task: Task): string {
  return [
    `com.docker.swarm.node.id=${task.NodeID}`,
    `com.docker.swarm.service.id=${task.ServiceID}`,
    `com.docker.swarm.task.id=${task.ID}`,
  ].join(',');
}
