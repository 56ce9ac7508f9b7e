/** Images, volumes and local networks in the Engine API's JSON (moby api/types/{image,volume,network}). */
import type { HealthConfig, IPAMConfig, Labels } from '../model';
import type { ServiceInfo } from './net-provider';

export interface ImageInspect {
  Id: string;
  RepoTags: string[];
  RepoDigests: string[];
  Parent: string;
  Comment: string;
  Created: string;
  DockerVersion: string;
  Author: string;
  Architecture: string;
  Variant?: string;
  Os: string;
  Size: number;
  GraphDriver: { Data: Labels; Name: string };
  RootFS: { Type: string; Layers: string[] };
  Metadata: { LastTagTime: string };
  Config: ImageConfigJson;
}

/** Since API 1.50 only what images really have (moby api/types/image DockerOCIImageConfig). */
export interface ImageConfigJson {
  Cmd: string[] | null;
  Entrypoint: string[] | null;
  Env: string[] | null;
  ExposedPorts?: Record<string, object>;
  Healthcheck?: HealthConfig;
  Labels: Labels | null;
  OnBuild: null;
  StopSignal?: string;
  User: string;
  Volumes: Record<string, object> | null;
  WorkingDir: string;
}

/** A row of `GET /images/json`. */
export interface ImageSummary {
  Id: string;
  ParentId: string;
  RepoTags: string[];
  RepoDigests: string[];
  /** Seconds since the epoch. */
  Created: number;
  Size: number;
  SharedSize: number;
  Labels: Labels | null;
  Containers: number;
}

export interface ImageHistoryItem {
  Id: string;
  Created: number;
  CreatedBy: string;
  Tags: string[] | null;
  Size: number;
  Comment: string;
}

/** A row of what `DELETE /images/{name}` answers. */
export type ImageDeleteItem = { Untagged: string } | { Deleted: string };

/** One JSON line of a pull's stream. */
export interface PullProgress {
  status?: string;
  /** Plain text, as `docker load` tells what it did. */
  stream?: string;
  id?: string;
  progressDetail?: { current?: number; total?: number };
  progress?: string;
}

/** `GET /distribution/{name}/json`: what a registry knows; the client pins services with it. */
export interface DistributionInspect {
  Descriptor: { mediaType: string; digest: string; size: number };
  Platforms: { architecture: string; os: string; variant?: string }[];
}

export interface VolumeData {
  CreatedAt: string;
  Driver: string;
  Labels: Labels | null;
  Mountpoint: string;
  Name: string;
  Options: Labels | null;
  Scope: 'local';
  UsageData?: { Size: number; RefCount: number };
}

/** A network as the engine knows it locally: its own bridges and the swarm networks in use here. */
export interface NetworkData {
  Name: string;
  Id: string;
  Created: string;
  Scope: 'local' | 'swarm' | 'global';
  Driver: string;
  EnableIPv4: boolean;
  EnableIPv6: boolean;
  IPAM: { Driver: string; Options: Labels | null; Config: readonly IPAMConfig[] | null };
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  ConfigFrom: { Network: string };
  ConfigOnly: boolean;
  Containers: Record<string, { Name: string; EndpointID: string; MacAddress: string; IPv4Address: string; IPv6Address: string }>;
  Options: Labels | null;
  Labels: Labels;
  Peers?: { Name: string; IP: string }[];
  Services?: Record<string, ServiceInfo>;
}

/** The body of `POST /networks/create`. */
export interface NetworkCreateRequest {
  Name: string;
  Driver?: string;
  Scope?: string;
  EnableIPv4?: boolean;
  EnableIPv6?: boolean;
  IPAM?: { Driver?: string; Options?: Labels | null; Config?: readonly IPAMConfig[] | null };
  Internal?: boolean;
  Attachable?: boolean;
  Ingress?: boolean;
  ConfigOnly?: boolean;
  ConfigFrom?: { Network: string } | null;
  Options?: Labels | null;
  Labels?: Labels | null;
}
