/** The cluster object: spec, tokens, unlock key, and the order for a new root (swarmkit manager/controlapi/{cluster,ca_rotation}.go). */
import { CLUSTER_DEFAULTS, refuse, refuseRpc } from '../../model';
import type { Cluster, ClusterSpec, Refusal } from '../../model';
import type { Program } from '../../sim';
import { withRotation } from '../ca/certificate-authority';
import { parseCertificates } from '../ca/root-certificate';
import type { ControlContext } from './context';
import { quote } from './container-spec';
import { compact } from './json-shape';
import type { Loose } from './json-shape';
import { write } from './write';

export interface ClusterUpdateOptions {
  readonly rotateWorkerToken?: boolean;
  readonly rotateManagerToken?: boolean;
  readonly rotateManagerUnlockKey?: boolean;
}

const MIN_CERT_EXPIRY_NS = 3_600_000_000_000;
const YEAR_MS = 31_536_000_000;

/**
 * A client's spec laid over `base`: what is 0 or absent keeps the base's value (moby cluster/convert/swarm.go).
 * `force rotate`, autolock and the external CAs are always the client's.
 */
export function convertClusterSpec(json: Loose<ClusterSpec>, base: ClusterSpec = CLUSTER_DEFAULTS): ClusterSpec | Refusal {
  for (const external of json.CAConfig?.ExternalCAs ?? []) {
    if ((external.Protocol ?? '').toLowerCase() !== 'cfssl') return refuse(400, `invalid protocol: ${quote(external.Protocol ?? '')}`);
  }
  const { SigningCACert: _cert, SigningCAKey: _key, ForceRotate: _rotate, ExternalCAs: _externals, ...baseCa } = base.CAConfig;
  const raft = json.Raft ?? {};
  const labels = json.Labels ?? {};
  return {
    Name: json.Name ? json.Name : base.Name,
    Labels: Object.keys(labels).length > 0 ? labels as ClusterSpec['Labels'] : base.Labels,
    Orchestration: { ...base.Orchestration, ...given({ TaskHistoryRetentionLimit: json.Orchestration?.TaskHistoryRetentionLimit }) },
    Raft: {
      ...base.Raft,
      ...compact<Partial<ClusterSpec['Raft']>>({
        SnapshotInterval: raft.SnapshotInterval,
        LogEntriesForSlowFollowers: raft.LogEntriesForSlowFollowers,
        ElectionTick: raft.ElectionTick,
        HeartbeatTick: raft.HeartbeatTick,
      }),
      ...given({ KeepOldSnapshots: raft.KeepOldSnapshots }),
    },
    Dispatcher: { HeartbeatPeriod: json.Dispatcher?.HeartbeatPeriod ? json.Dispatcher.HeartbeatPeriod : base.Dispatcher.HeartbeatPeriod },
    CAConfig: compact<ClusterSpec['CAConfig']>({
      ...baseCa,
      ...(json.CAConfig?.NodeCertExpiry ? { NodeCertExpiry: json.CAConfig.NodeCertExpiry } : {}),
      ExternalCAs: json.CAConfig?.ExternalCAs,
      SigningCACert: json.CAConfig?.SigningCACert,
      SigningCAKey: json.CAConfig?.SigningCAKey,
      ForceRotate: json.CAConfig?.ForceRotate,
    }),
    TaskDefaults: json.TaskDefaults?.LogDriver ? (json.TaskDefaults as ClusterSpec['TaskDefaults']) : base.TaskDefaults,
    EncryptionConfig: { AutoLockManagers: json.EncryptionConfig?.AutoLockManagers === true },
  };
}

/** Pointers in Docker's struct: zero counts as given. */
function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}

export function* getCluster(context: ControlContext): Program<Cluster | Refusal> {
  return context.store.cluster() ?? refuse(404, 'no such swarm');
}

