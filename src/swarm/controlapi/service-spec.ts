/**
 * A client's service spec in the shape in which the store keeps it, with the checks that the daemon makes before
 * it asks the manager (moby daemon/cluster/convert/service.go). What is empty disappears, as it does on the way
 * through SwarmKit's objects; `presentService` puts back what inspect always prints.
 */
import { isRefusal, refuse } from '../../model';
import type {
  EndpointSpec, GenericResource, NetworkAttachmentConfig, Placement, PortConfig, Refusal, Resources, RestartPolicy, Service, ServiceMode, ServiceSpec,
  TaskSpec, UpdateConfig,
} from '../../model';
import { convertContainerSpec, quote } from './container-spec';
import { compact, each, filledMap } from './json-shape';
import type { Loose } from './json-shape';

/** A spec as a client may send it; a plugin's spec and the deprecated `Networks` are not for containers. */
export type ServiceSpecJson = Loose<ServiceSpec>;

/** `randomName` answers `adjective_surname` for a service without a name. Refusals carry no gRPC frame. */
export function convertServiceSpec(json: ServiceSpecJson, randomName: () => string): ServiceSpec | Refusal {
  const name = json.Name ? json.Name : randomName();
  const task = convertTaskSpec(json.TaskTemplate ?? {});
  if (isRefusal(task)) return task;
  const update = convertUpdateConfig(json.UpdateConfig);
  if (isRefusal(update)) return update;
  const rollback = convertUpdateConfig(json.RollbackConfig);
  if (isRefusal(rollback)) return rollback;
  const endpoint = convertEndpointSpec(json.EndpointSpec);
  if (isRefusal(endpoint)) return endpoint;
  const mode = convertMode(json.Mode ?? {});
  if (isRefusal(mode)) return mode;
  return compact<ServiceSpec>({
    Name: name,
    Labels: json.Labels ?? {},
    TaskTemplate: task,
    Mode: mode,
    UpdateConfig: update,
    RollbackConfig: rollback,
    EndpointSpec: endpoint,
  });
}

/** A stored spec again in its canonical shape: what `convertServiceSpec` does to a spec that is known to be right. */
export function normaliseServiceSpec(spec: ServiceSpec): ServiceSpec {
  const converted = convertServiceSpec(spec, () => '');
  return isRefusal(converted) ? spec : converted;
}

function convertTaskSpec(json: Loose<TaskSpec>): TaskSpec | Refusal {
  const runtime = json.Runtime ?? '';
  if (runtime === 'plugin') return refuse(400, 'runtime type "plugin" only supported in experimental');
  if (runtime !== '' && runtime !== 'container') return refuse(400, `unsupported runtime type: ${quote(runtime)}`);
  if (!json.ContainerSpec) return refuse(400, 'mismatched Runtime and *Spec fields');
  const container = convertContainerSpec(json.ContainerSpec);
  if (isRefusal(container)) return container;
  const restart = convertRestartPolicy(json.RestartPolicy);
  if (isRefusal(restart)) return restart;
  const resources = json.Resources;
  return compact<TaskSpec>(
    {
      ContainerSpec: container,
      Resources: resources
        ? compact({
            Limits: resources.Limits ? convertResources(resources.Limits, true) : undefined,
            Reservations: resources.Reservations ? convertResources(resources.Reservations, false) : undefined,
          })
        : undefined,
      RestartPolicy: restart,
      Placement: json.Placement ? convertPlacement(json.Placement) : undefined,
      Networks: each(json.Networks, convertAttachment),
      LogDriver: json.LogDriver ? compact({ Name: json.LogDriver.Name, Options: filledMap(json.LogDriver.Options) }) : undefined,
      ForceUpdate: json.ForceUpdate ?? 0,
    },
    ['ForceUpdate'],
  );
}

