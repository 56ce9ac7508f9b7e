/**
 * Attachment tasks: what `docker run --network <attachable overlay>` asks of the manager for one container on one
 * node (swarmkit manager/resourceapi). They pass through allocator and scheduler like any task, and lists hide them.
 */
import { refuseRpc } from '../../model';
import type { Network, Refusal, Task } from '../../model';
import type { Program } from '../../sim';
import type { ReadView } from '../../store';
import type { ControlContext } from './context';
import { write } from './write';

export interface AttachmentRequest {
  readonly nodeId: string;
  /** The network's ID or name. */
  readonly network: string;
  readonly containerId: string;
  /** Addresses wanted, without prefix; none leaves the choice to the allocator. */
  readonly addresses?: readonly string[];
}

export function* attachNetwork(context: ControlContext, request: AttachmentRequest): Program<string | Refusal> {
  return yield* write(context.store, context.sim, 'attach network', (tx): string | Refusal => {
    const network = find(tx, request.network);
    if (!network) return refuseRpc('NotFound', `network ${request.network} not found`);
    if (!network.Spec.Attachable) return refuseRpc('PermissionDenied', `network ${request.network} not manually attachable`);
    const task: Task = {
      ID: context.sim.random('controlapi').id(), Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0,
      Labels: {},
      Spec: { NetworkAttachmentSpec: { ContainerID: request.containerId }, Networks: [{ Target: network.ID }], ForceUpdate: 0 },
      ServiceID: '',
      Slot: 0,
      NodeID: request.nodeId,
      Status: { Timestamp: context.sim.nowMs, State: 'new', Message: 'created' },
      DesiredState: 'running',
      ...(request.addresses && request.addresses.length > 0 ? { NetworksAttachments: [{ Network: network, Addresses: request.addresses }] } : {}),
      serviceName: '',
      serviceLabels: {},
      specVersion: 0,
    };
    return tx.create('task', task).ID;
  });
}

function find(view: ReadView, ref: string): Network | undefined {
  const exact = view.get('network', ref);
  if (exact) return exact;
  const named = view.byName('network', ref);
  return named.length === 1 ? named[0] : undefined;
}

export function* detachNetwork(context: ControlContext, nodeId: string, attachmentId: string): Program<undefined | Refusal> {
  return yield* write(context.store, context.sim, 'detach network', (tx): undefined | Refusal => {
    const task = tx.get('task', attachmentId);
    if (!task) return refuseRpc('NotFound', `attachment ${attachmentId} not found`);
    if (task.NodeID !== nodeId) return refuseRpc('PermissionDenied', `attachment ${attachmentId} doesn't belong to this node`);
    tx.delete('task', attachmentId);
    return undefined;
  });
}
