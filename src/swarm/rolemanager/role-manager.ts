/**
 * The role manager on the leader (swarmkit manager/role_manager.go): brings raft membership and observed role in
 * line with the role that a node is meant to have. A promotion is just written down: the CA and the node do the
 * rest. A demotion first removes the node from raft, as long as a majority stays, and only the next look, 5 s
 * later, writes the role down: until then the node goes on as a manager. The leader hands leadership over before
 * it is demoted. Raft members without a node record are removed as well.
 */
import type { Node } from '../../model';
import { isRefusal } from '../../model';
import { assert, race, spawn, timer } from '../../sim';
import type { Cancel, Fiber, Program, Sim } from '../../sim';
import type { Store } from '../../store';
import type { ControlLoop } from '../control-loop';
import type { RaftView } from '../controlapi/context';

export const RECONCILE_INTERVAL_MS = 5_000;
const REMOVAL_LIMIT_MS = 5_000;

export class RoleManager implements ControlLoop {
  private stopWatching: Cancel | undefined;
  private stopTicking: Cancel | undefined;
  /** Nodes whose role is not yet what it is meant to be. */
  private readonly pending = new Set<string>();
  /** Deleted nodes that may still be members. */
  private readonly removed = new Set<string>();
  /** Removals under way, by node. */
  private readonly removals = new Map<string, Fiber<void>>();

  constructor(private readonly store: Store, private readonly sim: Sim, private readonly raft: RaftView) {}

  start(): void {
    assert(this.stopWatching === undefined, 'the role manager is started once per term');
    this.stopWatching = this.store.watchTable('node', (change) => {
      if (change.after === undefined) this.evict(change.id);
      else if (change.before !== undefined) this.reconcile(change.after);
      this.tickWhilePending();
    });
    for (const member of this.raft.members()) if (!this.store.get('node', member.nodeId)) this.evict(member.nodeId);
    for (const node of this.store.list('node')) this.reconcile(node);
    this.tickWhilePending();
  }

  stop(): void {
    this.stopWatching?.();
    this.stopTicking?.();
    this.stopWatching = undefined;
    this.stopTicking = undefined;
    for (const fiber of this.removals.values()) fiber.cancel();
    this.removals.clear();
    this.pending.clear();
    this.removed.clear();
  }

  private tickWhilePending(): void {
    const busy = this.pending.size + this.removed.size > 0;
    if (busy && this.stopTicking === undefined) {
      this.stopTicking = this.sim.every(RECONCILE_INTERVAL_MS, 'rolemanager.tick', () => this.tick());
    } else if (!busy) {
      this.stopTicking?.();
      this.stopTicking = undefined;
    }
  }

  private tick(): void {
    for (const id of [...this.pending]) {
      const node = this.store.get('node', id);
      if (node) this.reconcile(node);
      else this.pending.delete(id);
    }
    for (const id of [...this.removed]) this.evict(id);
    this.tickWhilePending();
  }

  private reconcile(node: Node): void {
    if (node.observedRole === node.Spec.Role) {
      this.pending.delete(node.ID);
      return;
    }
    this.pending.add(node.ID);
    if (node.Spec.Role === 'worker' && this.isMember(node.ID)) this.remove(node.ID);
    else this.writeRole(node);
  }

  private writeRole(node: Node): void {
    this.store.update('observed role', (tx) => {
      const current = tx.get('node', node.ID);
      if (!current || current.Spec.Role !== node.Spec.Role || current.observedRole !== node.observedRole) return;
      const { raftId: _raftId, managerAddr: _managerAddr, ...worker } = current;
      tx.update('node', node.ID, node.Spec.Role === 'worker' ? { ...worker, observedRole: 'worker' } : { ...current, observedRole: 'manager' });
    });
  }

  private evict(nodeId: string): void {
    this.pending.delete(nodeId);
    if (this.isMember(nodeId)) {
      this.removed.add(nodeId);
      this.remove(nodeId);
    } else {
      this.removed.delete(nodeId);
    }
  }

  private isMember(nodeId: string): boolean {
    return this.raft.members().some((member) => member.nodeId === nodeId);
  }

  /** One try; the next tick looks whether it has worked. */
  private remove(nodeId: string): void {
    if (this.removals.has(nodeId) || !this.raft.canRemove(nodeId)) return;
    this.removals.set(nodeId, spawn(this.sim, 'rolemanager.remove', this.removal(nodeId)));
  }

  private *removal(nodeId: string): Program {
    try {
      if (nodeId === this.raft.selfNodeId) {
        // Once leadership has gone, this loop is stopped and the next leader does the removal.
        const refusal = yield* this.raft.transferLeadership();
        if (!isRefusal(refusal)) return;
      }
      const fiber = spawn(this.sim, 'rolemanager.raft', this.raft.removeMember(nodeId));
      const { index } = yield* race<unknown>(fiber.ended, timer(this.sim, REMOVAL_LIMIT_MS));
      if (index === 1) fiber.cancel();
    } finally {
      this.removals.delete(nodeId);
    }
  }
}
