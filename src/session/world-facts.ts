/** The facts that checks are judged by, read from the world as it is. Nothing is copied before it is asked for. */
import { isRefusal } from '../model';
import { isFileError } from '../os';
import type { ClusterFacts, ContainerFact, Facts, MachineFacts } from '../lab/expect/facts';
import type { ReadView } from '../store';
import type { World } from '../world';

export function worldFacts(world: World): Facts {
  const names = world.hostNames();
  const managers = names.flatMap((name) => {
    const { manager } = world.member(name);
    return manager && world.isPowered(name) && world.engine(name) ? [{ name, manager }] : [];
  });
  const leading = managers.find((one) => one.manager.leads);
  // Without a leader the replica that heard the latest entry knows best.
  const best = leading ?? [...managers].sort((a, b) => b.manager.store.lastIndex - a.manager.store.lastIndex)[0];
  const members = leading?.manager.members() ?? [];
  return {
    cluster: best && clusterFacts(best.manager.store),
    machines: names.map((name) => machineFacts(world, name)),
    leader: leading?.name,
    quorum: leading !== undefined && members.filter((one) => one.reachable).length * 2 > members.length,
  };
}

function clusterFacts(store: ReadView): ClusterFacts {
  return {
    cluster: () => store.cluster(),
    services: () => store.list('service'),
    secrets: () => store.list('secret'),
    configs: () => store.list('config'),
    networks: () => store.list('network').filter((one) => !one.predefined),
    nodes: () => store.list('node'),
    tasksOf: (serviceId) => store.tasksOfService(serviceId),
  };
}

function machineFacts(world: World, name: string): MachineFacts {
  return {
    name,
    get swarm() {
      return world.member(name).localState;
    },
    containers: () => {
      const list = world.containers(name, { all: true });
      if (list === undefined || isRefusal(list)) return [];
      return list.map((one): ContainerFact => ({ names: [...one.Names.map((each) => each.replace(/^\//, '')), one.Id], state: one.State as ContainerFact['state'] }));
    },
    volumes: () => {
      const list = world.engine(name)?.volumeList();
      return list === undefined || isRefusal(list) ? [] : list.map((one) => one.Name);
    },
    images: () => {
      const list = world.engine(name)?.imageList();
      return list === undefined || isRefusal(list) ? [] : list.flatMap((one) => one.RepoTags ?? []);
    },
    file: (path) => {
      const content = world.host(name).files.read(path);
      return isFileError(content) ? undefined : content;
    },
  };
}
