/** What exists in the world that lines are thrown at, by the word that usage lines have for it, and what could exist. */
import type { Draw } from './draw';
import { anything } from './texts';

/** The lines that furnish the world, on its first machine. `fuzz-world.ts` runs them. */
export const FURNITURE = [
  'printf pass >/root/secret.txt; printf "a=1\\nB=2\\n#c\\n\\nHOME\\n" >/root/env.list; mkdir -p /root/dir; printf hi >/root/dir/file; printf "\\001\\377\\376" >/root/binary',
  "printf 'services:\\n  web:\\n    image: nginx:alpine\\n    deploy: {replicas: 2}\\n  db:\\n    image: redis:alpine\\n' >/root/stack.yml",
  'printf "services: {web: {image: }, x: [}" >/root/broken.yml',
  'docker network create -d overlay --attachable net1; docker network create br1; docker volume create vol1; docker volume create --label a=b vol2',
  'docker secret create sec1 /root/secret.txt; docker config create conf1 /root/dir/file; docker secret create -l a=b sec2 /root/secret.txt',
  'docker service create -d --name web --replicas 3 --network net1 -p 8080:80 --label a=b nginx:alpine',
  'docker service create -d --name api --mode global --secret sec1 --config conf1 -e A=1 --mount type=volume,source=vol1,target=/data nginx:alpine',
  'docker service create -d --name job --mode replicated-job alpine true',
  'docker run -d --name c1 -p 9000:80 --label a=b nginx:alpine; docker run -d --name c2 alpine sleep 1000000; docker run --name c3 alpine sh -c "echo out; echo err >&2; exit 3"',
  'docker create --name c4 alpine; docker run -d -i --name c5 --network br1 alpine cat; docker tag alpine:latest mine:1',
  'docker stack deploy --detach=true -c /root/stack.yml st; docker node update --label-add zone=a node2; docker context create other --docker host=tcp://192.168.0.12:2375',
];

const THINGS = {
  SERVICE: ['web', 'api', 'job', 'st_web', 'st_db'],
  CONTAINER: ['c1', 'c2', 'c3', 'c4', 'c5'],
  IMAGE: ['nginx:alpine', 'alpine', 'alpine:latest', 'redis:alpine', 'mine:1'],
  NODE: ['node1', 'node2', 'node3', 'self'],
  SECRET: ['sec1', 'sec2'],
  CONFIG: ['conf1'],
  NETWORK: ['net1', 'br1', 'bridge', 'host', 'none', 'ingress', 'docker_gwbridge', 'st_default'],
  VOLUME: ['vol1', 'vol2'],
  STACK: ['st'],
  CONTEXT: ['default', 'other'],
  FILE: ['/root/secret.txt', 'env.list', 'dir', 'dir/file', '/nowhere', 'stack.yml', 'broken.yml', '-', '/etc/hosts', '/dev/null', '/', 'binary', 'out.tar'],
} as const;

export type Thing = keyof typeof THINGS;

export const things = Object.keys(THINGS) as Thing[];

/** References that parse, or nearly, and are in no registry or in this one. */
export const REFERENCES = [
  'nginx', 'nginx:1.27', 'nginx:latest', 'redis', 'busybox', 'docker.io/library/nginx', 'library/nginx', 'index.docker.io/library/nginx', 'nope/none', 'nosuchimage', 'localhost:5000/x', 'localhost/x:y',
  'reg.example.com:443/a/b/c:d', '192.168.0.1:5000/x', 'nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000', 'nginx:1@sha256:abc', 'nginx:', ':tag', 'nginx::', 'Nginx', 'nginx:TAG_x.y-z',
  'nginx:-a', 'nginx:.a', 'a//b', '/a', 'a/', 'a__b', 'a___b', 'a..b', 'a-._b', 'a--b', '-a', 'a-', `${'a'.repeat(260)}`, `x:${'t'.repeat(129)}`, 'sha256:abc', '0123456789abcdef', 'scratch', 'nginx:alpine@', '@sha256:abc', 'docker.io/', 'a b', 'ex.com/A',
];

/** Names that something new could have, mostly right ones. */
const NEW_NAMES = ['n1', 'n2', 'new', 'x', 'a-b', 'a_b', 'a.b', 'web2', 'Web', '1', '-n', '.n', 'n.', 'n-', 'a b', 'a/b', 'a:b', 'ünder', '', 'web', 'c1', `n${'o'.repeat(62)}`, `n${'o'.repeat(63)}`];

export const newName = (draw: Draw): string => draw.pick(NEW_NAMES);

/** A thing of this kind: mostly one that exists. */
export function thing(draw: Draw, kind: Thing): string {
  if (draw.calm) return draw.pick<string>(THINGS[kind]);
  return draw.weighted(
    [70, () => draw.pick<string>(THINGS[kind])],
    [8, () => `no-such-${kind.toLowerCase()}`],
    [8, () => draw.spoil(draw.pick<string>(THINGS[kind]))],
    [6, () => draw.pick<string>(THINGS[draw.pick(things)])],
    [4, () => newName(draw)],
    [4, () => anything(draw)],
    ...(kind === 'IMAGE' ? [[40, () => draw.pick(REFERENCES)] as const] : []),
  );
}

/** A thing of any kind. */
export const anyThing = (draw: Draw): string => thing(draw, draw.pick(things));