export function* updateCluster(
  context: ControlContext,
  version: number,
  spec: ClusterSpec,
  options: ClusterUpdateOptions,
): Program<Cluster | Refusal> {
  const refusal = validate(spec);
  if (refusal) return refusal;
  return yield* write(context.store, context.sim, 'update cluster', (tx): Cluster | Refusal => {
    const cluster = tx.cluster();
    if (!cluster) return refuseRpc('NotFound', 'cluster not found');
    const rooted = withDesiredRoot(context, cluster, spec);
    if ('refused' in rooted) return rooted;
    if (cluster.Version.Index !== version) return refuseRpc('Unknown', 'update out of sequence');
    const { SigningCACert: _cert, SigningCAKey: _key, ...CAConfig } = spec.CAConfig;
    const tokens = rooted.JoinTokens;
    const next: Cluster = {
      ...rooted,
      Spec: { ...spec, CAConfig: withRoots(CAConfig, cluster.rootCert) },
      JoinTokens: {
        Worker: options.rotateWorkerToken ? context.ca.joinToken(cluster.rootCert) : tokens.Worker,
        Manager: options.rotateManagerToken ? context.ca.joinToken(cluster.rootCert) : tokens.Manager,
      },
    };
    return tx.update('cluster', cluster.ID, withUnlockKey(context, next, options.rotateManagerUnlockKey === true));
  });
}

/** External authorities that name no root sign for the swarm's own (swarmkit ca/reconciler.go getNormalizedExtCAs). */
function withRoots(config: ClusterSpec['CAConfig'], root: string): ClusterSpec['CAConfig'] {
  const authorities = config.ExternalCAs;
  return authorities?.length ? { ...config, ExternalCAs: authorities.map((one) => (one.CACert ? one : { ...one, CACert: root })) } : config;
}

function validate(spec: ClusterSpec): Refusal | undefined {
  const expiryNs = spec.CAConfig.NodeCertExpiry;
  if (expiryNs !== undefined && expiryNs < MIN_CERT_EXPIRY_NS) return refuseRpc('InvalidArgument', 'minimum certificate expiry time is: 1h0m0s');
  if ((spec.Dispatcher.HeartbeatPeriod ?? 0) < 0) return refuseRpc('InvalidArgument', 'heartbeat time period cannot be a negative duration');
  if (spec.Name !== 'default') return refuseRpc('InvalidArgument', 'modification of cluster name is not allowed');
  return undefined;
}

/** Begins, replaces or ends a root rotation as the spec wants it. */
function withDesiredRoot(context: ControlContext, cluster: Cluster, spec: ClusterSpec): Cluster | Refusal {
  const invalid = (text: string): Refusal => refuseRpc('InvalidArgument', text);
  const { SigningCACert: cert = '', SigningCAKey: key = '', ForceRotate: force = 0 } = spec.CAConfig;
  if (key !== '' && cert === '') return invalid('if a signing CA key is provided, the signing CA cert must also be provided');
  if (cert === '') {
    if (force === (cluster.Spec.CAConfig.ForceRotate ?? 0)) return cluster;
    return withRotation(cluster, context.ca.rootCertificate());
  }
  const parsed = parseCertificates(cert);
  if (parsed === undefined) return invalid('could not parse the desired CA certificate');
  if (parsed.length > 1) return invalid('the desired CA certificate cannot contain multiple certificates');
  if ((parsed[0]?.notAfterMs ?? 0) < context.sim.nowMs + YEAR_MS) return invalid('CA certificate expires too soon');
  // No external CA is ever reachable from here.
  if (key === '') return invalid('there must be at least one valid, reachable external CA corresponding to the desired CA certificate');
  const normal = normalised(cert);
  if (normal === normalised(cluster.rootCert)) return withoutRotation(cluster);
  if (cluster.rootRotation && normal === normalised(cluster.rootRotation.rootCert)) return cluster;
  return withRotation(cluster, normal);
}

/** The rotation is given up. Certificates of the root that never came stay with their nodes until they are renewed. */
function withoutRotation(cluster: Cluster): Cluster {
  const { rootRotation, ...rest } = cluster;
  if (!rootRotation) return cluster;
  return { ...rest, RootRotationInProgress: false };
}

function normalised(pem: string): string {
  return `${pem.trim().replace(/\r\n/g, '\n')}\n`;
}

/** A key while managers lock themselves, none while they do not. */
function withUnlockKey(context: ControlContext, cluster: Cluster, rotate: boolean): Cluster {
  const { unlockKey, ...rest } = cluster;
  if (!cluster.Spec.EncryptionConfig.AutoLockManagers) return rest;
  return { ...rest, unlockKey: unlockKey === undefined || rotate ? context.ca.unlockKey() : unlockKey };
}

export function* getUnlockKey(context: ControlContext): Program<string> {
  const cluster = context.store.cluster();
  return cluster?.Spec.EncryptionConfig.AutoLockManagers ? (cluster.unlockKey ?? '') : '';
}
