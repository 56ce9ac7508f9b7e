/** Why a task that should run may not run, for good: it cannot work, finds no place, or gets no address. */
import type { ServiceSpec, Task } from '../../../src/model';
import type { ReadView } from '../../../src/store';
import { hasRoom, nodesWithRoom } from './room';

/** Words that this task may wait for ever; undefined when it should be on its way. */
export function excuseFor(view: ReadView, task: Task): string | undefined {
  if (task.Status.State === 'new') return lacksNetwork(view, task) ? 'no address' : undefined;
  if (task.Status.State !== 'pending') return undefined;
  if (isOutdated(view, task)) return 'passed over since its service was changed';
  if (task.NodeID === '') return nodesWithRoom(view, task).length === 0 ? 'no room' : undefined;
  const node = view.get('node', task.NodeID);
  return node && hasRoom(view, node, task) ? undefined : 'no room on its node';
}

/**
 * A task that found no place after its service had been changed is not tried again: SwarmKit's scheduler leaves it to
 * the updater, which sees nothing to update when only the number of replicas or a label is new (scheduler.go
 * `noSuitableNode`). It stays pending until the next leader.
 */
function isOutdated(view: ReadView, task: Task): boolean {
  const service = view.get('service', task.ServiceID);
  return service !== undefined && service.specVersion > task.specVersion;
}

/** A network without a subnet, or one so small that it may be full. */
function lacksNetwork(view: ReadView, task: Task): boolean {
  const service = view.get('service', task.ServiceID);
  return (service?.Spec.TaskTemplate.Networks ?? []).some(({ Target }) => {
    const network = view.get('network', Target);
    return !network?.ipam || network.ipam.some(({ Subnet }) => Number(Subnet.split('/')[1]) > 24);
  });
}

/** Tasks of such a spec end again and again, or never begin: storms know what they asked for. */
export function cannotWork(view: ReadView, spec: ServiceSpec | undefined): boolean {
  const container = spec?.TaskTemplate.ContainerSpec;
  if (!container) return false;
  const args = (container.Args ?? []).join(' ');
  const test = (container.Healthcheck?.Test ?? []).join(' ');
  return (
    /^nosuch\/|atsea_appserver:2/.test(container.Image) ||
    /\bfalse\b|exit 1|nosuchcommand|^sleep \d\d$/.test(args) ||
    // Tries again and again on machines where it does not exist: its platform could not be asked for.
    ((spec?.TaskTemplate.Placement?.Platforms ?? []).length === 0 && view.list('node').some((node) => node.Description?.Platform.OS === 'windows')) ||
    / false$/.test(test) ||
    // A port that something outside the swarm may hold.
    (spec?.EndpointSpec?.Ports ?? []).some((port) => port.PublishMode === 'host' && port.PublishedPort) ||
    (container.Secrets ?? []).some(({ SecretID }) => !view.get('secret', SecretID)) ||
    (container.Configs ?? []).some(({ ConfigID }) => !view.get('config', ConfigID))
  );
}

/** A job of something that never ends by itself is never complete. */
export function neverEnds(spec: ServiceSpec): boolean {
  const args = (spec.TaskTemplate.ContainerSpec?.Args ?? []).join(' ');
  return args === '' || /sleep 1d|while true/.test(args);
}
