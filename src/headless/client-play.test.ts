/** A scenario through the installed docker client. Where there is none these tests are left out, and say so. */
import { describe, expect, test } from 'vitest';
import { playWithClient } from './client-play';
import { clientVersion } from './client-shell';
import type { RunStep, Scenario } from '../session/scenario';
import type { TranscriptStep } from '../session/scenario-player';

const client = clientVersion();
if (client === undefined) process.stderr.write('no docker client is installed here: playing scenarios through it is not tested\n');

async function play(steps: Scenario['steps'], files?: Record<string, string>) {
  const transcript = await playWithClient({ name: 'test', nodes: { node1: 'linux', node2: 'linux' }, steps, ...(files ? { files } : {}) }, client ?? '', 'max');
  return transcript.steps as (TranscriptStep & RunStep & { stdout: string; stderr: string; exit: number | null })[];
}

const on = (run: string, more: Partial<RunStep> = {}): RunStep => ({ on: 'node1', run, ...more });

describe.skipIf(client === undefined)(`docker client ${client ?? '(absent)'}`, () => {
  test('forms a swarm over the simulated wire and runs a service', { timeout: 60_000 }, async () => {
    const steps = await play([
      on('docker swarm init --advertise-addr eth0'),
      on('docker swarm join-token -q worker', { save: { TOKEN: '(SWMTKN-\\S+)' } }),
      { on: 'node2', run: 'docker swarm join --token ${TOKEN} ${NODE1_IP}:2377' },
      on('docker service create -d --name web --replicas 2 nginx'),
      { wait: 'settled' },
      on("docker service ls --format '{{.Name}} {{.Replicas}}'"),
      { fault: 'kill', node: 'node2' },
      { wait_seconds: 30 },
      on("docker node ls --format '{{.Hostname}} {{.Status}}'"),
      { on: 'node2', run: 'docker ps' },
    ]);
    expect(steps[2]?.stdout).toBe('This node joined a swarm as a worker.\n');
    expect(steps[5]?.stdout).toBe('web 2/2\n');
    expect(steps[8]?.stdout).toBe('node1 Ready\nnode2 Down\n');
    expect(steps[9]?.stderr).toMatch(/^Cannot connect to the Docker daemon at unix:\/\//);
  });

  test('files lie in a /root of its own, and tools of the machine are the world\'s', { timeout: 60_000 }, async () => {
    const steps = await play(
      [on('cat compose/web.yml; pwd'), on('hostname; date +%s; sleep 60; date +%s'), on('docker run -d -p 8080:80 nginx >/dev/null; curl -s localhost:8080 | grep -c nginx'), on('exit 3')],
      { 'node1:/root/compose/web.yml': 'services: {}\n' },
    );
    expect(steps[0]?.stdout).toBe('services: {}\n/root\n');
    const [name, before, after] = (steps[1]?.stdout ?? '').split('\n');
    expect(name).toBe('node1');
    expect(Number(after) - Number(before)).toBeGreaterThanOrEqual(60);
    expect(steps[2]?.stdout).toMatch(/^[1-9]/);
    expect(steps[3]?.exit).toBe(3);
  });

  test('Ctrl-C comes after virtual seconds, and what was printed until then is there', { timeout: 60_000 }, async () => {
    const steps = await play([
      on("docker run -d --name tick alpine sh -c 'while :; do echo tick; sleep 1; done' >/dev/null"),
      on('docker logs -f tick', { ctrl_c_after: 20 }),
      on('timeout 5 docker logs -f --tail 0 tick | wc -l'),
    ]);
    expect(steps[1]?.exit).toBe(124);
    expect(steps[1]?.stdout.split('\n').length).toBeGreaterThan(15);
    expect(Number(steps[2]?.stdout)).toBeGreaterThanOrEqual(3);
  });

  test('lines are typed into a shell on a terminal', { timeout: 60_000 }, async () => {
    const steps = await play([
      on('docker run -d --name box alpine sleep 10000 >/dev/null'),
      on('docker exec -it box sh', { type: ['x=$((6*7)); echo "is $x"', 'exit 5'] }),
    ]);
    expect(steps[1]?.stdout).toContain('is 42');
    expect(steps[1]?.exit).toBe(5);
  });
});
