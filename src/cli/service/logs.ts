/** `docker service logs` (command/service/logs.go): frames of all tasks, each line under its task's name. */
import { percentDecode } from '../../os';
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiService, ApiTask } from '../_client/shapes';
import { FrameReader } from '../_client/stdcopy';
import type { Context } from '../_framework/context';
import { command, exactly } from '../_framework/command';
import { serviceNames, upTo } from '../_framework/completion';
import { Failure, isNotFound } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { NameResolver } from '../_format/tasks';
import { timestampParameter } from '../_parse/time';

const TASK = 'com.docker.swarm.task.id';
const NODE = 'com.docker.swarm.node.id';
const SERVICE = 'com.docker.swarm.service.id';

export default command({
  use: 'logs [OPTIONS] SERVICE|TASK',
  short: 'Show what the tasks of a service, or one task, wrote',
  swarm: 'manager',
  args: exactly(1),
  flags: {
    details: flag.bool('', 'Show the extra attributes of each line'),
    follow: flag.bool('f', 'Go on with new lines as they come'),
    'no-resolve': flag.bool('', 'Show IDs instead of names'),
    'no-task-ids': flag.bool('', 'Leave task IDs out'),
    'no-trunc': flag.bool('', 'Print everything in full'),
    raw: flag.bool('', 'Only the messages, without marks in front'),
    since: flag.string('', 'Show from this instant on (2013-01-02T13:23:37Z, or 42m for 42 minutes ago)'),
    tail: flag.string('n', 'How many lines to show from the end', { initial: 'all' }),
    timestamps: flag.bool('t', 'Show when each line was written'),
  },
  completes: upTo(1, serviceNames),
  *run(context, [ref = ''], flags) {
    const { path, tty, slots } = yield* findLogs(context, ref);
    if (tty && !flags.raw) throw new Failure('tty service logs only supported with --raw');
    const { body } = yield* context.api.stream('GET', path, {
      query: {
        stdout: '1',
        stderr: '1',
        since: since(flags.since, context.sim.nowMs),
        timestamps: flags.timestamps ? '1' : undefined,
        follow: flags.follow ? '1' : undefined,
        tail: flags.tail,
        // Details carry the task's name, which every form but the raw one needs.
        details: flags.details || !flags.raw ? '1' : undefined,
      },
    });
    const namer = new TaskNamer(context, slots, flags);
    if (tty) {
      for (let chunk = yield* body.read(); chunk !== undefined; chunk = yield* body.read()) yield* context.out.write(chunk);
      return;
    }
    const frames = new FrameReader(body);
    for (let frame = yield* frames.next(); frame; frame = yield* frames.next()) {
      const out = frame.stream === 'stderr' ? context.err : context.out;
      yield* out.write(flags.raw ? frame.text : yield* namer.line(frame.text));
    }
  },
});

function since(text: string, nowMs: number): string | undefined {
  if (text === '') return undefined;
  const value = timestampParameter(text, nowMs);
  if (typeof value === 'string') return value;
  throw new Failure(`invalid value for "since": ${value.problem}`);
}

interface Found {
  path: string;
  tty: boolean;
  /** The highest slot, for aligned names. */
  slots: number;
}

/** A service by name or ID, else a task by ID. */
function* findLogs(context: Context, ref: string): Program<Found> {
  try {
    const service = yield* context.api.getAs<ApiService>('swarm.Service', apiPath`/services/${ref}`, { insertDefaults: false });
    return {
      path: apiPath`/services/${service.ID}/logs`,
      tty: service.Spec.TaskTemplate.ContainerSpec?.TTY ?? false,
      slots: service.Spec.Mode.Replicated?.Replicas ?? 1,
    };
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    const task = yield* context.api.getAs<ApiTask>('swarm.Task', apiPath`/tasks/${ref}`);
    return { path: apiPath`/tasks/${task.ID}/logs`, tty: task.Spec.ContainerSpec?.TTY ?? false, slots: task.Slot ?? 0 };
  } catch (error) {
    if (isNotFound(error)) throw new Failure(`no such task or service: ${ref}`);
    throw error;
  }
}

interface NameFlags {
  details: boolean;
  'no-resolve': boolean;
  'no-trunc': boolean;
  'no-task-ids': boolean;
  timestamps: boolean;
}

class TaskNamer {
  private names = new Map<string, string>();
  private resolver: NameResolver;
  private slotWidth: number;

  constructor(
    private context: Context,
    slots: number,
    private flags: NameFlags,
  ) {
    this.resolver = new NameResolver(context, !flags['no-resolve']);
    this.slotWidth = String(slots).length;
  }

  /** `[timestamp] details text` becomes `[timestamp] name | [details] text`. */
  *line(text: string): Program<string> {
    const parts = text.split(' ');
    const stamp = this.flags.timestamps ? `${parts.shift() ?? ''} ` : '';
    const details = new Map((parts.shift() ?? '').split(',').map((pair) => pair.split('=').map(decodeDetail) as [string, string]));
    const name = yield* this.name(details.get(TASK) ?? '', details.get(NODE) ?? '', details.get(SERVICE) ?? '');
    for (const key of [TASK, NODE, SERVICE]) details.delete(key);
    const shown = this.flags.details ? `${[...details].map(([key, value]) => `${key}=${value}`).join(',')} ` : '';
    return `${stamp}${name} | ${shown}${parts.join(' ')}`;
  }

  private *name(taskId: string, nodeId: string, serviceId: string): Program<string> {
    const known = this.names.get(taskId);
    if (known !== undefined) return known;
    const task = yield* this.context.api.getAs<ApiTask>('swarm.Task', apiPath`/tasks/${taskId}`);
    const service = yield* this.resolver.service(serviceId);
    const node = yield* this.resolver.node(nodeId);
    const slot = task.Slot ?? 0;
    // Padded so that the marks of tasks with shorter slots stand in one column.
    const padding = ' '.repeat(Math.max(0, this.slotWidth - String(slot).length));
    const id = this.flags['no-task-ids'] ? '' : `.${this.flags['no-trunc'] ? taskId : taskId.slice(0, 12)}`;
    const name = `${service}.${slot}${id}@${node}${padding}   `;
    this.names.set(taskId, name);
    return name;
  }
}

function decodeDetail(text: string): string {
  return percentDecode(text.replaceAll('+', ' ')) ?? text;
}
