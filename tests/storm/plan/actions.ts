/**
 * Everything that may happen in a storm, with how often it does. An action writes its steps into the plan and
 * answers false when there is nothing for it to do just now.
 */
import type { Plan } from './plan';
import * as containers from './containers';
import * as machines from './machines';
import * as nodes from './nodes';
import * as objects from './objects';
import * as reads from './reads';
import * as services from './services';
import * as stacks from './stacks';
import * as swarm from './swarm';

export interface Action {
  readonly weight: number;
  readonly act: (plan: Plan) => boolean;
}

export const ACTIONS: Readonly<Record<string, Action>> = {
  'service-create': { weight: 11, act: services.create },
  'service-update': { weight: 8, act: services.update },
  'service-scale': { weight: 6, act: services.scale },
  'service-force': { weight: 2, act: services.force },
  'service-rollback': { weight: 3, act: services.rollback },
  'service-rm': { weight: 3, act: services.remove },
  'stack-deploy': { weight: 2.5, act: stacks.deploy },
  'stack-rm': { weight: 1, act: stacks.remove },
  'network-create': { weight: 1.5, act: objects.createNetwork },
  'network-rm': { weight: 0.7, act: objects.removeNetwork },
  'secret-create': { weight: 1, act: objects.createSecret },
  'secret-rm': { weight: 0.5, act: objects.removeSecret },
  'config-create': { weight: 1, act: objects.createConfig },
  'config-rm': { weight: 0.5, act: objects.removeConfig },
  'container-end': { weight: 4, act: containers.end },
  'container-sick': { weight: 1, act: containers.sicken },
  'container-run': { weight: 1.5, act: containers.run },
  'container-rm': { weight: 0.7, act: containers.removeOwn },
  'node-availability': { weight: 5, act: nodes.availability },
  'node-label': { weight: 1.5, act: nodes.label },
  'node-promote': { weight: 1.5, act: nodes.promote },
  'node-demote': { weight: 1.5, act: nodes.demote },
  'node-rm': { weight: 1, act: nodes.remove },
  'node-leave': { weight: 1, act: nodes.leave },
  'node-join': { weight: 1.5, act: nodes.join },
  'swarm-tokens': { weight: 0.6, act: swarm.rotateToken },
  'swarm-ca': { weight: 0.6, act: swarm.rotateCa },
  'swarm-settings': { weight: 1, act: swarm.settings },
  'swarm-autolock': { weight: 0.6, act: swarm.autolock },
  'swarm-unlock': { weight: 1, act: swarm.unlock },
  'power-cut': { weight: 3, act: machines.powerCut },
  'daemon-stop': { weight: 2, act: machines.stopDaemon },
  'daemon-restart': { weight: 2, act: machines.restartDaemon },
  'daemon-crash': { weight: 1.5, act: machines.crashDaemon },
  'cable-cut': { weight: 3, act: machines.cutCable },
  'link-fault': { weight: 2, act: machines.spoilLink },
  'link-heal': { weight: 1.5, act: machines.healLink },
  recover: { weight: 9, act: machines.recover },
  read: { weight: 4, act: reads.read },
};

/** Draws by weight; undefined when this storm has no weights left. */
export function drawAction(plan: Plan, weights: Readonly<Record<string, number>>): Action | undefined {
  const names = Object.keys(ACTIONS);
  let total = 0;
  for (const name of names) total += weights[name] ?? 0;
  let left = plan.random.fraction() * total;
  for (const name of names) {
    left -= weights[name] ?? 0;
    if (left < 0) return ACTIONS[name];
  }
  return undefined;
}
