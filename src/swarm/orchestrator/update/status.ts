/** The writes an updater makes to `UpdateStatus`, in Docker's words (swarmkit manager/orchestrator/update/updater.go). */
import type { Instant, Service, ServiceSpec, UpdateConfig, UpdateState, UpdateStatus } from '../../../model';
import { NS_PER_MS, NS_PER_S } from '../../../model';
import type { Transaction } from '../../../store';

/** What an update goes by, with Docker's defaults filled in (swarmkit api/defaults/service.go). */
export interface UpdateParameters {
  readonly parallelism: number;
  readonly delayMs: number;
  readonly failureAction: 'pause' | 'continue' | 'rollback';
  readonly monitorMs: number;
  readonly maxFailureRatio: number;
  readonly order: 'stop-first' | 'start-first';
}

/** The rollback configuration while rolling back, else the update configuration. */
export function updateParametersOf(service: Service): UpdateParameters {
  const rollingBack = service.UpdateStatus?.State === 'rollback_started';
  return parametersOf(rollingBack ? service.Spec.RollbackConfig : service.Spec.UpdateConfig);
}

function parametersOf(config: Partial<UpdateConfig> | undefined): UpdateParameters {
  return {
    parallelism: config?.Parallelism ?? 1,
    delayMs: (config?.Delay ?? 0) / NS_PER_MS,
    failureAction: config?.FailureAction || 'pause',
    monitorMs: (config?.Monitor ?? 5 * NS_PER_S) / NS_PER_MS,
    maxFailureRatio: config?.MaxFailureRatio ?? 0,
    order: config?.Order || 'stop-first',
  };
}

export function startUpdate(tx: Transaction, serviceId: string, nowMs: Instant): void {
  const service = tx.get('service', serviceId);
  if (service === undefined || service.UpdateStatus !== undefined) return;
  tx.update('service', serviceId, { ...service, UpdateStatus: { State: 'updating', Message: 'update in progress', StartedAt: nowMs } });
}

/** Not when the service was updated meanwhile: its status was cleared then. */
export function pauseUpdate(tx: Transaction, serviceId: string, message: string): void {
  const service = tx.get('service', serviceId);
  if (service?.UpdateStatus === undefined) return;
  const state: UpdateState = service.UpdateStatus.State === 'rollback_started' ? 'rollback_paused' : 'paused';
  tx.update('service', serviceId, { ...service, UpdateStatus: { ...service.UpdateStatus, State: state, Message: message } });
}

/** Back to the previous spec, which is forgotten. Without one nothing is written. */
export function rollBackUpdate(tx: Transaction, serviceId: string, message: string): void {
  const service = tx.get('service', serviceId);
  if (service?.UpdateStatus === undefined || service.PreviousSpec === undefined) return;
  const status: UpdateStatus = { ...service.UpdateStatus, State: 'rollback_started', Message: message };
  const Spec: ServiceSpec = service.PreviousSpec;
  const specVersion = service.previousSpecVersion ?? 0;
  tx.update('service', serviceId, { ...service, Spec, specVersion, PreviousSpec: undefined, previousSpecVersion: undefined, UpdateStatus: status });
}

export function completeUpdate(tx: Transaction, serviceId: string, nowMs: Instant): void {
  const service = tx.get('service', serviceId);
  if (service?.UpdateStatus === undefined) return;
  const rolledBack = service.UpdateStatus.State === 'rollback_started';
  const status: UpdateStatus = {
    ...service.UpdateStatus,
    State: rolledBack ? 'rollback_completed' : 'completed',
    Message: rolledBack ? 'rollback completed' : 'update completed',
    CompletedAt: nowMs,
  };
  tx.update('service', serviceId, { ...service, UpdateStatus: status });
}
