/**
 * What a new leader does with the tasks it finds before it reconciles: deletes those of vanished services,
 * restarts what ended meanwhile, starts or re-arms replacements that wait, and rebuilds the restart history
 * (swarmkit manager/orchestrator/taskinit/init.go).
 */
import type { Service, Task } from '../../../model';
import type { ReadView, Transaction } from '../../../store';
import type { LoopDeps } from '../loop-deps';
import { isInvalidNode } from '../node';
import type { RestartSupervisor } from '../restart/supervisor';
import { isPerNode } from '../service';
import { desiredOrder, isBefore, isOver, restartDelayMsOf, slotKeyOf } from '../task';

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
    (view) => survey(view, handler, instances),
    (tx, { ID }) => {
      const task = tx.get('task', ID);
      if (task === undefined) return;
      const service = tx.get('service', task.ServiceID);
      if (service === undefined) {
        tx.delete('task', ID);
        return;
      }
      handler.fixTask(tx, task, service);
      // A replacement that the last leader did not live to start: the rest of its delay, counted from its last status.
      if (task.DesiredState !== 'ready' || !isBefore(task.Status.State, 'shutdown')) return;
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

/** The few tasks that need attention; those that matter for the restart history go to their instance. */
function survey(view: ReadView, handler: InitHandler, instances: Map<string, Task[]>): Task[] {
  const services = new Map<string, { service: Service | undefined; related: boolean }>();
  return view.list('task').filter((task) => {
    if (task.ServiceID === '') return false;
    let known = services.get(task.ServiceID);
    if (known === undefined) {
      const service = view.get('service', task.ServiceID);
      services.set(task.ServiceID, (known = { service, related: service !== undefined && handler.isRelated(service) }));
    }
    if (known.service === undefined) return true;
    if (!known.related) return false;
    if (task.Spec.RestartPolicy?.MaxAttempts) {
      const key = slotKeyOf(known.service, task);
      const instance = instances.get(key);
      if (instance === undefined) instances.set(key, [task]);
      else instance.push(task);
    }
    if (desiredOrder(task.DesiredState) > desiredOrder('complete')) return false;
    return isOver(task) || task.DesiredState === 'ready' || isInvalidNode(view.get('node', task.NodeID));
  });
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
