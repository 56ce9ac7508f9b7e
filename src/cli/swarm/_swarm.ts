/** What several `docker swarm` verbs share: join commands, the unlock key's text, settings from flags. */
import type { ClusterSpec } from '../../model';
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiInfo, ApiNode, ApiSwarm } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { ApiFailure, Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { quote } from '../../template/quote';

/** Flags of `init` and `update` that change the cluster's spec. */
export const SPEC_FLAGS = {
  'cert-expiry': flag.duration('', 'How long node certificates are valid (ns|us|ms|s|m|h)', { shows: '2160h0m0s' }),
  'dispatcher-heartbeat': flag.duration('', 'How often nodes report that they live (ns|us|ms|s|m|h)', { shows: '5s' }),
  'external-ca': flag.externalCa('', 'Certificate authority outside of the swarm that signs'),
  'max-snapshots': flag.uint('', 'Old raft snapshots to keep besides the newest'),
  'snapshot-interval': flag.uint('', 'Log entries between raft snapshots', { initial: 10000 }),
  'task-history-limit': flag.int('', 'Old tasks to keep per slot', { initial: 5 }),
};

type SpecFlags = flag.ValuesOf<typeof SPEC_FLAGS>;

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** The spec with what the given flags say (swarm/opts.go mergeSwarmSpec). */
export function mergeSpec(context: Context, before: ClusterSpec, flags: SpecFlags, given: (name: keyof SpecFlags & string) => boolean): ClusterSpec {
  const spec: Draft<ClusterSpec> = { ...before };
  if (given('task-history-limit')) spec.Orchestration = { ...spec.Orchestration, TaskHistoryRetentionLimit: flags['task-history-limit'] };
  if (given('dispatcher-heartbeat')) spec.Dispatcher = { ...spec.Dispatcher, HeartbeatPeriod: flags['dispatcher-heartbeat'] };
  if (given('cert-expiry')) spec.CAConfig = { ...spec.CAConfig, NodeCertExpiry: flags['cert-expiry'] };
  if (given('external-ca')) spec.CAConfig = { ...spec.CAConfig, ExternalCAs: flags['external-ca'] };
  if (given('max-snapshots')) spec.Raft = { ...spec.Raft, KeepOldSnapshots: flags['max-snapshots'] };
  if (given('snapshot-interval')) spec.Raft = { ...spec.Raft, SnapshotInterval: flags['snapshot-interval'] };
  return spec;
}

export const AVAILABILITIES = ['active', 'pause', 'drain'];

export function checkAvailability(word: string): string {
  const lower = word.toLowerCase();
  if (!AVAILABILITIES.includes(lower)) throw new Failure(`invalid availability ${quote(word)}, only active, pause and drain are supported`);
  return lower;
}

/** The command that others type to join; the address is this manager's own. */
export function* printJoinCommand(context: Context, role: 'worker' | 'manager', nodeId: string): Program {
  const node = yield* context.api.getAs<ApiNode>('swarm.Node', apiPath`/nodes/${nodeId}`);
  const swarm = yield* context.api.get<ApiSwarm>('/swarm');
  if (!node.ManagerStatus) return;
  const token = role === 'worker' ? swarm.JoinTokens.Worker : swarm.JoinTokens.Manager;
  yield* context.out.write(
    `To add a ${role} to this swarm, run the following command:\n\n    docker swarm join --token ${token} ${node.ManagerStatus.Addr}\n\n`,
  );
}

export function* ownNodeId(context: Context): Program<string> {
  return (yield* context.api.get<ApiInfo>('/info')).Swarm.NodeID;
}

export function* printUnlockKey(context: Context, key: string): Program {
  yield* context.out.write(
    'To unlock a swarm manager after it restarts, run the `docker swarm unlock`\n' +
      `command and provide the following key:\n\n    ${key}\n\n` +
      'Remember to store this key in a password manager, since without it you\nwill not be able to restart the manager.\n',
  );
}

/** Empty when none is set. */
export function* unlockKey(context: Context): Program<string> {
  try {
    return (yield* context.api.get<{ UnlockKey?: string }>('/swarm/unlockkey')).UnlockKey ?? '';
  } catch (error) {
    if (error instanceof ApiFailure) throw new Failure(`could not fetch unlock key: ${error.message}`);
    throw error;
  }
}