function convertResources(json: Loose<Resources>, limits: boolean): Resources {
  return compact<Resources>({
    NanoCPUs: json.NanoCPUs,
    MemoryBytes: json.MemoryBytes,
    ...(limits ? { Pids: json.Pids } : { GenericResources: each(json.GenericResources, convertGeneric) }),
  });
}

function convertGeneric(json: Loose<GenericResource>): GenericResource {
  const { NamedResourceSpec: named, DiscreteResourceSpec: discrete } = json;
  if (discrete) return { DiscreteResourceSpec: { Kind: discrete.Kind ?? '', Value: discrete.Value ?? 0 } };
  return { NamedResourceSpec: { Kind: named?.Kind ?? '', Value: named?.Value ?? '' } };
}

function convertRestartPolicy(json: Loose<RestartPolicy> | null | undefined): RestartPolicy | undefined | Refusal {
  if (!json) return undefined;
  const condition = json.Condition ? json.Condition : 'any';
  if (condition !== 'none' && condition !== 'on-failure' && condition !== 'any') return refuse(400, `invalid RestartCondition: ${quote(condition)}`);
  return compact<RestartPolicy>(
    { Condition: condition, Delay: json.Delay, MaxAttempts: json.MaxAttempts ?? 0, Window: json.Window },
    ['Delay', 'MaxAttempts', 'Window'],
  );
}

function convertPlacement(json: Loose<Placement>): Placement {
  const spreads = (json.Preferences ?? []).filter((preference) => preference.Spread);
  return compact<Placement>({
    Constraints: json.Constraints,
    Preferences: spreads.map((preference) => ({ Spread: { SpreadDescriptor: preference.Spread?.SpreadDescriptor ?? '' } })),
    MaxReplicas: json.MaxReplicas,
    Platforms: each(json.Platforms, (platform) => compact({ Architecture: platform.Architecture, OS: platform.OS })),
  });
}

function convertAttachment(json: Loose<NetworkAttachmentConfig>): NetworkAttachmentConfig {
  return compact<NetworkAttachmentConfig>({ Target: json.Target ?? '', Aliases: json.Aliases, DriverOpts: filledMap(json.DriverOpts) }, ['Target']);
}

function convertUpdateConfig(json: Loose<UpdateConfig> | null | undefined): UpdateConfig | undefined | Refusal {
  if (!json) return undefined;
  const action = json.FailureAction ? json.FailureAction : 'pause';
  if (action !== 'pause' && action !== 'continue' && action !== 'rollback') return refuse(400, `unrecognized update failure action ${action}`);
  const order = json.Order ? json.Order : 'stop-first';
  if (order !== 'stop-first' && order !== 'start-first') return refuse(400, `unrecognized update order ${order}`);
  return compact<UpdateConfig>(
    {
      Parallelism: json.Parallelism ?? 0,
      Delay: json.Delay,
      FailureAction: action,
      Monitor: json.Monitor,
      MaxFailureRatio: json.MaxFailureRatio ?? 0,
      Order: order,
    },
    ['Parallelism', 'MaxFailureRatio'],
  );
}

function convertEndpointSpec(json: Loose<EndpointSpec> | null | undefined): EndpointSpec | undefined | Refusal {
  if (!json) return undefined;
  const mode = json.Mode ? json.Mode : 'vip';
  if (mode !== 'vip' && mode !== 'dnsrr') return refuse(400, `invalid resolution mode: ${quote(mode)}`);
  return compact<EndpointSpec>({ Mode: mode, Ports: each(json.Ports, convertPort) });
}

/** Unknown protocols and modes become the first of their kind, as the lookup in the daemon makes of them. */
function convertPort(json: Loose<PortConfig>): PortConfig {
  const protocol = (json.Protocol ?? '').toLowerCase();
  return compact<PortConfig>({
    Name: json.Name,
    Protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
    TargetPort: json.TargetPort,
    PublishedPort: json.PublishedPort,
    PublishMode: (json.PublishMode ?? '').toLowerCase() === 'host' ? 'host' : 'ingress',
  });
}

