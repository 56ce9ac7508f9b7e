/** Once all is calm every manager has applied what was agreed, and holds nothing else. */
import type { Checker, Sight } from '../watch/checker';

export function replicasAgree({ world, swarms, complain }: Sight): Checker {
  const managers = () => world.hostNames().flatMap((name) => {
    const manager = world.member(name).manager;
    return manager ? [{ name, store: manager.store }] : [];
  });
  return {
    name: 'replicas-agree',
    unsettled(swarm) {
      return managers().flatMap(({ name, store }) => {
        const behind = swarms.of(store) === swarm ? swarms.behind(store) : 0;
        return behind > 0 ? [`${name} is ${behind} entries behind`] : [];
      });
    },
    over() {
      for (const { name, store } of managers()) {
        const words = swarms.difference(name, store);
        if (words !== undefined) complain(words);
      }
    },
  };
}
