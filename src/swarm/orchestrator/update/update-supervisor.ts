/**
 * Who updates what: at most one updater per service. A call for the spec that a running updater works towards is
 * ignored; any other cancels it (swarmkit manager/orchestrator/update/updater.go).
 */
import type { Service, Task } from '../../../model';
import type { Cancel } from '../../../sim';
import { sameSpec } from '../equal';
import type { LoopDeps } from '../loop-deps';
import type { RestartSupervisor } from '../restart/supervisor';
import { isTaskDirty } from '../task';
import { completeUpdate } from './status';
import { Updater } from './updater';
import type { Slot } from './updater';

export class UpdateSupervisor {
  private updaters = new Map<string, Updater>();
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps, private restarts: RestartSupervisor) {}

  start(): void {
    this.cancelWatch = this.deps.store.watch((commit) => {
      if (this.updaters.size === 0) return;
      for (const change of commit.changes) {
        if (change.table === 'task' && change.after !== undefined) this.updaters.get(change.after.ServiceID)?.taskChanged(change.after);
      }
    });
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    for (const updater of [...this.updaters.values()]) updater.cancel();
  }

  /** Brings the slots up to the service's spec. In any order (SwarmKit's map order, here by chance) unless `ordered`. */
  update(service: Service, slots: readonly Slot[], ordered: boolean): void {
    const running = this.updaters.get(service.ID);
    if (running !== undefined) {
      if (sameSpec(running.service.Spec, service.Spec)) return;
      running.cancel();
    }
    const status = service.UpdateStatus?.State;
    if (status === 'paused' || status === 'rollback_paused') return;
    const dirty = slots.filter((slot) => this.isSlotDirty(service, slot));
    if (dirty.length === 0) {
      if (status === 'updating' || status === 'rollback_started') {
        this.deps.store.update('complete update', (tx) => completeUpdate(tx, service.ID, this.deps.sim.nowMs));
      }
      return;
    }
    const inTurn = ordered ? dirty : this.deps.sim.random('updater').shuffle(dirty);
    const updater: Updater = new Updater(this.deps, this.restarts, service, inTurn, () => {
      if (this.updaters.get(service.ID) === updater) this.updaters.delete(service.ID);
    });
    this.updaters.set(service.ID, updater);
    updater.run();
  }

  /** The service is gone. */
  cancel(serviceId: string): void {
    this.updaters.get(serviceId)?.cancel();
  }

  /** Two live tasks make a slot dirty whatever they are. */
  private isSlotDirty(service: Service, slot: Slot): boolean {
    if (slot.length !== 1) return slot.length > 1;
    const task = slot[0] as Task;
    return isTaskDirty(service, task, this.deps.store.get('node', task.NodeID));
  }
}
