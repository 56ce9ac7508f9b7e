/** What is done to the swarm as a whole: tokens and roots rotated, settings changed, managers locked and unlocked. */
import type { Plan } from './plan';

export function rotateToken(plan: Plan): boolean {
  plan.run(plan.manager(), `docker swarm join-token --rotate ${plan.pick(['worker', 'manager'])}`);
  return true;
}

export function rotateCa(plan: Plan): boolean {
  if (plan.chance(0.8)) plan.run(plan.manager(), 'docker swarm ca --rotate --detach');
  else plan.background(plan.manager(), 'docker swarm ca --rotate');
  return true;
}

export function settings(plan: Plan): boolean {
  const flag = plan.pick([
    `--task-history-limit ${plan.pick([0, 1, 2, 5, 8])}`,
    `--dispatcher-heartbeat ${plan.pick(['1s', '3s', '5s', '20s'])}`,
    `--snapshot-interval ${plan.pick([50, 200])}`,
    '--cert-expiry 720h',
  ]);
  plan.run(plan.manager(), `docker swarm update ${flag}`);
  return true;
}

/** On or off; or, while it is on, another key. Whoever does it writes the key down. */
export function autolock(plan: Plan): boolean {
  const { belief } = plan;
  const on = plan.manager();
  const key = `KEY_${plan.next()}`;
  if (belief.autolock && plan.chance(0.4)) {
    plan.run(on, 'docker swarm unlock-key -q --rotate', { save: { [key]: '(SWMKEY\\S+)' } });
    belief.keys.push(key);
    return true;
  }
  belief.autolock = !belief.autolock;
  plan.run(on, `docker swarm update --autolock=${belief.autolock}`);
  if (belief.autolock) {
    plan.run(on, 'docker swarm unlock-key -q', { save: { [key]: '(SWMKEY\\S+)' } });
    belief.keys.push(key);
  }
  return true;
}

/** With one of the keys, mostly the newest; wherever it is tried and not locked, it is refused. */
export function unlock(plan: Plan): boolean {
  const { keys, well } = plan.belief;
  if (keys.length === 0 || well.length === 0) return false;
  const key = plan.chance(0.8) ? keys.at(-1) : plan.pick(keys);
  for (const machine of plan.chance(0.5) ? well : [plan.pick(well)]) plan.run(machine.name, `echo "\${${key}}" | docker swarm unlock`);
  return true;
}
