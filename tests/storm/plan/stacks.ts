/** Stacks from a few compose files that lie on every machine. */
import type { Plan } from './plan';

const FILES: Readonly<Record<string, string>> = {
  small: `services:
  web:
    image: nginx:alpine
    deploy:
      replicas: 2
`,
  shop: `services:
  web:
    image: nginx:alpine
    ports: ["8081:80"]
    networks: [front]
    deploy:
      replicas: 3
      update_config: {parallelism: 2, order: start-first, failure_action: rollback}
      restart_policy: {condition: on-failure, delay: 1s}
  store:
    image: redis:alpine
    networks: [front, back]
    deploy:
      placement:
        constraints: [node.role == manager]
  agent:
    image: alpine
    command: sleep 1d
    stop_grace_period: 2s
    networks: [back]
    deploy:
      mode: global
      resources:
        reservations: {cpus: '0.25', memory: 64M}
networks:
  front:
  back:
    attachable: true
`,
  shop2: `services:
  web:
    image: nginx:1.25-alpine
    ports: ["8081:80"]
    networks: [front]
    healthcheck: {test: "test ! -f /tmp/sick", interval: 2s, retries: 2}
    deploy:
      replicas: 4
      update_config: {parallelism: 1, delay: 1s, failure_action: pause}
  store:
    image: redis:alpine
    networks: [front]
networks:
  front:
`,
};

/** `docker stack deploy` of one file over whatever the stack was before. */
export function deploy(plan: Plan): boolean {
  const stack = plan.chance(0.4) ? (plan.pickOrNone(plan.belief.stacks) ?? 'shop') : plan.pick(['shop', 'blog']);
  const file = plan.pick(Object.keys(FILES));
  const on = plan.manager();
  plan.files[`${on}:/root/${file}.yml`] = FILES[file] as string;
  const prune = plan.chance(0.3) ? '--prune ' : '';
  plan.run(on, `docker stack deploy -d ${prune}-c ${file}.yml ${stack}`);
  plan.belief.stacks.add(stack);
  return true;
}

export function remove(plan: Plan): boolean {
  const stack = plan.pickOrNone(plan.belief.stacks);
  if (stack === undefined) return false;
  if (plan.chance(0.7)) plan.run(plan.manager(), `docker stack rm -d ${stack}`);
  else plan.background(plan.manager(), `docker stack rm --detach=false ${stack}`);
  plan.belief.stacks.delete(stack);
  return true;
}
