/**
 * What a new leader does with the tasks it finds before it reconciles: deletes those of vanished services,
 * restarts what ended meanwhile, starts or re-arms replacements that wait, and rebuilds the restart history
 * (swarmkit manager/orchestrator/taskinit/init.go).
 */
import type { Service, Task } from '../../../model';
import type { Transaction } from '../../../store';
import type { LoopDeps } from '../loop-deps';
import type { RestartSupervisor } from '../restart/supervisor';
import { isPerNode } from '../service';
import { isBefore, restartDelayMsOf, slotKeyOf } from '../task';

export interface InitHandler {
  /** Does this loop look after that service? */
  isRelated(service: Service): boolean;
  /** What an event about this task would have made the loop do. */
  fixTask(tx: Transaction, task: Task, service: Service): void;
}

/** Calls `done` when everything is written. */
export function checkTasks({ store, sim }: LoopDeps, restarts: RestartSupervisor, handler: InitHandler, done: () => void): void {
  const instances = new Map<string, Task[]>();
  store.batch(
    'check tasks',
    (view) => view.list('task').filter((task) => task.ServiceID !== ''),
    (tx, { ID }) => {
      const task = tx.get('task', ID);
      if (task === undefined) return;
      const service = tx.get('service', task.ServiceID);
      if (service === undefined) {
        tx.delete('task', ID);
        return;
      }
      if (!handler.isRelated(service)) return;
      const key = slotKeyOf(service, task);
      const instance = instances.get(key);
      if (instance === undefined) instances.set(key, [task]);
      else instance.push(task);
      handler.fixTask(tx, task, service);
      // A replacement that the last leader did not live to start: the rest of its delay, counted from its last status.
      if (task.DesiredState !== 'ready' || !(isBefore(task.Status.State, 'complete') || task.Status.State === 'complete')) return;
      const delayMs = Math.min(restartDelayMsOf(task), task.Status.Timestamp + restartDelayMsOf(task) - sim.nowMs);
      if (delayMs > 0) restarts.delayStart(tx, undefined, ID, delayMs);
      else restarts.startNow(tx, ID);
    },
    (outcome) => {
      if (!outcome.ok) return;
      for (const instance of instances.values()) rebuildHistory(restarts, instance, (id) => store.get('service', id));
      done();
    },
  );
}

/** Of the newest spec version, every task but the first counts as a restart. */
function rebuildHistory(restarts: RestartSupervisor, instance: readonly Task[], serviceById: (id: string) => Service | undefined): void {
  const newest = instance.reduce((version, task) => Math.max(version, task.specVersion), 0);
  const current = instance.filter((task) => task.specVersion === newest);
  current.sort((a, b) => a.CreatedAt - b.CreatedAt || (a.ID < b.ID ? -1 : 1));
  for (const task of current.slice(1)) {
    const service = serviceById(task.ServiceID);
    restarts.history.record(task, service !== undefined && isPerNode(service) ? task.NodeID : '');
  }
}
