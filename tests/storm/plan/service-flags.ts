/**
 * What a service may be asked to be, drawn as flags: good images and bad ones, ports that others want, resources that
 * are scarce, places that may not exist, every way to update.
 */
import type { ServiceBelief } from './belief';
import type { Plan } from './plan';

/** Image and arguments; the last ones never run for long. */
const WORKLOADS = [
  'nginx:alpine', 'nginx:alpine', 'redis:alpine', 'alpine sleep 1d', 'swarmgs/delaystop:1', 'swarmgs/cowsayhealth',
  'alpine sh -c "trap exit TERM; while true; do sleep 60 & wait; done"', 'alpine sleep 20', 'alpine false', 'alpine sh -c "sleep 3; exit 1"',
  'alpine nosuchcommand', 'nosuch/image:1',
];
const JOBS = ['alpine true', 'alpine sleep 3', 'alpine sleep 15', 'alpine sh -c "sleep 1; exit 1"', 'nosuch/image:1'];
const IMAGES = ['nginx:alpine', 'redis:alpine', 'httpd:2.4', 'nginx:1.25', 'mikegcoleman/atsea_appserver:2.0', 'nosuch/image:1'];
const SECONDS = ['0s', '1s', '3s'];

export function workload(plan: Plan, mode: ServiceBelief['mode']): string {
  return plan.pick(mode.endsWith('job') ? JOBS : WORKLOADS);
}

export function image(plan: Plan): string {
  return plan.pick(IMAGES);
}

/** Flags that both `create` and `update` know; each is there with its own chance. */
export function commonFlags(plan: Plan, mode: ServiceBelief['mode'], much: number): string[] {
  const flags: string[] = [];
  const maybe = (chance: number, flag: () => string) => {
    if (plan.chance(chance * much)) flags.push(flag());
  };
  const job = mode.endsWith('job');
  maybe(0.15, () => `--reserve-cpu ${plan.pick(['0.5', '1', '1.5'])}`);
  maybe(0.08, () => `--reserve-memory ${plan.pick(['6G', '12G', '40G'])}`);
  maybe(0.05, () => '--limit-memory 64M');
  maybe(0.2, () => `--stop-grace-period ${plan.pick(['1s', '3s', '10s'])}`);
  maybe(0.25, () => `--restart-condition ${plan.pick(job ? ['none', 'on-failure'] : ['none', 'on-failure', 'any', 'any'])}`);
  maybe(0.3, () => `--restart-delay ${plan.pick(['1s', '2s', '5s'])}`);
  maybe(0.15, () => `--restart-max-attempts ${plan.pick([1, 2, 4])}`);
  maybe(0.08, () => `--restart-window ${plan.pick(['5s', '60s'])}`);
  if (mode === 'replicated' || mode === 'replicated-job') maybe(0.12, () => `--replicas-max-per-node ${plan.pick([1, 2])}`);
  if (!job) {
    maybe(0.2, () => `--health-cmd "${plan.pick(['test ! -f /tmp/sick', 'test ! -f /tmp/sick', 'true', 'false'])}" --health-interval ${plan.pick(['2s', '4s'])} --health-retries ${plan.pick([1, 2])}`);
    flags.push(...updateFlags(plan, 'update', much), ...updateFlags(plan, 'rollback', much * 0.6));
  }
  return flags;
}

function updateFlags(plan: Plan, which: 'update' | 'rollback', much: number): string[] {
  const flags: string[] = [];
  const maybe = (chance: number, flag: string, values: readonly (string | number)[]) => {
    if (plan.chance(chance * much)) flags.push(`--${which}-${flag} ${plan.pick(values)}`);
  };
  maybe(0.35, 'parallelism', [0, 1, 2, 3]);
  maybe(0.25, 'delay', SECONDS);
  maybe(0.3, 'order', ['stop-first', 'start-first']);
  maybe(0.3, 'failure-action', which === 'update' ? ['pause', 'continue', 'rollback', 'rollback'] : ['pause', 'continue']);
  maybe(0.2, 'max-failure-ratio', ['0.3', '0.6']);
  maybe(0.25, 'monitor', ['1s', '5s', '12s']);
  return flags;
}

/** Where it may run: flags of `create`; `update` has its own names for adding. */
export function placement(plan: Plan): { constraint?: string; preference?: string } {
  return {
    ...(plan.chance(0.25)
      ? { constraint: plan.pick(['node.role==worker', 'node.role==manager', 'node.labels.zone==a', 'node.labels.zone!=b', 'node.hostname!=node2', 'node.platform.os==linux', 'node.labels.zone==nowhere']) }
      : {}),
    ...(plan.chance(0.12) ? { preference: 'spread=node.labels.zone' } : {}),
  };
}

/** A published port, from a few that several services will want; undefined = none. */
export function port(plan: Plan): string | undefined {
  if (!plan.chance(0.35)) return undefined;
  return plan.pick(['8080:80', '8081:80', '80', 'published=9000,target=80,mode=host', 'published=9001,target=80,mode=host', 'target=80,mode=host', 'published=8080,target=80,mode=host', '8082:53/udp']);
}
