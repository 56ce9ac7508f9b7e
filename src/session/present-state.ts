/** Sentences of an `expect` block that hold now: what an author begins with when a check is to ask for what has just been built. */
import type { ServiceView, WorldView } from './protocol';

const DOCKERS_OWN = new Set(['bridge', 'host', 'none', 'nat', 'ingress', 'docker_gwbridge']);

export function presentSentences(view: WorldView): string[] {
  const members = view.machines.filter((machine) => machine.role !== undefined);
  if (members.length === 0) return view.machines.flatMap((machine) => machine.containers.filter(({ state }) => state === 'running').map(({ name }) => `container ${worded(name)} on ${machine.name} is running`));
  const managers = members.filter(({ role }) => role === 'manager').length;
  return [
    `swarm has ${managers} manager${managers === 1 ? '' : 's'}`,
    ...(members.length > managers ? [`swarm has ${members.length - managers} worker${members.length - managers === 1 ? '' : 's'}`] : []),
    ...view.services.flatMap(ofService),
    ...members.filter(({ availability }) => availability === 'drain' || availability === 'pause').map(({ name, availability }) => `node ${name} is ${availability === 'drain' ? 'drained' : 'paused'}`),
    ...members.filter(({ state }) => state === 'down').map(({ name }) => `node ${name} is down`),
    ...members.flatMap(({ name, labels }) => Object.entries(labels).map(([label, value]) => `node ${name} has label ${label}=${value}`)),
    ...view.networks.filter(({ name }) => !DOCKERS_OWN.has(name)).map(({ name, driver }) => `network ${worded(name)} has driver ${driver}`),
  ];
}

function ofService(service: ServiceView): string[] {
  const name = worded(service.name);
  const ports = service.ports.map(({ published, target, mode }) => `service ${name} publishes ${published} to ${target} in ${mode} mode`);
  if (service.mode === 'replicated-job' || service.mode === 'global-job') return [`service ${name} exists`];
  const image = worded(service.image.replace(/@sha256:.*$/, ''));
  if (service.mode === 'global') return [`service ${name} has all replicas running`, `service ${name} runs image ${image}`, ...ports];
  return [`service ${name} has ${service.desired} running replica${service.desired === 1 ? '' : 's'} of ${image}`, ...ports];
}

/** Names with other signs than the grammar's stand in double quotes. */
const worded = (name: string): string => (/^[\w.:/@-]+$/.test(name) ? name : `"${name.replaceAll('"', '')}"`);
