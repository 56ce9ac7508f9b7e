/** The life of services: created, changed, scaled, rolled back, removed. */
import type { ServiceBelief } from './belief';
import type { Plan } from './plan';
import { commonFlags, image, placement, port, workload } from './service-flags';

const SERVICES_MAX = 5;
const NAMES = ['web', 'api', 'db', 'cache', 'agent', 'batch'];

/** Mostly without waiting; else attached, in the background or given up with Ctrl-C. */
function type(plan: Plan, line: (detach: string) => string): void {
  const on = plan.manager();
  const how = plan.random.fraction();
  if (how < 0.85) plan.run(on, line('--detach'));
  else if (how < 0.93) plan.background(on, line('--detach=false'));
  else plan.run(on, line('--detach=false'), { ctrl_c_after: plan.random.int(1, 9) });
}

export function create(plan: Plan): boolean {
  const { services, networks, secrets, configs } = plan.belief;
  if (services.size >= SERVICES_MAX) return false;
  const free = NAMES.filter((name) => !services.has(name));
  const name = plan.chance(0.05) ? plan.pick(NAMES) : (plan.pickOrNone(free) as string);
  const mode = plan.pick(['replicated', 'replicated', 'replicated', 'replicated', 'replicated', 'global', 'global', 'replicated-job', 'global-job'] as const);
  const belief: ServiceBelief = { name, mode, networks: [], secrets: [], configs: [] };
  const flags = [`--name ${name}`];
  if (mode !== 'replicated') flags.push(`--mode ${mode}`);
  if (mode === 'replicated') flags.push(`--replicas ${plan.pick([1, 2, 2, 3, 3, 5, 8])}`);
  if (mode === 'replicated-job') flags.push(`--replicas ${plan.pick([1, 3, 5])}`, ...(plan.chance(0.5) ? ['--max-concurrent 2'] : []));
  flags.push(...commonFlags(plan, mode, 1));
  const { constraint, preference } = placement(plan);
  if (constraint !== undefined) flags.push(`--constraint '${constraint}'`);
  if (preference !== undefined) flags.push(`--placement-pref '${preference}'`);
  const published = mode.endsWith('job') ? undefined : port(plan);
  if (published !== undefined) flags.push(`--publish ${published}`);
  if (plan.chance(0.1)) flags.push('--endpoint-mode dnsrr');
  for (const [known, own, flag] of [[networks, belief.networks, 'network'], [secrets, belief.secrets, 'secret'], [configs, belief.configs, 'config']] as const) {
    const one = plan.pickOrNone(known);
    if (one === undefined || !plan.chance(0.5)) continue;
    flags.push(`--${flag} ${one}`);
    own.push(one);
  }
  type(plan, (detach) => `docker service create ${detach} ${flags.join(' ')} ${workload(plan, mode)}`);
  services.set(name, belief);
  return true;
}

function known(plan: Plan): ServiceBelief | undefined {
  return plan.pickOrNone(plan.belief.services.values());
}

export function update(plan: Plan): boolean {
  const service = known(plan);
  if (!service) return false;
  const flags: string[] = [];
  const published = plan.chance(0.25) ? port(plan) : undefined;
  if (plan.chance(0.55)) flags.push(`--image ${image(plan)}`);
  if (plan.chance(0.15)) flags.push(`--args "${plan.pick(['sleep 1d', 'sleep 30', 'false'])}"`);
  if (plan.chance(0.1)) flags.push(`--env-add ROUND=${plan.next()}`);
  if (plan.chance(0.1)) flags.push(`--label-add round=${plan.next()}`);
  if (service.mode === 'replicated' && plan.chance(0.15)) flags.push(`--replicas ${plan.random.int(0, 6)}`);
  if (plan.chance(0.12)) flags.push(`--constraint-add '${placement(plan).constraint ?? 'node.role==worker'}'`);
  if (plan.chance(0.12)) flags.push(`--constraint-rm '${placement(plan).constraint ?? 'node.role==worker'}'`);
  if (published !== undefined) flags.push(`--publish-add ${published}`);
  if (plan.chance(0.06)) flags.push('--publish-rm 80');
  for (const [all, own, flag] of [[plan.belief.networks, service.networks, 'network'], [plan.belief.secrets, service.secrets, 'secret'], [plan.belief.configs, service.configs, 'config']] as const) {
    const one = plan.pickOrNone(all);
    const old = plan.pickOrNone(own);
    if (one !== undefined && !own.includes(one) && plan.chance(0.15)) {
      flags.push(`--${flag}-add ${one}`);
      own.push(one);
    } else if (old !== undefined && plan.chance(0.15)) {
      flags.push(`--${flag}-rm ${old}`);
      own.splice(own.indexOf(old), 1);
    }
  }
  flags.push(...commonFlags(plan, service.mode, 0.35));
  type(plan, (detach) => `docker service update ${[detach, ...flags, service.name].join(' ')}`);
  return true;
}

export function scale(plan: Plan): boolean {
  const service = known(plan);
  if (!service) return false;
  const count = plan.pick([0, 1, 1, 2, 3, 4, 5, 8]);
  if (plan.chance(0.5)) type(plan, (detach) => `docker service scale ${detach} ${service.name}=${count}`);
  else type(plan, (detach) => `docker service update ${detach} --replicas ${count} ${service.name}`);
  return true;
}

export function force(plan: Plan): boolean {
  const service = known(plan);
  if (!service) return false;
  type(plan, (detach) => `docker service update ${detach} --force ${service.name}`);
  return true;
}

export function rollback(plan: Plan): boolean {
  const service = known(plan);
  if (!service) return false;
  type(plan, (detach) => `docker service ${plan.pick(['rollback', 'update --rollback'])} ${detach} ${service.name}`);
  return true;
}

export function remove(plan: Plan): boolean {
  const service = known(plan);
  if (!service) return false;
  plan.run(plan.manager(), `docker service rm ${service.name}`);
  plan.belief.services.delete(service.name);
  return true;
}
