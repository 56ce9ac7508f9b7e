/** The list of services: `service ls` and `stack services` (service/list.go, formatter.go). */
import type { Program } from '../../sim';
import type { ApiNode, ApiService, ApiTask } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { filtersParameter } from '../_framework/flags';
import { shortId } from '../_format/human';
import { type ListShape, printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';
import { imageForPeople } from '../_format/tasks';
import { formatServicePorts } from './_ports';

const SHAPE: ListShape = {
  typeName: '*service.serviceContext',
  headers: { ID: 'ID', Name: 'NAME', Mode: 'MODE', Replicas: 'REPLICAS', Image: 'IMAGE', Ports: 'PORTS' },
  table: ['ID', 'Name', 'Mode', 'Replicas', 'Image', 'Ports'],
  quiet: '{{.ID}}',
  raw: ['id: {{.ID}}', 'name: {{.Name}}', 'mode: {{.Mode}}', 'replicas: {{.Replicas}}', 'image: {{.Image}}', 'ports: {{.Ports}}'],
};

type Status = NonNullable<ApiService['ServiceStatus']>;

export function* printServices(context: Context, services: readonly ApiService[], options: { format: string; quiet: boolean }): Program {
  const counts = options.quiet ? new Map<string, Status>() : yield* statuses(context, services);
  const rows = sortedNaturally(services, (service) => service.Spec.Name).map((service) => ({
    ID: () => shortId(service.ID),
    Name: () => service.Spec.Name,
    Mode: () => modeOf(service),
    Replicas: () => replicasOf(service, counts.get(service.ID)),
    Image: () => imageForPeople(service.Spec.TaskTemplate.ContainerSpec?.Image ?? '', true),
    Ports: () => formatServicePorts(service.Endpoint?.Ports ?? []),
  }));
  const format = options.format || (options.quiet ? '' : context.config.text('servicesFormat'));
  yield* printList(context, SHAPE, rows, { format, quiet: options.quiet });
}

/** The engine's counts; counted from the tasks where an engine sends none. */
function* statuses(context: Context, services: readonly ApiService[]): Program<Map<string, Status>> {
  const known = new Map(services.flatMap((service) => (service.ServiceStatus ? [[service.ID, service.ServiceStatus] as const] : [])));
  if (known.size === services.length) return known;
  const ids = services.map((service) => ['service', service.ID] as const);
  const tasks = yield* context.api.get<ApiTask[]>('/tasks', { filters: filtersParameter(ids) });
  const down = new Set((yield* context.api.get<ApiNode[]>('/nodes')).filter((node) => node.Status.State === 'down').map((node) => node.ID));
  for (const service of services) {
    const own = tasks.filter((task) => task.ServiceID === service.ID);
    const wanted = own.filter((task) => task.DesiredState !== 'shutdown').length;
    known.set(service.ID, {
      RunningTasks: own.filter((task) => task.Status.State === 'running' && !down.has(task.NodeID ?? '')).length,
      DesiredTasks: service.Spec.Mode.Replicated ? (service.Spec.Mode.Replicated.Replicas ?? 1) : wanted,
      CompletedTasks: own.filter((task) => task.Status.State === 'complete').length,
    });
  }
  return known;
}

function modeOf({ Spec: { Mode } }: ApiService): string {
  if (Mode.Global) return 'global';
  if (Mode.Replicated) return 'replicated';
  if (Mode.ReplicatedJob) return 'replicated job';
  return Mode.GlobalJob ? 'global job' : '';
}

function replicasOf({ Spec: { Mode, TaskTemplate } }: ApiService, status: Status | undefined): string {
  const { RunningTasks: running = 0, DesiredTasks: desired = 0, CompletedTasks: completed = 0 } = status ?? {};
  const count = `${running}/${desired}`;
  if (Mode.ReplicatedJob) return `${count} (${completed}/${Mode.ReplicatedJob.TotalCompletions ?? 1} completed)`;
  if (Mode.GlobalJob) return `${count} (${completed}/${desired + completed} completed)`;
  const most = TaskTemplate.Placement?.MaxReplicas ?? 0;
  return Mode.Replicated && most > 0 ? `${count} (max ${most} per node)` : count;
}
