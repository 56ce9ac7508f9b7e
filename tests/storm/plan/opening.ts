/** How every storm begins: one machine founds the swarm, the others join, as managers first. */
import type { Weather } from '../weather';
import type { Plan } from './plan';

export function opening(plan: Plan, weather: Weather): void {
  const { belief } = plan;
  for (let i = 1; i <= weather.managers + weather.workers; i++) {
    const last = i === weather.managers + weather.workers;
    belief.machines.push({ name: `node${i}`, platform: last && weather.windows ? 'windows' : 'linux', role: 'none', ill: undefined });
  }
  const founder = belief.machines[0]?.name as string;
  plan.run(founder, 'docker swarm init --advertise-addr ${NODE1_IP}');
  (belief.machines[0] as { role: string }).role = 'manager';
  if (belief.machines.length > 1) {
    plan.run(founder, 'docker swarm join-token -q manager', { save: { MANAGER_TOKEN: '(SWMTKN\\S+)' } });
    plan.run(founder, 'docker swarm join-token -q worker', { save: { WORKER_TOKEN: '(SWMTKN\\S+)' } });
  }
  belief.machines.forEach((machine, i) => {
    if (i === 0) return;
    const role = i < weather.managers ? 'manager' : 'worker';
    machine.role = role;
    plan.run(machine.name, `docker swarm join --token \${${role.toUpperCase()}_TOKEN} \${NODE1_IP}:2377`);
  });
}
