/**
 * The CA server on the leader (swarmkit ca/server.go, ca/reconciler.go): lets newcomers in by their join token,
 * renews the certificates of members, and carries a root rotation through. A rotation tells at most 30 nodes
 * every 3 s to renew; it is over when every node, also those that are down, has a certificate of the new root,
 * and then both join tokens are new.
 */
import { produce } from 'immer';
import type { Availability, Cluster, Node, NodeRole, Refusal, TLSInfo } from '../../model';
import { isRefusal, NS_PER_MS, refuseRpc } from '../../model';
import type { Cancel, Program, Sim } from '../../sim';
import { assert } from '../../sim';
import type { Store, Transaction } from '../../store';
import type { ControlLoop } from '../control-loop';
import { write } from '../controlapi/write';
import { generateJoinToken } from './join-token';
import { createRootCertificate, tlsInfoOf } from './root-certificate';
import { generateUnlockKey } from './unlock-key';

/** Nodes told to renew in one step of a root rotation, and the time between steps. */
export const ROTATION_BATCH_SIZE = 30;
export const ROTATION_INTERVAL_MS = 3_000;

/** What a node gets with its certificate. */
export interface IssuedCertificate {
  readonly nodeId: string;
  readonly clusterId: string;
  readonly role: NodeRole;
  /** Which root issued it (see Cluster.rootGeneration). */
  readonly generation: number;
  readonly tlsInfo: TLSInfo;
  readonly notAfterMs: number;
}

export class CertificateAuthority implements ControlLoop {
  private stopWatching: Cancel | undefined;
  private stopTimer: Cancel | undefined;

  constructor(private readonly store: Store, private readonly sim: Sim) {}

  start(): void {
    assert(this.stopWatching === undefined, 'the CA is started once per term');
    this.stopWatching = this.store.watchTable('cluster', () => this.followRotation());
    this.followRotation();
  }

  stop(): void {
    this.stopWatching?.();
    this.stopTimer?.();
    this.stopWatching = undefined;
    this.stopTimer = undefined;
  }

  /** A newcomer's first certificate: the role comes from which token it has, and its node record is made. */
  *issueCertificate(token: string, availability: Availability = 'active'): Program<IssuedCertificate | Refusal> {
    const node = yield* write(this.store, this.sim, 'issue certificate', (tx): Node | Refusal => {
      const cluster = tx.cluster();
      const role = cluster && roleOfToken(cluster, token);
      if (!cluster || !role) return refuseRpc('InvalidArgument', 'A valid join token is necessary to join this cluster');
      return tx.create('node', newNode(this.sim.random('ca').id(), role, availability, cluster));
    });
    return isRefusal(node) ? node : this.certificateOf(node, node.observedRole);
  }

  /** A member's next certificate, with the role that the manager holds it to have; expired, rotated or changed alike. */
  *renewCertificate(nodeId: string): Program<IssuedCertificate | Refusal> {
    const node = yield* write(this.store, this.sim, 'renew certificate', (tx): Node | Refusal => {
      const cluster = tx.cluster();
      const current = tx.get('node', nodeId);
      if (cluster?.blacklistedNodes.includes(nodeId)) {
        return refuseRpc('PermissionDenied', `Permission denied: node ${nodeId} was removed from swarm`);
      }
      if (!cluster || !current) return refuseRpc('NotFound', `node ${nodeId} not found when attempting to renew certificate`);
      return renewed(tx, current, cluster);
    });
    return isRefusal(node) ? node : this.certificateOf(node, node.observedRole);
  }

  /** Both tokens for a root; chance decides the secrets. */
  joinTokens(rootCert: string): Cluster['JoinTokens'] {
    const random = this.sim.random('ca');
    return { Worker: generateJoinToken(rootCert, random), Manager: generateJoinToken(rootCert, random) };
  }

  joinToken(rootCert: string): string {
    return generateJoinToken(rootCert, this.sim.random('ca'));
  }

  unlockKey(): string {
    return generateUnlockKey(this.sim.random('ca'));
  }

  rootCertificate(): string {
    return createRootCertificate(this.sim.random('ca'), this.sim.nowMs);
  }

