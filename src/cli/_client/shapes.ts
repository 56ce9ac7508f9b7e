/** The API's JSON, as far as commands read it. Instants are RFC 3339 texts here; specs are the model's own. */
import type {
  ClusterSpec,
  ConfigReference,
  Endpoint,
  GenericResource,
  HealthConfig,
  NodeDescription,
  NodeSpec,
  PortConfig,
  SecretReference,
  ServiceSpec,
  TaskSpec,
  TLSInfo,
} from '../../model';

export interface ApiMeta {
  ID: string;
  Version: { Index: number };
  CreatedAt: string;
  UpdatedAt: string;
}

export interface ApiService extends ApiMeta {
  Spec: ServiceSpec;
  PreviousSpec?: ServiceSpec;
  Endpoint?: Endpoint;
  UpdateStatus?: { State?: string; StartedAt?: string; CompletedAt?: string; Message?: string };
  ServiceStatus?: { RunningTasks: number; DesiredTasks: number; CompletedTasks: number };
  JobStatus?: { JobIteration: { Index: number }; LastExecution?: string };
}

export interface ApiTask extends ApiMeta {
  Spec: TaskSpec;
  ServiceID?: string;
  Slot?: number;
  NodeID?: string;
  Status: {
    Timestamp: string;
    State: string;
    Message?: string;
    Err?: string;
    ContainerStatus?: { ContainerID: string; PID: number; ExitCode: number };
    PortStatus?: { Ports?: readonly PortConfig[] };
  };
  DesiredState: string;
  GenericResources?: readonly GenericResource[];
  JobIteration?: { Index: number };
}

export interface ApiNode extends ApiMeta {
  Spec: NodeSpec;
  Description: NodeDescription;
  Status: { State: string; Message?: string; Addr?: string };
  ManagerStatus?: { Leader?: boolean; Reachability: string; Addr: string };
}

export interface ApiSecret extends ApiMeta {
  Spec: { Name: string; Labels?: Record<string, string>; Data?: string; Driver?: { Name: string }; Templating?: { Name: string } };
}

export interface ApiSwarm extends ApiMeta {
  Spec: ClusterSpec;
  TLSInfo: TLSInfo;
  RootRotationInProgress: boolean;
  DefaultAddrPool: readonly string[] | null;
  SubnetSize: number;
  DataPathPort: number;
  JoinTokens: { Worker: string; Manager: string };
}

export interface ApiNetwork {
  Name: string;
  Id: string;
  Created: string;
  Scope: string;
  Driver: string;
  EnableIPv4?: boolean;
  EnableIPv6: boolean;
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  Labels: Record<string, string> | null;
}

export interface ApiPort {
  IP?: string;
  PrivatePort: number;
  PublicPort?: number;
  Type: string;
}

export interface ApiContainerSummary {
  Id: string;
  Names: string[];
  Image: string;
  ImageID: string;
  Command: string;
  /** Seconds. */
  Created: number;
  Ports: ApiPort[];
  Labels: Record<string, string> | null;
  State: string;
  Status: string;
  SizeRw?: number;
  SizeRootFs?: number;
  NetworkSettings?: { Networks?: Record<string, unknown> };
  Mounts?: { Type: string; Name?: string; Source?: string; Driver?: string }[];
}

export interface ApiContainer {
  Id: string;
  Name: string;
  State: { Status: string; Running: boolean; Paused: boolean; Restarting: boolean; ExitCode: number; Error: string };
  Config: { Tty: boolean; OpenStdin: boolean; StdinOnce?: boolean; Image: string; Labels?: Record<string, string> | null };
  HostConfig: { AutoRemove?: boolean; NetworkMode?: string; LogConfig?: { Type: string } };
  NetworkSettings: { Ports?: Record<string, { HostIp: string; HostPort: string }[] | null> | null };
}

export interface ApiImageSummary {
  Id: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  /** Seconds. */
  Created: number;
  Size: number;
  SharedSize: number;
  Containers: number;
  Labels?: Record<string, string> | null;
}

export interface ApiVolume {
  Name: string;
  Driver: string;
  Mountpoint: string;
  Scope: string;
  CreatedAt?: string;
  Labels: Record<string, string> | null;
  Options?: Record<string, string> | null;
  UsageData?: { Size: number; RefCount: number };
}

export interface ApiInfo {
  ID: string;
  Name: string;
  ServerVersion: string;
  Swarm: {
    NodeID: string;
    NodeAddr: string;
    LocalNodeState: string;
    ControlAvailable: boolean;
    Error: string;
    RemoteManagers: { NodeID: string; Addr: string }[] | null;
    Nodes?: number;
    Managers?: number;
    Cluster?: Partial<ApiSwarm> & { Spec: ClusterSpec };
  };
  Warnings?: string[] | null;
  [field: string]: unknown;
}

export type { ConfigReference, HealthConfig, SecretReference };
