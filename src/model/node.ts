/** A swarm member and what it told about itself (moby api/types/swarm/node.go). */
import type { Instant, Labels, Meta } from './meta';
import type { Platform, Resources } from './service';

export type NodeRole = 'worker' | 'manager';
export type Availability = 'active' | 'pause' | 'drain';
export type NodeState = 'unknown' | 'down' | 'ready' | 'disconnected';
export type Reachability = 'unknown' | 'unreachable' | 'reachable';

export interface TLSInfo {
  /** PEM. */
  readonly TrustRoot: string;
  /** Base64. */
  readonly CertIssuerSubject: string;
  readonly CertIssuerPublicKey: string;
}

export interface NodeDescription {
  readonly Hostname: string;
  readonly Platform: Platform;
  readonly Resources: Resources;
  readonly Engine: { readonly EngineVersion: string; readonly Labels?: Labels; readonly Plugins?: readonly { readonly Type: string; readonly Name: string }[] };
  readonly TLSInfo: TLSInfo;
}

export interface NodeSpec {
  readonly Name?: string;
  readonly Labels: Labels;
  readonly Role: NodeRole;
  readonly Availability: Availability;
}

export interface Node extends Meta {
  readonly Spec: NodeSpec;
  readonly Description?: NodeDescription;
  readonly Status: { readonly State: NodeState; readonly Message?: string; readonly Addr: string };
  /**
   * Only in what the control API answers: the leader's view of its raft peers, not stored.
   */
  readonly ManagerStatus?: { readonly Leader?: boolean; readonly Reachability: Reachability; readonly Addr: string };
  /** What the certificate says; follows Spec.Role when the role manager and the CA are done. */
  readonly observedRole: NodeRole;
  /** Set while the node is a member of the raft group. */
  readonly raftId?: string;
  /** Its manager address, `192.168.0.11:2377`. */
  readonly managerAddr?: string;
  /** Which generation of the root CA issued its certificate (see Cluster.rootGeneration). */
  readonly certGeneration: number;
  /** The CA wants the node to renew its certificate (a root rotation is under way). */
  readonly rotateCertificate?: boolean;
  /** Endpoint addresses per network (the `lb-<network>` of each node), network ID to address with prefix. */
  readonly attachments?: { readonly [networkId: string]: string };
  /** When it was set down, for orphaning after 24 h. */
  readonly downAt?: Instant;
}
