/** Nodes: read, update (role, availability, labels), remove (swarmkit manager/controlapi/node.go, moby cluster/convert/node.go). */
import { isRefusal, refuse, refuseRpc, TASK_STATE_ORDER } from '../../model';
import type { Node, NodeSpec, Refusal } from '../../model';
import type { Program } from '../../sim';
import type { Transaction } from '../../store';
import { quote } from './container-spec';
import type { ControlContext, Filters } from './context';
import { beginsWithAny, checkFilterKeys, hasLabels } from './filters';
import { compact } from './json-shape';
import type { Loose } from './json-shape';
import { lookUp } from './lookup';
import { write } from './write';

/** A client's node spec in its stored shape, or the daemon's refusal of its words. */
export function convertNodeSpec(json: Loose<NodeSpec>): NodeSpec | Refusal {
  const role = (json.Role ?? '').toLowerCase();
  if (role !== 'worker' && role !== 'manager') return refuse(400, `invalid Role: ${quote(json.Role ?? '')}`);
  const availability = (json.Availability ?? '').toLowerCase();
  if (availability !== 'active' && availability !== 'pause' && availability !== 'drain') {
    return refuse(400, `invalid Availability: ${quote(json.Availability ?? '')}`);
  }
  return compact<NodeSpec>({ Name: json.Name, Labels: json.Labels ?? {}, Role: role, Availability: availability });
}

export function* getNode(context: ControlContext, ref: string): Program<Node | Refusal> {
  const found = lookUp(context.store, 'node', ref);
  return isRefusal(found) ? found : withManagerStatus(context, [found])[0] ?? found;
}

export function* listNodes(context: ControlContext, filters: Filters): Program<Node[] | Refusal> {
  const refusal = checkFilterKeys(filters, ['id', 'label', 'membership', 'name', 'node.label', 'role']) ?? checkWords(filters);
  if (refusal) return refusal;
  const roles = wordsOf(filters.role);
  const memberships = wordsOf(filters.membership);
  const found = context.store.list('node').filter(
    (node) =>
      beginsWithAny(node.Description?.Hostname, filters.name) &&
      beginsWithAny(node.ID, filters.id) &&
      hasLabels(node.Description?.Engine.Labels, filters.label) &&
      hasLabels(node.Spec.Labels, filters['node.label']) &&
      // Every node that has a record is accepted: nothing here leaves one pending.
      (memberships.length === 0 || memberships.includes('accepted')) &&
      (roles.length === 0 || roles.includes(node.observedRole)),
  );
  return withManagerStatus(context, found);
}

function checkWords(filters: Filters): Refusal | undefined {
  for (const role of filters.role ?? []) {
    const known = ['', 'worker', 'manager'].includes(role.toLowerCase());
    if (!known) return refuse(500, `Invalid role filter: '${role}'`);
  }
  for (const membership of filters.membership ?? []) {
    const known = ['', 'accepted', 'pending'].includes(membership.toLowerCase());
    if (!known) return refuse(500, `Invalid membership filter: '${membership}'`);
  }
  return undefined;
}

function wordsOf(values: readonly string[] | undefined): string[] {
  return (values ?? []).filter((value) => value !== '').map((value) => value.toLowerCase());
}

/** What raft says of its members, the leader's view of now. */
function withManagerStatus(context: ControlContext, nodes: readonly Node[]): Node[] {
  const members = new Map(context.raft.members().map((member) => [member.nodeId, member]));
  return nodes.map((node) => {
    const member = members.get(node.ID);
    if (!member) return node;
    const reachability = member.reachable ? 'reachable' : 'unreachable';
    return { ...node, ManagerStatus: { ...(member.leader ? { Leader: true } : {}), Reachability: reachability, Addr: member.addr } };
  });
}

export function* updateNode(context: ControlContext, ref: string, version: number, spec: NodeSpec): Program<Node | Refusal> {
  const found = lookUp(context.store, 'node', ref);
  if (isRefusal(found)) return found;
  return yield* write(context.store, context.sim, 'update node', (tx): Node | Refusal => {
    const node = tx.get('node', found.ID);
    if (!node) return refuseRpc('NotFound', `node ${found.ID} not found`);
    const refusal = node.Spec.Role === 'manager' && spec.Role === 'worker' ? checkDemotion(context, tx, node) : undefined;
    if (refusal) return refusal;
    if (node.Version.Index !== version) return refuseRpc('Unknown', 'update out of sequence');
    return tx.update('node', node.ID, { ...node, Spec: spec });
  });
}

function checkDemotion(context: ControlContext, tx: Transaction, node: Node): Refusal | undefined {
  const others = tx.list('node').some((other) => other.observedRole === 'manager' && other.ID !== node.ID);
  if (!others) return refuseRpc('FailedPrecondition', 'attempting to demote the last manager of the swarm');
  if (!context.raft.members().some((member) => member.nodeId === node.ID)) return refuseRpc('NotFound', "can't find manager in raft memberlist");
  if (context.raft.canRemove(node.ID)) return undefined;
  return refuseRpc('FailedPrecondition', "can't remove member from the raft: this would result in a loss of quorum");
}

export function* removeNode(context: ControlContext, ref: string, force: boolean): Program<Node | Refusal> {
  const found = lookUp(context.store, 'node', ref);
  if (isRefusal(found)) return found;
  return yield* write(context.store, context.sim, 'remove node', (tx): Node | Refusal => {
    const node = tx.get('node', found.ID);
    const cluster = tx.cluster();
    if (!node || !cluster) return refuseRpc('NotFound', `node ${found.ID} not found`);
    if (node.Spec.Role === 'manager' && context.raft.members().some((member) => member.nodeId === node.ID)) {
      return refuseRpc(
        'FailedPrecondition',
        `node ${node.ID} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`,
      );
    }
    if (!force && node.Status.State === 'ready') return refuseRpc('FailedPrecondition', `node ${node.ID} is not down and can't be removed`);
    tx.update('cluster', cluster.ID, (draft) => void draft.blacklistedNodes.push(node.ID));
    orphanTasks(tx, node.ID, context.sim.nowMs);
    tx.delete('node', node.ID);
    return node;
  });
}

/** Nobody will report for them again. */
function orphanTasks(tx: Transaction, nodeId: string, nowMs: number): void {
  for (const task of tx.tasksOfNode(nodeId)) {
    if (TASK_STATE_ORDER[task.Status.State] >= TASK_STATE_ORDER.complete) continue;
    const Status = { Timestamp: nowMs, State: 'orphaned', Message: 'Task belonged to a node that has been deleted' } as const;
    tx.update('task', task.ID, { ...task, Status });
  }
}
