/** Questions. They change nothing, and every one of them has to be answered. */
import type { Plan } from './plan';

export function read(plan: Plan): boolean {
  const service = plan.pickOrNone(plan.belief.services.keys()) ?? 'web';
  const node = plan.pick(plan.belief.machines).name;
  plan.run(
    plan.manager(),
    plan.pick([
      'docker node ls', 'docker service ls', 'docker info', 'docker network ls', 'docker ps -a', 'docker stack ls', 'docker secret ls',
      `docker service ps ${service}`, `docker service inspect ${service}`, `docker service inspect --pretty ${service}`, `docker service logs ${service}`,
      `docker node ps ${node}`, `docker node inspect ${node}`, `docker node inspect self --pretty`, 'docker network inspect ingress',
      'docker inspect $(docker ps -q)', 'docker system df', 'docker events --since 30s --until 0s',
    ]),
  );
  return true;
}
