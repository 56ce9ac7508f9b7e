/** Tasks: read and list; people cannot change them (swarmkit manager/controlapi/task.go, moby daemon/cluster/tasks.go). */
import { isRefusal, refuse, refuseRpc, TASK_STATE_ORDER } from '../../model';
import type { Refusal, Service, Task } from '../../model';
import type { Program } from '../../sim';
import { isTaskDirty } from '../orchestrator/task';
import type { ControlContext, Filters } from './context';
import { beginsWithAny, checkFilterKeys, hasLabels } from './filters';
import { lookUp, taskName } from './lookup';
import { write } from './write';

export function* getTask(context: ControlContext, ref: string): Program<Task | Refusal> {
  return lookUp(context.store, 'task', ref);
}

export function* listTasks(context: ControlContext, filters: Filters): Program<Task[] | Refusal> {
  const keys = ['_up-to-date', 'desired-state', 'id', 'label', 'name', 'node', 'runtime', 'service'];
  const refusal = checkFilterKeys(filters, keys);
  if (refusal) return refusal;
  const services = resolve(context, 'service', filters.service);
  if (isRefusal(services)) return services;
  const nodes = resolve(context, 'node', filters.node);
  if (isRefusal(nodes)) return nodes;
  const states = wantedStates(filters['desired-state'] ?? []);
  if (isRefusal(states)) return states;
  const runtimes = filters.runtime ?? ['container', ''];
  const upToDate = (filters['_up-to-date'] ?? []).length > 0;
  return candidates(context, services, nodes).filter(
    (task) =>
      beginsWithAny(taskName(task), filters.name) &&
      beginsWithAny(task.ID, filters.id) &&
      // A task is known by the labels of its service (swarmkit manager/controlapi/task.go): `docker stack ps` lives on it.
      hasLabels(task.serviceLabels, filters.label) &&
      (services.length === 0 || services.includes(task.ServiceID)) &&
      (nodes.length === 0 || nodes.includes(task.NodeID)) &&
      (states.length === 0 || states.includes(task.DesiredState)) &&
      runtimes.includes(task.Spec.NetworkAttachmentSpec ? 'attachment' : 'container') &&
      (!upToDate || isUpToDate(context, task)),
  );
}

/** By the narrowest index that the filters allow, in the order of IDs. */
function candidates(context: ControlContext, services: readonly string[], nodes: readonly string[]): Task[] {
  const { store } = context;
  if (services.length === 0 && nodes.length === 0) return store.list('task');
  const lists = services.length > 0 ? services.map((id) => store.tasksOfService(id)) : nodes.map((id) => store.tasksOfNode(id));
  if (lists.length === 1) return lists[0] as Task[];
  const byId = new Map(lists.flat().map((task) => [task.ID, task]));
  return [...byId.values()].sort((a, b) => (a.ID < b.ID ? -1 : 1));
}

/** Names and prefixes become IDs; one that is unknown or ambiguous ends the call. */
function resolve(context: ControlContext, table: 'service' | 'node', refs: readonly string[] | undefined): string[] | Refusal {
  const ids: string[] = [];
  for (const ref of refs ?? []) {
    const found = lookUp(context.store, table, ref);
    if (isRefusal(found)) return found;
    ids.push(found.ID);
  }
  return ids;
}

function wantedStates(words: readonly string[]): string[] | Refusal {
  const states: string[] = [];
  for (const word of words) {
    const state = word.toLowerCase();
    if (state in TASK_STATE_ORDER) states.push(state);
    else if (word !== '') return refuse(500, `Invalid desired-state filter: '${word}'`);
  }
  return states;
}

/** What the CLI's progress display asks for: tasks that already are what the service is to be. */
function isUpToDate(context: ControlContext, task: Task): boolean {
  const service: Service | undefined = context.store.get('service', task.ServiceID);
  if (!service) return false;
  return !isTaskDirty(service, task, task.NodeID === '' ? undefined : context.store.get('node', task.NodeID));
}

export function* removeTask(context: ControlContext, ref: string): Program<Task | Refusal> {
  const found = lookUp(context.store, 'task', ref);
  if (isRefusal(found)) return found;
  return yield* write(context.store, context.sim, 'remove task', (tx): Task | Refusal => {
    if (!tx.get('task', found.ID)) return refuseRpc('NotFound', `task ${found.ID} not found`);
    tx.delete('task', found.ID);
    return found;
  });
}
