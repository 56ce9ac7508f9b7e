/**
 * Why a manager does not leave without `--force` (moby daemon/cluster/swarm.go, Leave): always, in words that say
 * what would be lost. Workers, and managers that insist, just go.
 */
import { refuse } from '../../model';
import type { Refusal } from '../../model';
import type { RaftMember } from './context';

/** `members` is undefined when the manager's own process is not up. */
export function refuseManagerLeave(members: readonly RaftMember[] | undefined, selfNodeId: string): Refusal {
  const first = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
  const last =
    'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';
  if (members === undefined) return refuse(503, `${first}Doing so may lose the consensus of your cluster. ${last}`);
  const reachable = members.filter((member) => member.reachable).length;
  const unreachable = members.length - reachable;
  const active = members.some((member) => member.nodeId === selfNodeId && member.reachable);
  if (!active || reachable - 2 > unreachable) return refuse(503, first + last);
  if (members.length === 1) {
    return refuse(503, `${first}Removing the last manager erases all current state of the swarm. Use \`--force\` to ignore this message. `);
  }
  const loss = `Removing this node leaves ${reachable - 1} managers out of ${members.length}. Without a Raft quorum your swarm will be inaccessible. `;
  return refuse(503, first + loss + last);
}

/** A locked manager does not know enough to say more. */
export const LOCKED_LEAVE_REFUSAL: Refusal = refuse(
  503,
  'Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.',
);
