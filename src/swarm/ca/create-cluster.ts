/**
 * What `swarm init` begins with (swarmkit manager.becomeLeader): the cluster with its root and tokens, the first
 * manager, the ingress network, and hidden mirrors of the node-local networks `bridge` and `host`, which exist so
 * that services can be put on those.
 */
import { CLUSTER_DEFAULTS } from '../../model';
import type { Availability, Cluster, ClusterSpec, Instant, Network, Node } from '../../model';
import type { Random } from '../../sim';
import type { Transaction } from '../../store';
import { newNode } from './certificate-authority';
import { generateJoinToken } from './join-token';
import { createRootCertificate } from './root-certificate';
import { generateUnlockKey } from './unlock-key';

export interface InitOptions {
  /** The stream for IDs, certificate and tokens. */
  readonly random: Random;
  readonly nowMs: Instant;
  readonly availability?: Availability;
  readonly autolock?: boolean;
  /** Replaces what `swarm init` lets one choose: history limit, heartbeat, certificate expiry, external CAs. */
  readonly spec?: Partial<ClusterSpec>;
  /** CIDR pools, none for the allocator's own 10.0.0.0/8, and how long the prefix of each subnet is: 24 unless said otherwise. */
  readonly defaultAddrPool?: readonly string[];
  readonly subnetSize?: number;
  readonly dataPathPort?: number;
  /** The first manager's raft ID and address `192.168.0.11:2377`. */
  readonly raftId?: string;
  readonly managerAddr?: string;
}

export interface InitialObjects {
  readonly cluster: Cluster;
  readonly node: Node;
  readonly networks: readonly Network[];
}

const NO_META = { Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0 };

/** The objects alone, not yet stored: the node's ID is needed before raft can begin. */
export function initialObjects(options: InitOptions): InitialObjects {
  const { random } = options;
  const rootCert = createRootCertificate(random, options.nowMs);
  const autolock = options.autolock === true || options.spec?.EncryptionConfig?.AutoLockManagers === true;
  const cluster: Cluster = {
    ...NO_META,
    ID: random.id(),
    Spec: { ...CLUSTER_DEFAULTS, ...options.spec, Raft: { ...CLUSTER_DEFAULTS.Raft, ...options.spec?.Raft }, EncryptionConfig: { AutoLockManagers: autolock } },
    RootRotationInProgress: false,
    DefaultAddrPool: options.defaultAddrPool ?? [],
    SubnetSize: options.subnetSize ?? 24,
    DataPathPort: options.dataPathPort ?? 4789,
    JoinTokens: { Worker: generateJoinToken(rootCert, random), Manager: generateJoinToken(rootCert, random) },
    rootCert,
    rootGeneration: 0,
    ...(autolock ? { unlockKey: generateUnlockKey(random) } : {}),
    blacklistedNodes: [],
  };
  const node: Node = {
    ...newNode(random.id(), 'manager', options.availability ?? 'active', cluster),
    ...(options.raftId === undefined ? {} : { raftId: options.raftId }),
    ...(options.managerAddr === undefined ? {} : { managerAddr: options.managerAddr }),
  };
  return { cluster, node, networks: [ingress(random.id()), predefined(random.id(), 'bridge'), predefined(random.id(), 'host')] };
}

/** Puts them into the store of the first leader, in one transaction. */
export function createCluster(tx: Transaction, objects: InitialObjects): void {
  tx.create('cluster', objects.cluster);
  tx.create('node', objects.node);
  for (const network of objects.networks) tx.create('network', network);
}

function ingress(id: string): Network {
  return {
    ...NO_META, ID: id,
    Spec: { Name: 'ingress', Labels: {}, Driver: 'overlay', Internal: false, Attachable: false, Ingress: true, EnableIPv6: false, Scope: 'swarm' },
  };
}

function predefined(id: string, name: 'bridge' | 'host'): Network {
  return {
    ...NO_META, ID: id, predefined: true,
    Spec: {
      Name: name, Labels: { 'com.docker.swarm.predefined': 'true' }, Driver: name,
      Internal: false, Attachable: false, Ingress: false, EnableIPv6: false, Scope: 'swarm',
    },
  };
}
