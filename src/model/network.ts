/** Networks, secrets, configs and volumes of the cluster. */
import type { Labels, Meta } from './meta';

export interface IPAMConfig {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
  readonly AuxiliaryAddresses?: Labels;
}

export interface NetworkSpec {
  readonly Name: string;
  readonly Labels: Labels;
  readonly Driver: string;
  readonly Options?: Labels;
  readonly IPAM?: { readonly Driver: string; readonly Options?: Labels | null; readonly Config?: readonly IPAMConfig[] };
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Ingress: boolean;
  readonly EnableIPv6: boolean;
  readonly Scope?: string;
  /** A configuration-only network that each node has under this name. */
  readonly ConfigFrom?: string;
}

/** A swarm-scope network as the store holds it. */
export interface Network extends Meta {
  readonly Spec: NetworkSpec;
  /** What the allocator gave it, an entry per subnet; absent while it waits. */
  readonly ipam?: readonly { readonly Subnet: string; readonly Gateway: string; readonly IPRange?: string }[];
  /** VXLAN ids, one per subnet. */
  readonly vnis?: readonly number[];
  /** The hidden node-local mirrors of `bridge` and `host` (label com.docker.swarm.predefined). */
  readonly predefined?: boolean;
}

export interface SecretSpec {
  readonly Name: string;
  readonly Labels: Labels;
  /** The plain data, in stream form (surrogate escape); the API speaks base64. */
  readonly data?: string;
  readonly Driver?: { readonly Name: string; readonly Options?: Labels };
  readonly Templating?: { readonly Name: string; readonly Options?: Labels };
}

export interface Secret extends Meta {
  readonly Spec: SecretSpec;
}

export interface Config extends Meta {
  readonly Spec: SecretSpec;
}
