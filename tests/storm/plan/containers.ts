/** What somebody does to containers on their own machine, behind the swarm's back. */
import type { Plan } from './plan';

const ANY_TASK = '$(docker ps -q --filter label=com.docker.swarm.task | head -1)';
const LAST_TASK = '$(docker ps -q --filter label=com.docker.swarm.task | tail -1)';

function machine(plan: Plan): string | undefined {
  return plan.pickOrNone(plan.belief.members.filter((one) => one.ill !== 'off' && one.ill !== 'stopped'))?.name;
}

export function end(plan: Plan): boolean {
  const on = machine(plan);
  if (on === undefined) return false;
  const which = plan.pick([ANY_TASK, LAST_TASK]);
  plan.run(on, plan.pick([`docker kill ${which}`, `docker rm -f ${which}`, `docker stop ${which}`, `docker restart ${which}`, 'docker kill $(docker ps -q --filter label=com.docker.swarm.task)', `docker kill -s TERM ${which}`]));
  return true;
}

/** Services with a health check look for this file. */
export function sicken(plan: Plan): boolean {
  const on = machine(plan);
  if (on === undefined) return false;
  plan.run(on, `docker exec ${plan.pick([ANY_TASK, LAST_TASK])} touch /tmp/sick`);
  return true;
}

/** A container of one's own: on an attachable network, or on a port that a service may want. */
export function run(plan: Plan): boolean {
  const on = machine(plan);
  if (on === undefined) return false;
  const network = plan.pickOrNone(plan.belief.networks);
  const where = network !== undefined && plan.chance(0.6) ? `--network ${network}` : plan.chance(0.5) ? `-p ${plan.pick([8080, 9000, 9001])}:80` : '';
  plan.run(on, `docker run -d ${where} --name own${plan.next()} ${plan.pick(['nginx:alpine', 'alpine sleep 600', 'alpine sleep 5'])}`);
  return true;
}

export function removeOwn(plan: Plan): boolean {
  const on = machine(plan);
  if (on === undefined) return false;
  plan.run(on, 'docker rm -f $(docker ps -aq --filter name=own)');
  return true;
}
