/** No two tasks hold the same host-mode port on one node. */
import type { Task } from '../../../src/model';
import type { Checker, Sight } from '../watch/checker';
import { filledNodes } from './filled-nodes';
import { holdsNode, nameOf } from './task';

export function hostPorts({ complain }: Sight): Checker {
  return {
    name: 'host-ports',
    committed({ view }, commit) {
      for (const nodeId of filledNodes(commit)) {
        const holders = new Map<string, Task>();
        for (const task of view.tasksOfNode(nodeId)) {
          if (!holdsNode(task)) continue;
          for (const port of hostPortsOf(task)) {
            const other = holders.get(port);
            if (other) complain(`${nameOf(task)} and ${nameOf(other)} both have host port ${port} of ${nodeId}`);
            holders.set(port, task);
          }
        }
      }
    },
  };
}

export function hostPortsOf(task: Task): string[] {
  return (task.endpointSpec?.Ports ?? []).flatMap((port) => (port.PublishMode === 'host' && port.PublishedPort ? [`${port.PublishedPort}/${port.Protocol}`] : []));
}
