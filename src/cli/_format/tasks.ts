/** Lists of tasks: `service ps`, `node ps` and `stack ps` (command/task, command/idresolver). */
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiNode, ApiService, ApiTask } from '../_client/shapes';
import { familiarText, parseImageReference } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import { parseInstant } from '../_parse/time';
import type { Query } from '../_client/client';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { ellipsis, humanDuration, pretty, shortId } from './human';
import { formatList, type ListShape, templateOf } from './list';
import { compareNatural } from './natural';

export const TASK_SHAPE: ListShape = {
  typeName: '*task.taskContext',
  headers: {
    ID: 'ID',
    Name: 'NAME',
    Image: 'IMAGE',
    Node: 'NODE',
    DesiredState: 'DESIRED STATE',
    CurrentState: 'CURRENT STATE',
    Error: 'ERROR',
    Ports: 'PORTS',
  },
  table: ['ID', 'Name', 'Image', 'Node', 'DesiredState', 'CurrentState', 'Error', 'Ports'],
  quiet: '{{.ID}}',
  raw: [
    'id: {{.ID}}',
    'name: {{.Name}}',
    'image: {{.Image}}',
    'node: {{.Node}}',
    'desired_state: {{.DesiredState}}',
    'current_state: {{.CurrentState}}',
    'error: {{.Error}}',
    'ports: {{.Ports}}',
  ],
};

/** Names of services and nodes by ID, each asked for once. */
export class NameResolver {
  private names = new Map<string, string>();

  constructor(
    private context: Context,
    private resolves: boolean,
  ) {}

  *service(id: string): Program<string> {
    return yield* this.name('services', id, (service: ApiService) => service.Spec.Name, { insertDefaults: false });
  }

  *node(id: string): Program<string> {
    return yield* this.name('nodes', id, (node: ApiNode) => node.Spec.Name || node.Description?.Hostname);
  }

  private *name<T>(kind: 'services' | 'nodes', id: string, read: (object: T) => string | undefined, query?: Query): Program<string> {
    if (!this.resolves || id === '') return id;
    const path = apiPath`/${kind}/${id}`;
    const known = this.names.get(path);
    if (known !== undefined) return known;
    let name: string;
    try {
      name = read(yield* this.context.api.get<T>(path, query)) || id;
    } catch (error) {
      // Gone or not visible from here: the ID stands for it.
      if (!(error instanceof Failure)) throw error;
      name = id;
    }
    this.names.set(path, name);
    return name;
  }
}

/** An image for people: no digest where there is a tag, no registry defaults. */
export function imageForPeople(image: string, truncated: boolean): string {
  if (!truncated) return image;
  const reference = parseImageReference(image);
  if (isProblem(reference) || !reference.tag) return image;
  return familiarText({ ...reference, digest: undefined });
}

export interface TaskListOptions {
  format: string;
  quiet: boolean;
  truncated: boolean;
}

export function* printTasks(context: Context, tasks: readonly ApiTask[], resolver: NameResolver, options: TaskListOptions): Program {
  const format = options.format || (options.quiet ? '' : context.config.text('tasksFormat'));
  const { truncated } = options;
  const named: { task: ApiTask; name: string; node: string }[] = [];
  for (const task of tasks) {
    const service = yield* resolver.service(task.ServiceID ?? '');
    named.push({ task, name: `${service}.${task.Slot || task.NodeID || ''}`, node: '' });
  }
  named.sort((a, b) => compareNatural(a.name, b.name) || (a.task.CreatedAt < b.task.CreatedAt ? 1 : a.task.CreatedAt > b.task.CreatedAt ? -1 : 0));
  for (const entry of named) entry.node = yield* resolver.node(entry.task.NodeID ?? '');
  const { isTable } = templateOf(TASK_SHAPE, { format, quiet: options.quiet });
  const rows = named.map(({ task, name, node }, i) => ({
    ID: () => (truncated ? shortId(task.ID) : task.ID),
    Name: () => (isTable && i > 0 && named[i - 1]?.name === name ? ` \\_ ${name}` : name),
    Image: () => imageForPeople(task.Spec.ContainerSpec?.Image ?? '', truncated),
    Node: () => node,
    DesiredState: () => pretty(task.DesiredState),
    CurrentState: () =>
      `${pretty(task.Status.State)} ${humanDuration(context.sim.nowMs - (parseInstant(task.Status.Timestamp) ?? 0)).toLowerCase()} ago`,
    Error: () => errorCell(task.Status.Err ?? '', truncated),
    Ports: () => (task.Status.PortStatus?.Ports ?? []).map((port) => `*:${port.PublishedPort}->${port.TargetPort}/${port.Protocol}`).join(','),
  }));
  yield* context.out.write(formatList(TASK_SHAPE, rows, { format, quiet: options.quiet }));
}

function errorCell(text: string, truncated: boolean): string {
  if (text === '') return '';
  return `"${truncated ? ellipsis(text, 30) : text}"`;
}
