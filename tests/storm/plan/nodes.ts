/** What is done to members: drained, paused, labelled, promoted, demoted, removed; and those that leave and join by themselves. */
import type { Plan } from './plan';

function member(plan: Plan): string {
  return plan.pick(plan.belief.machines).name;
}

export function availability(plan: Plan): boolean {
  plan.run(plan.manager(), `docker node update --availability ${plan.pick(['active', 'active', 'pause', 'drain', 'drain'])} ${member(plan)}`);
  return true;
}

export function label(plan: Plan): boolean {
  const change = plan.chance(0.8) ? `--label-add zone=${plan.pick(['a', 'b'])}` : '--label-rm zone';
  plan.run(plan.manager(), `docker node update ${change} ${member(plan)}`);
  return true;
}

export function promote(plan: Plan): boolean {
  const machine = plan.pick(plan.belief.machines);
  if (plan.belief.managers.length >= 5) return false;
  plan.run(plan.manager(), `docker node promote ${machine.name}`);
  if (machine.role === 'worker') machine.role = 'manager';
  return true;
}

export function demote(plan: Plan): boolean {
  const machine = plan.pick(plan.belief.machines);
  const { managers } = plan.belief;
  // In mild weather a demotion must not be what takes the majority away.
  const ill = managers.filter((one) => one.ill !== undefined).length;
  if (plan.mild && (machine.ill !== undefined || ill * 2 >= managers.length - 1)) return false;
  plan.run(plan.manager(), `docker node demote ${machine.name}`);
  if (machine.role === 'manager' && managers.length > 1) machine.role = 'worker';
  return true;
}

/** The record of a node that is down, or one that is still there: then with force, or refused. */
export function remove(plan: Plan): boolean {
  if (plan.chance(0.6)) {
    plan.run(plan.manager(), "docker node rm $(docker node ls --format '{{.ID}} {{.Status}}' | grep Down | cut -d' ' -f1)");
    return true;
  }
  const machine = plan.pick(plan.belief.machines);
  if (machine.role === 'manager' && plan.chance(0.8)) return false;
  const force = plan.chance(0.5) ? '--force ' : '';
  plan.run(plan.manager(), `docker node rm ${force}${machine.name}`);
  if (force && machine.role === 'worker') machine.role = 'none';
  return true;
}

/** A worker goes; a manager only with force, and then it goes on counting for the majority. */
export function leave(plan: Plan): boolean {
  const { belief } = plan;
  const machine = plan.pickOrNone(belief.members.filter((one) => one.ill === undefined || one.ill === 'cut'));
  if (!machine) return false;
  if (machine.role === 'manager' && (plan.mild ? belief.managers.length < 3 || plan.chance(0.8) : plan.chance(0.5))) return false;
  if (machine.role === 'manager') {
    const ill = belief.managers.filter((one) => one.ill !== undefined).length;
    if (plan.mild && (ill + 1) * 2 >= belief.managers.length) return false;
    // As the documentation says it should be done.
    if (plan.chance(0.5)) {
      plan.run(plan.manager(), `docker node demote ${machine.name}`);
      plan.wait(plan.random.int(0, 12));
    }
  }
  plan.run(machine.name, `docker swarm leave${machine.role === 'manager' || plan.chance(0.2) ? ' --force' : ''}`);
  machine.role = 'none';
  return true;
}

/** Whoever is outside asks for a token and joins; sometimes somebody who is inside already tries. */
export function join(plan: Plan): boolean {
  const { belief } = plan;
  const outside = belief.machines.filter((one) => one.role === 'none' && one.ill === undefined);
  const machine = plan.pickOrNone(outside.length > 0 && plan.chance(0.9) ? outside : belief.well);
  const inside = plan.pickOrNone(belief.managers.filter((one) => one.ill === undefined));
  if (!machine || !inside || machine === inside) return false;
  const role = belief.managers.length < 5 && plan.chance(0.4) ? 'manager' : 'worker';
  const token = `TOKEN_${plan.next()}`;
  plan.run(inside.name, `docker swarm join-token -q ${role}`, { save: { [token]: '(SWMTKN\\S+)' } });
  const more = plan.chance(0.15) ? ` --availability ${plan.pick(['drain', 'pause'])}` : '';
  // A token that could not be had is as good as a wrong one; the old record may be in the way or long gone.
  if (plan.chance(0.2)) plan.run(machine.name, 'docker swarm leave --force');
  plan.run(machine.name, `docker swarm join${more} --token \${${token}} \${${inside.name.toUpperCase()}_IP}:2377`);
  machine.role = role;
  return true;
}
