/** A lab's own image, played from end to end: a service of its first version, an update that fails, the way back. */
import { expect, test } from 'vitest';
import { draftStart, LabPlayer } from './lab-player';
import { playScenario } from './scenario-player';
import { parseScenario, type Scenario } from './scenario';
import { runLine } from './run-line';
import type { SavedSession } from './protocol';
import { Session } from './session';

const GUIDE = `---
title: A shop
summary: Its second version does not live long.
machines: [node1, node2, node3]
seed: 4
setup:
  - on: node1
    run: docker swarm init --advertise-addr eth0
  - on: node2
    run: docker swarm join --token \${WORKER_TOKEN} 192.168.0.11:2377
  - on: node3
    run: docker swarm join --token \${WORKER_TOKEN} 192.168.0.11:2377
images:
  - name: acme/shop
    about: A shop whose second version forgets its stock.
    ports: [8080]
    command: /app/shop --port 8080
    env: { GREETING: Ahoy }
    page: "{{env.GREETING}} from shop {{version}} on {{hostname}}"
    answers:
      /health: ok
      /stock: { status: 200, type: application/json, body: '{"version":"{{version}}"}' }
    healthcheck: { path: /health, interval: 1s, retries: 2 }
    start_delay: 500ms
    logs: { start: ["shop {{version}} listens"], request: "{{method}} {{path}}" }
    tags:
      "1.0":
      "2.0": { crash: { after: 1s, code: 3, message: "shop {{version}}: out of stock" } }
      "3.0": { breaks: { path: /break } }
  - name: acme/report
    exit_code: 0
    logs: "report of {{hostname}} is done"
---

## One
`;

function shop() {
  const player = new LabPlayer(draftStart(GUIDE));
  const { session } = player;
  const type = (machine: string, line: string): string => {
    const running = runLine(session.machine(machine), line);
    for (let i = 0; !running.result() && i < 2_000; i++) player.pass(100);
    const result = running.result();
    return result ? `${result.stdout}${result.stderr}` : '(has not ended)';
  };
  return { player, session, type };
}

test('a service of a declared image serves, fails in its second version, and is rolled back', () => {
  const { player, type } = shop();
  type('node1', 'docker service create -d --name shop --replicas 3 -p 80:8080 --update-failure-action rollback --update-monitor 5s acme/shop:1.0');
  player.pass(20_000);
  expect(type('node2', 'curl -s localhost')).toMatch(/^Ahoy from shop 1\.0 on [0-9a-f]{12}\n$/);
  expect(type('node1', 'curl -s localhost/stock')).toBe('{"version":"1.0"}\n');
  expect(type('node1', 'curl -s -o /dev/null -w "%{http_code}" localhost/health')).toBe('200');
  expect(type('node1', 'docker service logs --raw shop 2>&1 | sort | uniq -c | grep -c listens')).toBe('1\n');

  type('node1', 'docker service update -d --image acme/shop:2.0 shop');
  player.pass(60_000);
  expect(type('node1', "docker service inspect -f '{{.UpdateStatus.State}}' shop")).toBe('rollback_completed\n');
  expect(type('node1', "docker service ps --no-trunc --format '{{.Image}} {{.Error}}' shop | grep shop:2 | grep task | sort -u")).toMatch(/^acme\/shop:2\.0@sha256:[0-9a-f]{64} "task: non-zero exit \(3\)"\n$/);
  expect(type('node1', 'docker service logs --raw shop 2>&1 | grep -c "shop 2.0: out of stock"')).not.toBe('0\n');
  expect(type('node3', 'curl -s localhost/stock')).toBe('{"version":"1.0"}\n');
});

test('it is there on every machine, with config, digest and health, and not under names that nobody declared', () => {
  const { player, type } = shop();
  const digests = ['node1', 'node2', 'node3'].map((node) => /Digest: (sha256:\S+)/.exec(type(node, 'docker pull acme/shop:3.0'))?.[1]);
  expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(new Set(digests).size).toBe(1);
  expect(type('node1', 'docker pull acme/shop:9.9')).toContain('manifest for acme/shop:9.9 not found: manifest unknown');
  expect(type('node1', 'docker pull acme/other')).toContain('pull access denied for acme/other');
  expect(type('node1', "docker image inspect -f '{{.Config.Cmd}} {{.Config.Env}} {{.Config.Healthcheck.Test}}' acme/shop:3.0")).toBe(
    '[/app/shop --port 8080] [PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin GREETING=Ahoy] [CMD-SHELL wget -q -O /dev/null http://localhost:8080/health || exit 1]\n',
  );
  type('node1', 'docker run -d --name one -p 8080:8080 acme/shop:3.0');
  player.pass(5_000);
  expect(type('node1', "docker inspect -f '{{.State.Health.Status}}' one")).toBe('healthy\n');
  expect(type('node1', 'curl -s -w "%{http_code}" localhost:8080/break')).toContain('500');
  player.pass(5_000);
  expect(type('node1', "docker inspect -f '{{.State.Health.Status}}' one")).toBe('unhealthy\n');
  expect(type('node1', 'docker run --rm --hostname here acme/report 2>/dev/null; echo $?')).toBe('report of here is done\n0\n');
});

test('a saved session brings its images along, and hostile ones in it do not exist', () => {
  const { session, player, type } = shop();
  session.send({ kind: 'terminal.open', terminal: 't', machine: 'node1', columns: 80, rows: 24 });
  session.send({ kind: 'terminal.input', terminal: 't', data: 'docker run -d -p 81:8080 acme/shop:1.0\r' });
  player.pass(20_000);
  const saved = JSON.parse(JSON.stringify(session.save('x', 0))) as SavedSession;
  const again = new Session(saved.start, { output: () => {}, edit: () => {} });
  for (const input of saved.inputs) again.replay(input);
  again.advance(saved.nowMs);
  expect(again.sim.trace.fingerprint()).toBe(saved.fingerprint);
  expect(type('node1', 'curl -s localhost:81')).toContain('Ahoy from shop 1.0');
  const hostile = new Session({ ...saved.start, images: [{ name: 'acme/shop', ports: ['80; rm'] }, null, 7, { name: 'acme/fine' }] }, { output: () => {}, edit: () => {} });
  const names = hostile.world.catalogue().map(({ name }) => name);
  expect([names.includes('acme/shop'), names.includes('acme/fine')]).toEqual([false, true]);
});

test('a scenario has images of its own as well, and a wrong one is refused with its place', () => {
  const scenario = { name: 's', nodes: { node1: 'linux' }, images: [{ name: 'acme/once', exit_code: 7, logs: 'bye' }], steps: [{ on: 'node1', run: 'docker run acme/once', expect: { exit: 7, stdout_matches: ['^bye$'] } }] };
  expect(playScenario(parseScenario(scenario) as Scenario).steps[0]).toMatchObject({ exit: 7, stdout: 'bye\n' });
  expect(parseScenario({ ...scenario, images: [{ name: 'acme/once', threads: 0 }] })).toEqual({ where: 'images[0].threads', why: '`threads` should be a whole number from 1 to 1000' });
});
