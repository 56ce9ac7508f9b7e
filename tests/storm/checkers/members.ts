/** Once faults have ended, nodes are what their machines are: ready where a daemon holds the node, down elsewhere; managers in raft, workers not. */
import type { Node } from '../../../src/model';
import type { RaftView } from '../../../src/swarm/controlapi/context';
import type { Checker, Sight } from '../watch/checker';

export function members({ world }: Sight): Checker {
  return {
    name: 'members',
    unsettled({ view, leader }) {
      const raft = world.hasHost(leader) ? world.member(leader).manager : undefined;
      const machines = new Map(world.hostNames().map((name) => [world.member(name).nodeId, name]));
      return view.list('node').flatMap((node) => {
        const name = machines.get(node.ID);
        const label = `${node.Description?.Hostname ?? ''} (${node.ID.slice(0, 8)})`;
        if (name === undefined) return node.Status.State === 'down' || node.Status.State === 'unknown' && !node.Description ? [] : [`${label} is ${node.Status.State}, and no machine is this node`];
        // It was away while all the managers that it knew ceased to be any: nobody tells it of the others.
        const known = world.member(name).knownManagers.map(({ address }) => address);
        const lost = node.Status.State === 'down' && !raft?.members().some((member) => known.includes(member.addr));
        if (node.Status.State !== 'ready') return lost ? [] : [`${label} is ${node.Status.State}`];
        return roleOf(label, node, world.member(name).manager !== undefined, raft);
      });
    },
  };

  function roleOf(label: string, node: Node, manages: boolean, raft: RaftView | undefined): string[] {
    const inRaft = raft?.members().some((member) => member.nodeId === node.ID) === true;
    // A demotion that would cost the majority waits.
    if (node.Spec.Role === 'worker' && inRaft && raft?.canRemove(node.ID) === false) return [];
    const roles = `${label} is meant to be a ${node.Spec.Role}`;
    if (node.observedRole !== node.Spec.Role) return [`${roles} and counts as a ${node.observedRole}`];
    if (inRaft !== (node.Spec.Role === 'manager')) return [`${roles} and is ${inRaft ? '' : 'not '}in raft`];
    return manages === inRaft ? [] : [`${roles} and its machine ${manages ? 'manages' : 'does not'}`];
  }
}
