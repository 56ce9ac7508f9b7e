/**
 * The swarm's part of `docker events`: what a commit did to services, nodes, networks, secrets and configs
 * (moby daemon/events.go). Tasks and the cluster object have no events.
 */
import type { Config, Instant, Network, Node, Secret, Service } from '../../model';
import type { Change, Commit } from '../../store';

export interface ClusterEvent {
  readonly Type: 'service' | 'node' | 'network' | 'secret' | 'config';
  readonly Action: 'create' | 'update' | 'remove';
  readonly Actor: { readonly ID: string; readonly Attributes: { readonly [key: string]: string } };
  readonly scope: 'swarm';
  /** When the object was made or changed; for removals the instant of the commit. */
  readonly atMs: Instant;
}

export function clusterEvents(commit: Commit): ClusterEvent[] {
  const events: ClusterEvent[] = [];
  for (const change of commit.changes) {
    const attributes = attributesOf(change);
    if (attributes === undefined || change.table === 'task' || change.table === 'cluster') continue;
    const action = change.before === undefined ? 'create' : change.after === undefined ? 'remove' : 'update';
    const atMs = action === 'create' ? change.after?.CreatedAt : action === 'update' ? change.after?.UpdatedAt : commit.atMs;
    events.push({ Type: change.table, Action: action, Actor: { ID: change.id, Attributes: attributes }, scope: 'swarm', atMs: atMs ?? commit.atMs });
  }
  return events;
}

function attributesOf(change: Change): Record<string, string> | undefined {
  switch (change.table) {
    case 'service':
      return serviceAttributes(change.before, change.after);
    case 'node':
      return nodeAttributes(change.before, change.after);
    case 'network':
    case 'secret':
    case 'config':
      return nameAttributes(change.after ?? change.before);
    default:
      return undefined;
  }
}

function nameAttributes(object: Network | Secret | Config | undefined): Record<string, string> | undefined {
  return object && { name: object.Spec.Name };
}

function serviceAttributes(before: Service | undefined, after: Service | undefined): Record<string, string> | undefined {
  const service = after ?? before;
  if (!service) return undefined;
  const attributes: Record<string, string> = { name: service.Spec.Name };
  if (!before || !after) return attributes;
  differ(attributes, 'image', before.Spec.TaskTemplate.ContainerSpec?.Image, after.Spec.TaskTemplate.ContainerSpec?.Image);
  differ(attributes, 'replicas', before.Spec.Mode.Replicated?.Replicas, after.Spec.Mode.Replicated?.Replicas);
  if (after.UpdateStatus) {
    if (!before.UpdateStatus) attributes['updatestate.new'] = after.UpdateStatus.State;
    else differ(attributes, 'updatestate', before.UpdateStatus.State, after.UpdateStatus.State);
  }
  return attributes;
}

function nodeAttributes(before: Node | undefined, after: Node | undefined): Record<string, string> | undefined {
  const node = after ?? before;
  if (!node) return undefined;
  const attributes: Record<string, string> = { name: node.Spec.Name ? node.Spec.Name : (node.Description?.Hostname ?? '') };
  if (!before || !after) return attributes;
  differ(attributes, 'availability', before.Spec.Availability, after.Spec.Availability);
  differ(attributes, 'role', before.observedRole, after.observedRole);
  differ(attributes, 'state', before.Status.State, after.Status.State);
  return attributes;
}

function differ(attributes: Record<string, string>, key: string, before: string | number | undefined, after: string | number | undefined): void {
  if (before === after || before === undefined || after === undefined) return;
  attributes[`${key}.old`] = String(before);
  attributes[`${key}.new`] = String(after);
}
