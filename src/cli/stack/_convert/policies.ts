/** The parts of `deploy` and their like as the API wants them (docker/cli compose/convert/service.go). */
import type { EndpointSpec, HealthConfig, PortConfig, RestartPolicy, ServiceMode, UpdateConfig, Placement, Resources } from '../../../model';
import { Failure } from '../../_framework/failure';
import { isProblem } from '../../_parse/problem';
import { parseCpus } from '../../_parse/sizes';
import type { Port } from '../_compose/ports';
import type { ComposeHealthCheck, ComposeService, ComposeUpdateConfig, Deploy } from '../_compose/service';
import { omitEmpty } from './omit';

export function convertMode({ mode, replicas }: Deploy): ServiceMode {
  const count = replicas === undefined ? {} : { Replicas: replicas };
  switch (mode) {
    case 'global':
    case 'global-job':
      if (replicas !== undefined) throw new Failure('replicas can only be used with replicated or replicated-job mode');
      return mode === 'global' ? { Global: {} } : { GlobalJob: {} };
    case 'replicated-job':
      return { ReplicatedJob: replicas === undefined ? {} : { MaxConcurrent: replicas, TotalCompletions: replicas } };
    case 'replicated':
    case '':
      return { Replicated: count };
    default:
      throw new Failure(`Unknown mode: ${mode}`);
  }
}

/** Ports by their published number; the mode is lower-cased and otherwise left to the daemon. */
export function convertEndpoint({ endpoint_mode: mode }: Deploy, ports: readonly Port[] | undefined): EndpointSpec {
  const configs = (ports ?? []).map((port) =>
    omitEmpty<PortConfig>({
      Protocol: port.protocol as PortConfig['Protocol'],
      TargetPort: port.target,
      PublishedPort: port.published,
      PublishMode: port.mode as PortConfig['PublishMode'],
    }),
  );
  configs.sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0));
  return omitEmpty<EndpointSpec>({ Mode: mode.toLowerCase() as 'vip', Ports: configs });
}

export function convertUpdateConfig(config: ComposeUpdateConfig | undefined): UpdateConfig | undefined {
  if (!config) return undefined;
  const always = { Parallelism: config.parallelism ?? 1, MaxFailureRatio: config.max_failure_ratio, Order: config.order as UpdateConfig['Order'] };
  const some = omitEmpty({ Delay: config.delay, FailureAction: config.failure_action as UpdateConfig['FailureAction'], Monitor: config.monitor });
  return { ...always, ...some };
}

/** The `restart` of old counts where there is no restart policy, although the client says that it ignores it. */
export function convertRestartPolicy(restart: string, policy: Deploy['restart_policy']): RestartPolicy | undefined {
  if (!policy) return oldRestartPolicy(restart);
  return {
    ...(policy.condition ? { Condition: policy.condition as RestartPolicy['Condition'] } : {}),
    ...(policy.delay === undefined ? {} : { Delay: policy.delay }),
    ...(policy.max_attempts === undefined ? {} : { MaxAttempts: policy.max_attempts }),
    ...(policy.window === undefined ? {} : { Window: policy.window }),
  };
}

const UINT64_RANGE = 18_446_744_073_709_551_616;

function oldRestartPolicy(restart: string): RestartPolicy | undefined {
  const [, name = '', attempts = ''] = /^([^:]*):?([^]*)$/.exec(restart) ?? [];
  if (name === '' && restart !== '') throw new Failure('invalid restart policy format: no policy provided before colon');
  if (attempts !== '' && !/^[+-]?\d+$/.test(attempts)) throw new Failure('invalid restart policy format: maximum retry count must be an integer');
  switch (name) {
    case '':
    case 'no':
      return undefined;
    case 'always':
    case 'unless-stopped':
      return { Condition: 'any' };
    case 'on-failure':
      // A negative count becomes a huge one: Go's conversion to an unsigned number.
      return { Condition: 'on-failure', MaxAttempts: Number(attempts) < 0 ? UINT64_RANGE + Number(attempts) : Number(attempts) };
    default:
      throw new Failure(`unknown restart policy: ${restart}`);
  }
}

function cpus(text: string): number {
  if (text === '') return 0;
  const value = parseCpus(text);
  if (isProblem(value)) throw new Failure(value.problem);
  return value;
}

export function convertResources({ resources: { limits, reservations } }: Deploy): { Limits?: Resources; Reservations?: Resources } {
  const generic = (reservations?.generic_resources ?? []).map(({ discrete_resource_spec: spec }) =>
    spec ? { DiscreteResourceSpec: omitEmpty({ Kind: spec.kind, Value: spec.value }) } : {},
  );
  return {
    ...(limits ? { Limits: omitEmpty<Resources>({ NanoCPUs: cpus(limits.cpus), MemoryBytes: limits.memory, Pids: limits.pids }) } : {}),
    ...(reservations
      ? { Reservations: omitEmpty<Resources>({ NanoCPUs: cpus(reservations.cpus), MemoryBytes: reservations.memory, GenericResources: generic }) }
      : {}),
  };
}

export function convertPlacement({ placement }: Deploy): Placement {
  return omitEmpty<Placement>({
    Constraints: placement.constraints,
    Preferences: (placement.preferences ?? []).map(({ spread }) => ({ Spread: { SpreadDescriptor: spread } })),
    MaxReplicas: placement.max_replicas_per_node,
  });
}

export function convertHealthCheck(check: ComposeHealthCheck | undefined): HealthConfig | undefined {
  if (!check) return undefined;
  if (check.disable) {
    if (check.test?.length) throw new Failure("test and disable can't be set at the same time");
    return { Test: ['NONE'] };
  }
  return omitEmpty<HealthConfig>({
    Test: check.test,
    Interval: check.interval,
    Timeout: check.timeout,
    StartPeriod: check.start_period,
    StartInterval: check.start_interval,
    Retries: check.retries,
  });
}

export function convertUlimits(ulimits: ComposeService['ulimits']): { Name: string; Hard: number; Soft: number }[] {
  return [...(ulimits ?? [])]
    .map(([name, { single, soft, hard }]) => ({ Name: name, Hard: single || hard, Soft: single || soft }))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
}
