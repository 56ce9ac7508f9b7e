/** What several `docker node` verbs share: `self`, and updates of a node's spec. */
import type { NodeSpec, TLSInfo } from '../../model';
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiInfo, ApiNode } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';

/** A node's reference; `self` is the ID that the daemon knows itself by. */
export function* nodeReference(context: Context, ref: string): Program<string> {
  if (ref !== 'self') return ref;
  const info = yield* context.api.get<ApiInfo>('/info');
  if (info.Swarm.NodeID) return info.Swarm.NodeID;
  // Not in a swarm: a question to the managers brings the better message.
  yield* context.api.get('/nodes');
  throw new Failure('node ID not found in /info');
}

export const TLS_KEYS = ['TrustRoot', 'CertIssuerSubject', 'CertIssuerPublicKey'] as const;

/** Whether anything is known of a node's or the cluster's certificates. */
export function hasTls(info: Partial<TLSInfo> | undefined): boolean {
  return TLS_KEYS.some((key) => !!info?.[key]);
}

export type NodeChange = (spec: NodeSpec, node: ApiNode) => NodeSpec | undefined;

/** Changes each node's spec in turn and stops at the first error; `told` prints what was done. */
export function* updateNodes(context: Context, refs: readonly string[], change: NodeChange, told: (ref: string) => Program): Program {
  for (const ref of refs) {
    const node = yield* context.api.getAs<ApiNode>('swarm.Node', apiPath`/nodes/${ref}`);
    const spec = change(node.Spec, node);
    if (!spec) continue;
    yield* context.api.post(apiPath`/nodes/${node.ID}/update`, { query: { version: node.Version.Index }, json: spec });
    yield* told(ref);
  }
}

/** Sets the role, with the words of promote and demote; a node that has it already is only told of. */
export function* setRole(context: Context, refs: readonly string[], role: 'worker' | 'manager', done: (ref: string) => string): Program {
  for (const ref of refs) {
    const node = yield* context.api.getAs<ApiNode>('swarm.Node', apiPath`/nodes/${ref}`);
    if (node.Spec.Role === role) {
      yield* context.out.line(`Node ${node.ID} is already a ${role}.`);
      continue;
    }
    yield* context.api.post(apiPath`/nodes/${node.ID}/update`, { query: { version: node.Version.Index }, json: { ...node.Spec, Role: role } });
    yield* context.out.line(done(ref));
  }
}
