/** Specs while a command puts them together: the model's types without `readonly`. */
import type {
  ContainerSpec,
  EndpointSpec,
  HealthConfig,
  Placement,
  Resources,
  RestartPolicy,
  ServiceMode,
  ServiceSpec,
  TaskSpec,
  UpdateConfig,
} from '../../model';

type Open<T> = { -readonly [K in keyof T]: T[K] };

export type ContainerDraft = Open<ContainerSpec> & { Healthcheck?: Open<HealthConfig> };
export type TaskDraft = Omit<Open<TaskSpec>, 'ContainerSpec' | 'Resources' | 'Placement' | 'RestartPolicy'> & {
  ContainerSpec: ContainerDraft;
  Resources?: { Limits?: Open<Resources>; Reservations?: Open<Resources> };
  Placement?: Open<Placement>;
  RestartPolicy?: Open<RestartPolicy>;
};
export type UpdateConfigDraft = Open<UpdateConfig>;
export type ServiceDraft = Omit<Open<ServiceSpec>, 'TaskTemplate' | 'UpdateConfig' | 'RollbackConfig' | 'EndpointSpec' | 'Mode'> & {
  TaskTemplate: TaskDraft;
  Mode: { -readonly [K in keyof ServiceMode]: ServiceMode[K] };
  UpdateConfig?: UpdateConfigDraft;
  RollbackConfig?: UpdateConfigDraft;
  EndpointSpec?: Open<EndpointSpec>;
};

const MONITOR_NS = 5_000_000_000;
const RESTART_DELAY_NS = 5_000_000_000;

/** swarmkit's defaults for an update that says only some things (api/defaults/service.go). */
export const updateConfigDefaults = (): UpdateConfigDraft => ({
  Parallelism: 1,
  FailureAction: 'pause',
  Monitor: MONITOR_NS,
  MaxFailureRatio: 0,
  Order: 'stop-first',
});

export const restartPolicyDefaults = (): Open<RestartPolicy> => ({ Condition: 'any', Delay: RESTART_DELAY_NS, MaxAttempts: 0 });

/** Sets a key, or leaves it out where the value is Go's zero: `omitempty`. */
export function put<T extends object, K extends keyof T>(into: T, key: K, value: T[K] | undefined): void {
  const empty = value === undefined || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
  if (empty) delete into[key];
  else into[key] = value as T[K];
}
