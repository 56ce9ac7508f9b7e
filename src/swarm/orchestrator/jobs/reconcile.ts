/**
 * The plans for jobs: how many tasks of this iteration are to be started, which failed ones restarted, which of
 * older iterations removed (swarmkit manager/orchestrator/jobs/{replicated,global}). Pure.
 */
import type { Node, Service, Task } from '../../../model';
import { isBefore } from '../task';
import { isInvalidNode, nodeMatchesService } from '../node';
import { desiredOrder } from '../task';
import { jobIterationOf, jobSizeOf } from '../service';

export interface JobPlan {
  readonly createSlots: number[];
  readonly createNodeIds: string[];
  readonly restartTaskIds: string[];
  readonly shutdownTaskIds: string[];
  readonly removeTaskIds: string[];
}

export function isJobTaskWanted(task: Task): boolean {
  return desiredOrder(task.DesiredState) <= desiredOrder('complete');
}

/** Past complete and still wanted: failed, rejected or orphaned. */
export function isJobTaskToFix(task: Task): boolean {
  return isJobTaskWanted(task) && !isBefore(task.Status.State, 'shutdown');
}

/** Fills free slots from 0 as far as MaxConcurrent and TotalCompletions allow. */
export function reconcileReplicatedJob(service: Service, tasks: readonly Task[]): JobPlan {
  const plan = emptyPlan();
  const iteration = jobIterationOf(service);
  const { maxConcurrent, totalCompletions } = jobSizeOf(service);
  const taken = new Set<number>();
  let complete = 0;
  let active = 0;
  for (const task of tasks) {
    if ((task.JobIteration?.Index ?? 0) !== iteration) {
      // Completed tasks of older iterations stay listed.
      if (isBefore(task.Status.State, 'complete') && task.DesiredState !== 'remove') plan.removeTaskIds.push(task.ID);
    } else if (task.Status.State === 'complete') {
      complete++;
      taken.add(task.Slot);
    } else if (isJobTaskWanted(task)) {
      active++;
      taken.add(task.Slot);
      if (isJobTaskToFix(task)) plan.restartTaskIds.push(task.ID);
    }
  }
  const fresh = Math.min(maxConcurrent - active, totalCompletions - complete - active);
  for (let slot = 0; plan.createSlots.length < fresh; slot++) if (!taken.has(slot)) plan.createSlots.push(slot);
  return plan;
}

/** One task on each node that matches and is ready and active now; unfinished ones on drained or down nodes end. */
export function reconcileGlobalJob(service: Service, nodes: readonly Node[], tasks: readonly Task[]): JobPlan {
  const plan = emptyPlan();
  const iteration = jobIterationOf(service);
  const byId = new Map(nodes.map((node) => [node.ID, node]));
  const served = new Set<string>();
  for (const task of tasks) {
    if ((task.JobIteration?.Index ?? 0) !== iteration) {
      if (task.DesiredState !== 'remove') plan.removeTaskIds.push(task.ID);
      continue;
    }
    if (task.Status.State !== 'complete') {
      if (!isJobTaskWanted(task)) continue;
      if (isInvalidNode(byId.get(task.NodeID))) {
        plan.shutdownTaskIds.push(task.ID);
        continue;
      }
      if (isJobTaskToFix(task)) plan.restartTaskIds.push(task.ID);
    }
    served.add(task.NodeID);
  }
  for (const node of nodes) {
    if (served.has(node.ID) || node.Status.State !== 'ready' || node.Spec.Availability !== 'active') continue;
    if (nodeMatchesService(service, node)) plan.createNodeIds.push(node.ID);
  }
  return plan;
}

function emptyPlan(): JobPlan {
  return { createSlots: [], createNodeIds: [], restartTaskIds: [], shutdownTaskIds: [], removeTaskIds: [] };
}
