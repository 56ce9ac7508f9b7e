/** No two services have the same port of the routing mesh. */
import type { Service } from '../../../src/model';
import type { Checker, Sight } from '../watch/checker';

export function publishedPorts({ complain }: Sight): Checker {
  return {
    name: 'published-ports',
    committed({ view }, { changes }) {
      for (const change of changes) {
        if (change.table !== 'service' || !change.after || change.after.Endpoint?.Ports === change.before?.Endpoint?.Ports) continue;
        const taken = new Set(meshPortsOf(change.after));
        if (taken.size < meshPortsOf(change.after).length) complain(`${change.after.Spec.Name} has a port twice`);
        for (const other of taken.size > 0 ? view.list('service') : []) {
          const both = other.ID === change.id ? undefined : meshPortsOf(other).find((port) => taken.has(port));
          if (both !== undefined) complain(`port ${both} is given to ${change.after.Spec.Name} and to ${other.Spec.Name}`);
        }
      }
    },
  };
}

function meshPortsOf(service: Service): string[] {
  return (service.Endpoint?.Ports ?? []).flatMap((port) => (port.PublishMode === 'ingress' && port.PublishedPort ? [`${port.PublishedPort}/${port.Protocol}`] : []));
}