  private certificateOf(node: Node, role: NodeRole): IssuedCertificate {
    const cluster = this.store.cluster();
    assert(cluster !== undefined, 'a certificate is issued by a cluster');
    const lifeMs = (cluster.Spec.CAConfig.NodeCertExpiry ?? 7_776_000_000_000_000) / NS_PER_MS;
    return {
      nodeId: node.ID,
      clusterId: cluster.ID,
      role,
      generation: node.certGeneration,
      tlsInfo: clusterTlsInfo(cluster),
      notAfterMs: this.sim.nowMs + lifeMs,
    };
  }

  /** While a rotation is under way, a step now and then one every 3 s. */
  private followRotation(): void {
    const rotating = this.store.cluster()?.RootRotationInProgress === true;
    if (!rotating) {
      this.stopTimer?.();
      this.stopTimer = undefined;
    } else if (this.stopTimer === undefined) {
      this.stopTimer = this.sim.every(ROTATION_INTERVAL_MS, 'ca.rotation', () => this.rotationStep());
      this.rotationStep();
    }
  }

  private rotationStep(): void {
    this.store.update('root rotation', (tx) => {
      const cluster = tx.cluster();
      if (!cluster?.rootRotation) return;
      const behind = tx.list('node').filter((node) => node.certGeneration < cluster.rootGeneration);
      if (behind.length === 0) {
        finishRotation(tx, cluster, this.joinTokens(cluster.rootRotation.rootCert));
        return;
      }
      for (const node of behind.filter((candidate) => !candidate.rotateCertificate).slice(0, ROTATION_BATCH_SIZE)) {
        tx.update('node', node.ID, (draft) => void (draft.rotateCertificate = true));
      }
    });
  }
}

/** What nodes and `docker info` show: the trusted root, and the issuer that is wanted (the next one while rotating). */
export function clusterTlsInfo(cluster: Cluster): TLSInfo {
  return tlsInfoOf(cluster.rootCert, cluster.rootRotation?.rootCert ?? cluster.rootCert);
}

/** Begins a rotation to this root, or replaces the one under way. */
export function withRotation(cluster: Cluster, rootCert: string): Cluster {
  return { ...cluster, RootRotationInProgress: true, rootGeneration: cluster.rootGeneration + 1, rootRotation: { rootCert } };
}

function finishRotation(tx: Transaction, cluster: Cluster, tokens: Cluster['JoinTokens']): void {
  const { rootRotation, ...rest } = cluster;
  if (!rootRotation) return;
  tx.update('cluster', cluster.ID, { ...rest, RootRotationInProgress: false, rootCert: rootRotation.rootCert, JoinTokens: tokens });
  // What a certificate trusts follows its issuer: nodes learn the new root with the next session message.
  for (const node of tx.list('node')) {
    if (!node.Description) continue;
    const TLSInfo = { ...node.Description.TLSInfo, TrustRoot: rootRotation.rootCert };
    tx.update('node', node.ID, { ...node, Description: { ...node.Description, TLSInfo } });
  }
}

function roleOfToken(cluster: Cluster, token: string): NodeRole | undefined {
  if (token === cluster.JoinTokens.Manager) return 'manager';
  return token === cluster.JoinTokens.Worker ? 'worker' : undefined;
}

/** A node that has a certificate and has not been heard of yet. */
export function newNode(nodeId: string, role: NodeRole, availability: Availability, cluster: Pick<Cluster, 'rootGeneration'>): Node {
  return {
    ID: nodeId, Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0,
    Spec: { Labels: {}, Role: role, Availability: availability },
    Status: { State: 'unknown', Addr: '' },
    observedRole: role,
    certGeneration: cluster.rootGeneration,
  };
}

function renewed(tx: Transaction, node: Node, cluster: Cluster): Node {
  const next = produce(node, (draft) => {
    draft.certGeneration = cluster.rootGeneration;
    delete draft.rotateCertificate;
    if (draft.Description) draft.Description.TLSInfo = clusterTlsInfo(cluster);
  });
  return tx.update('node', node.ID, next);
}
