/** Which kind of service it is, and what its mode asks for (swarmkit manager/orchestrator/service.go). */
import type { Service } from '../../model';

export function isReplicated(service: Service | undefined): boolean {
  return service?.Spec.Mode.Replicated !== undefined;
}

export function isGlobal(service: Service | undefined): boolean {
  return service?.Spec.Mode.Global !== undefined;
}

export function isReplicatedJob(service: Service | undefined): boolean {
  return service?.Spec.Mode.ReplicatedJob !== undefined;
}

export function isGlobalJob(service: Service | undefined): boolean {
  return service?.Spec.Mode.GlobalJob !== undefined;
}

export function isJob(service: Service | undefined): boolean {
  return isReplicatedJob(service) || isGlobalJob(service);
}

/** One task per node: global services and global jobs. */
export function isPerNode(service: Service | undefined): boolean {
  return isGlobal(service) || isGlobalJob(service);
}

/** How many slots a replicated service asks for; 1 where the spec says nothing. */
export function replicasOf(service: Service): number {
  return service.Spec.Mode.Replicated?.Replicas ?? 1;
}

/** A replicated job's two numbers: MaxConcurrent defaults to 1, TotalCompletions to MaxConcurrent. */
export function jobSizeOf(service: Service): { maxConcurrent: number; totalCompletions: number } {
  const mode = service.Spec.Mode.ReplicatedJob;
  const maxConcurrent = mode?.MaxConcurrent || 1;
  return { maxConcurrent, totalCompletions: mode?.TotalCompletions ?? maxConcurrent };
}

/** The job's current run: every update of the service begins another. */
export function jobIterationOf(service: Service): number {
  return service.JobStatus?.JobIteration.Index ?? 0;
}
