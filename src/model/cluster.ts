/** The cluster object: one per swarm (moby api/types/swarm/swarm.go; defaults of swarmkit manager/manager.go). */
import type { Labels, Meta } from './meta';

export interface ClusterSpec {
  readonly Name: string;
  readonly Labels: Labels;
  readonly Orchestration: { readonly TaskHistoryRetentionLimit?: number };
  readonly Raft: {
    readonly SnapshotInterval?: number;
    readonly KeepOldSnapshots?: number;
    readonly LogEntriesForSlowFollowers?: number;
    readonly ElectionTick: number;
    readonly HeartbeatTick: number;
  };
  /** Nanoseconds. */
  readonly Dispatcher: { readonly HeartbeatPeriod?: number };
  readonly CAConfig: {
    /** Nanoseconds. */
    readonly NodeCertExpiry?: number;
    readonly ExternalCAs?: readonly { readonly Protocol: string; readonly URL: string; readonly Options?: Labels; readonly CACert: string }[];
    readonly SigningCACert?: string;
    readonly SigningCAKey?: string;
    readonly ForceRotate?: number;
  };
  readonly TaskDefaults: { readonly LogDriver?: { readonly Name: string; readonly Options?: Labels } };
  readonly EncryptionConfig: { readonly AutoLockManagers: boolean };
}

export interface Cluster extends Meta {
  readonly Spec: ClusterSpec;
  readonly RootRotationInProgress: boolean;
  readonly DefaultAddrPool: readonly string[];
  readonly SubnetSize: number;
  readonly DataPathPort: number;
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
  /** PEM of the root certificate; TLSInfo derives from it. */
  readonly rootCert: string;
  /** Grows with each CA rotation; a node whose certGeneration is lower needs a new certificate. */
  readonly rootGeneration: number;
  /** While a rotation is under way: the root that is to come. */
  readonly rootRotation?: { readonly rootCert: string };
  readonly unlockKey?: string;
  /** Nodes removed for good: their certificates are refused. */
  readonly blacklistedNodes: readonly string[];
}

/** What `swarm init` begins with. */
export const CLUSTER_DEFAULTS: ClusterSpec = {
  Name: 'default',
  Labels: {},
  Orchestration: { TaskHistoryRetentionLimit: 5 },
  Raft: { SnapshotInterval: 10_000, KeepOldSnapshots: 0, LogEntriesForSlowFollowers: 500, ElectionTick: 10, HeartbeatTick: 1 },
  Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
  CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
  TaskDefaults: {},
  EncryptionConfig: { AutoLockManagers: false },
};
