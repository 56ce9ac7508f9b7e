/** Which indexes each table has (after swarmkit manager/state/store/*.go). */
import type { Node, Service, Task } from '../model';
import type { Tables, TableName } from './tables';
import type { IndexDeclaration } from './table';

/** Names are unique and found without regard to case, as in SwarmKit. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** A slot of one service: the key of the slot index. */
export function slotIndexKey(serviceId: string, slot: number): string {
  return `${serviceId}/${slot}`;
}

export type ReferencedTable = 'network' | 'secret' | 'config';

export function referenceKey(table: ReferencedTable, id: string): string {
  return `${table}/${id}`;
}

interface Named {
  readonly Spec: { readonly Name: string };
}

const byName: IndexDeclaration<Named> = {
  name: 'name',
  keys: (object) => [nameKey(object.Spec.Name)],
  same: (a, b) => a.Spec === b.Spec || a.Spec.Name === b.Spec.Name,
};

const nodeByHostname: IndexDeclaration<Node> = {
  name: 'name',
  keys: (node) => (node.Description === undefined ? [] : [nameKey(node.Description.Hostname)]),
  same: (a, b) => a.Description?.Hostname === b.Description?.Hostname,
};

const serviceByReference: IndexDeclaration<Service> = {
  name: 'reference',
  keys: serviceReferences,
  same: (a, b) => a.Spec === b.Spec,
};

const taskByService: IndexDeclaration<Task> = {
  name: 'service',
  keys: (task) => [task.ServiceID],
  same: (a, b) => a.ServiceID === b.ServiceID,
};

const taskByNode: IndexDeclaration<Task> = {
  name: 'node',
  keys: (task) => (task.NodeID === '' ? [] : [task.NodeID]),
  same: (a, b) => a.NodeID === b.NodeID,
};

const taskBySlot: IndexDeclaration<Task> = {
  name: 'slot',
  keys: (task) => [slotIndexKey(task.ServiceID, task.Slot)],
  same: (a, b) => a.ServiceID === b.ServiceID && a.Slot === b.Slot,
};

export const INDEXES: { readonly [N in TableName]: readonly IndexDeclaration<Tables[N]>[] } = {
  cluster: [byName],
  node: [nodeByHostname],
  service: [byName, serviceByReference],
  task: [taskByService, taskByNode, taskBySlot],
  network: [byName],
  secret: [byName],
  config: [byName],
};

/** Every network, secret and config that the service's spec names, each once. PreviousSpec does not count. */
function serviceReferences(service: Service): readonly string[] {
  const { TaskTemplate, Networks } = service.Spec;
  const keys = new Set<string>();
  for (const network of TaskTemplate.Networks ?? []) keys.add(referenceKey('network', network.Target));
  for (const network of Networks ?? []) keys.add(referenceKey('network', network.Target));
  for (const secret of TaskTemplate.ContainerSpec?.Secrets ?? []) keys.add(referenceKey('secret', secret.SecretID));
  for (const config of TaskTemplate.ContainerSpec?.Configs ?? []) keys.add(referenceKey('config', config.ConfigID));
  return [...keys];
}
