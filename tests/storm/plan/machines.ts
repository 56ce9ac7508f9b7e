/** What befalls machines and cables: power cuts, daemons that stop, crash and restart, cables pulled, ways that lose messages. */
import type { MachineBelief } from './belief';
import type { Plan } from './plan';

function victim(plan: Plan): MachineBelief | undefined {
  return plan.pickOrNone(plan.belief.machines.filter((machine) => plan.mayFall(machine)));
}

/** The machine is off, at once. Sometimes it is on again before anybody noticed. */
export function powerCut(plan: Plan): boolean {
  const machine = victim(plan);
  if (!machine) return false;
  plan.fault('kill', machine.name);
  if (plan.chance(0.35)) {
    plan.wait(plan.random.int(0, 60) / 10);
    plan.fault('start', machine.name);
  } else machine.ill = 'off';
  return true;
}

export function stopDaemon(plan: Plan): boolean {
  const machine = victim(plan);
  if (!machine) return false;
  if (plan.chance(0.5)) plan.run(machine.name, 'systemctl stop docker');
  else plan.fault('stop', machine.name);
  machine.ill = 'stopped';
  return true;
}

export function restartDaemon(plan: Plan): boolean {
  const machine = victim(plan);
  if (!machine) return false;
  if (plan.chance(0.5)) plan.run(machine.name, 'systemctl restart docker');
  else plan.background(machine.name, 'systemctl restart docker');
  return true;
}

export function crashDaemon(plan: Plan): boolean {
  const machine = victim(plan);
  if (!machine) return false;
  plan.fault('crash', machine.name);
  if (plan.chance(0.6)) {
    plan.wait(plan.random.int(0, 40) / 10);
    plan.fault('start', machine.name);
  } else machine.ill = 'stopped';
  return true;
}

export function cutCable(plan: Plan): boolean {
  const machine = victim(plan);
  if (!machine) return false;
  plan.fault('partition', machine.name);
  if (plan.chance(0.35)) {
    plan.wait(plan.random.int(1, 120) / 10);
    plan.fault('heal', machine.name);
  } else machine.ill = 'cut';
  return true;
}

/** Between two machines, or only from one to the other: cut, lossy or slow. */
export function spoilLink(plan: Plan): boolean {
  const { belief } = plan;
  if (belief.machines.length < 2 || belief.links.size >= 3) return false;
  const [a, b] = plan.random.shuffle(belief.machines).slice(0, 2).map((machine) => machine.name) as [string, string];
  const kind = plan.pick(['cut', 'loss', 'slow', 'slow'] as const);
  const oneWay = plan.chance(0.4) ? { one_way: true } : {};
  if (kind === 'cut') plan.link({ link: [a, b], cut: true, ...oneWay });
  else if (kind === 'loss') plan.link({ link: [a, b], loss: plan.random.int(1, 6) / 10, ...oneWay });
  else plan.link({ link: [a, b], delay_ms: plan.pick([5, 50, 400, 1500]), ...oneWay });
  belief.links.add([a, b].sort().join(' '));
  return true;
}

export function healLink(plan: Plan): boolean {
  const pair = plan.pickOrNone(plan.belief.links);
  if (pair === undefined) return false;
  plan.belief.links.delete(pair);
  plan.link({ link: pair.split(' ') as [string, string] });
  return true;
}

export function recover(plan: Plan): boolean {
  const machine = plan.pickOrNone(plan.belief.ill);
  if (!machine) return false;
  if (machine.ill === 'cut') plan.fault('heal', machine.name);
  else if (machine.ill === 'stopped' && plan.chance(0.5)) plan.run(machine.name, 'systemctl start docker');
  else plan.fault('start', machine.name);
  machine.ill = undefined;
  return true;
}