function convertMode(json: Loose<ServiceMode>): ServiceMode | Refusal {
  const given = [json.Global, json.Replicated, json.ReplicatedJob, json.GlobalJob].filter((mode) => mode !== undefined && mode !== null);
  if (given.length > 1) return refuse(400, 'must specify only one service mode');
  if (json.Global) return { Global: {} };
  if (json.GlobalJob) return { GlobalJob: {} };
  if (json.ReplicatedJob) {
    const concurrent = json.ReplicatedJob.MaxConcurrent ?? 1;
    return { ReplicatedJob: { MaxConcurrent: concurrent, TotalCompletions: json.ReplicatedJob.TotalCompletions ?? concurrent } };
  }
  return { Replicated: { Replicas: json.Replicated?.Replicas ?? 1 } };
}

const NS_PER_SECOND = 1_000_000_000;
const DEFAULT_UPDATE: UpdateConfig = {
  Parallelism: 1, FailureAction: 'pause', Monitor: 5 * NS_PER_SECOND, MaxFailureRatio: 0, Order: 'stop-first',
};

/** The service as the API shows it: the runtime is always named, an endpoint is always there; defaults on request. */
export function presentService(service: Service, insertDefaults: boolean): Service {
  const { Spec, PreviousSpec, Endpoint, ...rest } = service;
  return {
    ...rest,
    Spec: presentSpec(insertDefaults ? withDefaults(Spec) : Spec),
    ...(PreviousSpec === undefined ? {} : { PreviousSpec: presentSpec(PreviousSpec) }),
    Endpoint: Endpoint ?? { Spec: {} },
  };
}

function presentSpec(spec: ServiceSpec): ServiceSpec {
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, Runtime: 'container' } };
}

/** SwarmKit's defaults where the spec is silent (swarmkit api/defaults/service.go), keys in the order of inspect. */
export function withDefaults(spec: ServiceSpec): ServiceSpec {
  const { ContainerSpec: container, Resources: resources, RestartPolicy: restart, Placement: placement, ...task } = spec.TaskTemplate;
  return compact<ServiceSpec>({
    Name: spec.Name,
    Labels: spec.Labels,
    TaskTemplate: {
      ...(container === undefined ? {} : { ContainerSpec: containerWithDefaults(container) }),
      Resources: resources ?? {},
      RestartPolicy: restartWithDefaults(restart),
      Placement: placement ?? {},
      ...task,
    },
    Mode: spec.Mode,
    UpdateConfig: updateWithDefaults(spec.UpdateConfig),
    RollbackConfig: updateWithDefaults(spec.RollbackConfig),
    EndpointSpec: spec.EndpointSpec,
  });
}

function containerWithDefaults(container: NonNullable<TaskSpec['ContainerSpec']>): NonNullable<TaskSpec['ContainerSpec']> {
  const filled = {
    ...container,
    StopGracePeriod: container.StopGracePeriod ?? 10 * NS_PER_SECOND,
    DNSConfig: container.DNSConfig ?? {},
  };
  const converted = convertContainerSpec(filled);
  return isRefusal(converted) ? filled : converted;
}

function restartWithDefaults(restart: RestartPolicy | undefined): RestartPolicy {
  if (restart === undefined) return { Condition: 'any', Delay: 5 * NS_PER_SECOND, MaxAttempts: 0 };
  const { Condition, Delay, ...rest } = restart;
  return { Condition: Condition ?? 'any', Delay: Delay ?? 5 * NS_PER_SECOND, ...rest };
}

function updateWithDefaults(update: UpdateConfig | undefined): UpdateConfig {
  if (update === undefined) return DEFAULT_UPDATE;
  const { Parallelism, Delay, FailureAction, Monitor, ...rest } = update;
  return compact<UpdateConfig>({ Parallelism, Delay, FailureAction, Monitor: Monitor ?? DEFAULT_UPDATE.Monitor, ...rest }, [
    'Parallelism', 'MaxFailureRatio',
  ]);
}
