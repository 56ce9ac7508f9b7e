/** Networks, secrets and configs: made, and removed whether in use or not. */
import type { Plan } from './plan';

export function createNetwork(plan: Plan): boolean {
  const { networks } = plan.belief;
  if (networks.size >= 4) return false;
  const name = plan.chance(0.1) ? (plan.pickOrNone(networks) ?? 'net0') : `net${plan.next()}`;
  const flags = [
    ...(plan.chance(0.5) ? ['--attachable'] : []),
    ...(plan.chance(0.1) ? ['--internal'] : []),
    // Small enough to run out of addresses; the same one twice overlaps and is never allocated.
    ...(plan.chance(0.2) ? [`--subnet ${plan.pick(['10.77.0.0/28', '10.77.1.0/27', '10.0.3.0/24'])}`] : []),
  ];
  plan.run(plan.manager(), `docker network create --driver overlay ${[...flags, name].join(' ')}`);
  networks.add(name);
  return true;
}

export function removeNetwork(plan: Plan): boolean {
  const name = plan.pickOrNone(plan.belief.networks);
  if (name === undefined) return false;
  plan.run(plan.manager(), `docker network rm ${name}`);
  if (![...plan.belief.services.values()].some((service) => service.networks.includes(name))) plan.belief.networks.delete(name);
  return true;
}

export function createSecret(plan: Plan): boolean {
  const name = `secret${plan.next()}`;
  plan.run(plan.manager(), `echo ${name} | docker secret create ${name} -`);
  plan.belief.secrets.add(name);
  return true;
}

export function removeSecret(plan: Plan): boolean {
  const name = plan.pickOrNone(plan.belief.secrets);
  if (name === undefined) return false;
  plan.run(plan.manager(), `docker secret rm ${name}`);
  if (![...plan.belief.services.values()].some((service) => service.secrets.includes(name))) plan.belief.secrets.delete(name);
  return true;
}

export function createConfig(plan: Plan): boolean {
  const name = `config${plan.next()}`;
  plan.run(plan.manager(), `echo ${name} | docker config create ${name} -`);
  plan.belief.configs.add(name);
  return true;
}

export function removeConfig(plan: Plan): boolean {
  const name = plan.pickOrNone(plan.belief.configs);
  if (name === undefined) return false;
  plan.run(plan.manager(), `docker config rm ${name}`);
  if (![...plan.belief.services.values()].some((service) => service.configs.includes(name))) plan.belief.configs.delete(name);
  return true;
}
