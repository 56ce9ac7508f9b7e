/** The service and everything its spec can say (moby api/types/swarm/service.go, container.go, task.go). */
import type { Instant, Labels, Meta } from './meta';

export interface HealthConfig {
  readonly Test?: readonly string[];
  /** Nanoseconds; 0 or absent means the image's, else Docker's default. */
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface Mount {
  readonly Type: 'bind' | 'volume' | 'tmpfs' | 'npipe' | 'cluster' | 'image';
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: { readonly Propagation?: string; readonly NonRecursive?: boolean; readonly CreateMountpoint?: boolean };
  readonly VolumeOptions?: {
    readonly NoCopy?: boolean;
    readonly Labels?: Labels;
    readonly Subpath?: string;
    readonly DriverConfig?: { readonly Name?: string; readonly Options?: Labels };
  };
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
}

export interface FileTarget {
  readonly Name: string;
  readonly UID: string;
  readonly GID: string;
  /** Permission bits as a number: 0o444 is 292. */
  readonly Mode: number;
}

export interface SecretReference {
  readonly File?: FileTarget;
  readonly SecretID: string;
  readonly SecretName: string;
}

export interface ConfigReference {
  readonly File?: FileTarget;
  readonly Runtime?: object;
  readonly ConfigID: string;
  readonly ConfigName: string;
}

export interface ContainerSpec {
  readonly Image: string;
  readonly Labels?: Labels;
  readonly Command?: readonly string[];
  readonly Args?: readonly string[];
  readonly Hostname?: string;
  readonly Env?: readonly string[];
  readonly Dir?: string;
  readonly User?: string;
  readonly Groups?: readonly string[];
  readonly Privileges?: object;
  readonly Init?: boolean;
  readonly StopSignal?: string;
  readonly TTY?: boolean;
  readonly OpenStdin?: boolean;
  readonly ReadOnly?: boolean;
  readonly Mounts?: readonly Mount[];
  /** Nanoseconds. */
  readonly StopGracePeriod?: number;
  readonly Healthcheck?: HealthConfig;
  readonly Hosts?: readonly string[];
  readonly DNSConfig?: { readonly Nameservers?: readonly string[]; readonly Search?: readonly string[]; readonly Options?: readonly string[] };
  readonly Secrets?: readonly SecretReference[];
  readonly Configs?: readonly ConfigReference[];
  readonly Isolation?: string;
  readonly Sysctls?: Labels;
  readonly CapabilityAdd?: readonly string[];
  readonly CapabilityDrop?: readonly string[];
  readonly Ulimits?: readonly { readonly Name: string; readonly Hard: number; readonly Soft: number }[];
  readonly OomScoreAdj?: number;
}

export interface GenericResource {
  readonly NamedResourceSpec?: { readonly Kind: string; readonly Value: string };
  readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value: number };
}

export interface Resources {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  readonly Pids?: number;
  readonly GenericResources?: readonly GenericResource[];
}

export type RestartCondition = 'none' | 'on-failure' | 'any';

export interface RestartPolicy {
  readonly Condition?: RestartCondition;
  /** Nanoseconds. */
  readonly Delay?: number;
  readonly MaxAttempts?: number;
  /** Nanoseconds; 0 = for ever. */
  readonly Window?: number;
}

export interface Placement {
  readonly Constraints?: readonly string[];
  readonly Preferences?: readonly { readonly Spread: { readonly SpreadDescriptor: string } }[];
  readonly MaxReplicas?: number;
  readonly Platforms?: readonly Platform[];
}

export interface Platform {
  readonly Architecture?: string;
  readonly OS?: string;
}

export interface NetworkAttachmentConfig {
  /** A network's ID (the CLI resolves names). */
  readonly Target: string;
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Labels;
}

export interface TaskSpec {
  readonly ContainerSpec?: ContainerSpec;
  /** Set for `docker run --network <attachable>`: a task without a service (swarmkit NetworkAttachmentSpec). */
  readonly NetworkAttachmentSpec?: { readonly ContainerID: string };
  readonly Resources?: { readonly Limits?: Resources; readonly Reservations?: Resources };
  readonly RestartPolicy?: RestartPolicy;
  readonly Placement?: Placement;
  readonly Networks?: readonly NetworkAttachmentConfig[];
  readonly LogDriver?: { readonly Name: string; readonly Options?: Labels };
  readonly ForceUpdate?: number;
  readonly Runtime?: string;
}

export interface ServiceMode {
  readonly Replicated?: { readonly Replicas?: number };
  readonly Global?: Record<string, never>;
  readonly ReplicatedJob?: { readonly MaxConcurrent?: number; readonly TotalCompletions?: number };
  readonly GlobalJob?: Record<string, never>;
}

export type FailureAction = 'pause' | 'continue' | 'rollback';
export type UpdateOrder = 'stop-first' | 'start-first';

export interface UpdateConfig {
  /** 0 = all at once. */
  readonly Parallelism: number;
  /** Nanoseconds. */
  readonly Delay?: number;
  readonly FailureAction?: FailureAction;
  /** Nanoseconds. */
  readonly Monitor?: number;
  readonly MaxFailureRatio: number;
  readonly Order: UpdateOrder;
}

export interface PortConfig {
  readonly Name?: string;
  readonly Protocol: 'tcp' | 'udp' | 'sctp';
  readonly TargetPort: number;
  readonly PublishedPort?: number;
  readonly PublishMode: 'ingress' | 'host';
}

export interface EndpointSpec {
  readonly Mode?: 'vip' | 'dnsrr';
  readonly Ports?: readonly PortConfig[];
}

export interface ServiceSpec {
  readonly Name: string;
  readonly Labels: Labels;
  readonly TaskTemplate: TaskSpec;
  readonly Mode: ServiceMode;
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
  readonly Networks?: readonly NetworkAttachmentConfig[];
  readonly EndpointSpec?: EndpointSpec;
}

export type UpdateState = 'updating' | 'paused' | 'completed' | 'rollback_started' | 'rollback_paused' | 'rollback_completed';

export interface UpdateStatus {
  readonly State: UpdateState;
  readonly StartedAt?: Instant;
  readonly CompletedAt?: Instant;
  readonly Message: string;
}

export interface Endpoint {
  readonly Spec: EndpointSpec;
  /** The ports as allocated. */
  readonly Ports?: readonly PortConfig[];
  /** `Addr` with prefix length: `10.0.0.3/24`. */
  readonly VirtualIPs?: readonly { readonly NetworkID: string; readonly Addr?: string }[];
}

export interface Service extends Meta {
  readonly Spec: ServiceSpec;
  readonly PreviousSpec?: ServiceSpec;
  readonly Endpoint?: Endpoint;
  readonly UpdateStatus?: UpdateStatus;
  readonly JobStatus?: { readonly JobIteration: { readonly Index: number }; readonly LastExecution: Instant };
  /** The version of the spec: 0 at creation, then the service version that the update named. */
  readonly specVersion: number;
  readonly previousSpecVersion?: number;
  /** Set by the allocator once networks, VIPs and ports are in place for the spec as it is. */
  readonly allocated?: boolean;
}
