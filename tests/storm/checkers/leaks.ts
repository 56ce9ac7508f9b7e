/**
 * What was taken is given back: with all services gone, nothing of them is left on any machine of the swarm, neither
 * containers nor networks, ports or names; nor addresses in the store.
 */
import type { Checker, Sight } from '../watch/checker';

export function leaks({ world, complain }: Sight): Checker {
  return {
    name: 'leaks',
    over(swarm) {
      if (!swarm) return;
      const { view } = swarm;
      const ingress = view.list('network').find((network) => network.Spec.Ingress);
      for (const node of view.list('node')) {
        // Its tasks are still there as far as anybody knows.
        if (node.Status.State === 'down') continue;
        const stray = Object.keys(node.attachments ?? {}).find((id) => id !== ingress?.ID && !attachable(id));
        if (stray !== undefined) complain(`${node.Description?.Hostname} still has an endpoint on network ${stray}`);
      }
      for (const name of world.hostNames()) {
        const member = world.member(name);
        if (view.get('node', member.nodeId)?.Status.State !== 'ready') continue;
        const { core } = world.host(name).engine;
        for (const container of core.containers.values()) if (container.task) complain(`${name} still has the container ${container.name}, ${container.status}`);
        for (const { port, containerId } of world.wire.publishedPorts(name)) {
          if (!core.containers.get(containerId)?.running) complain(`${name} still has port ${port} published for ${containerId.slice(0, 12)}`);
        }
        for (const network of core.networks.all()) {
          if (network.scope === 'swarm' && !network.ingress && ![...core.containers.values()].some((one) => one.endpoints.has(network.name) || one.endpoints.has(network.id))) complain(`${name} still has the network ${network.name}`);
        }
      }
    },
  };

  function attachable(networkId: string): boolean {
    return world.hostNames().some((name) => [...world.host(name).engine.core.containers.values()].some((one) => one.running && [...one.endpoints.values()].some((endpoint) => endpoint.networkId === networkId)));
  }
}
