import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Answer, type Routes, runDocker } from '../_testing';
import { playDeployment } from './_testing';

const file = (text: string) => ({ files: { '/root/a.yml': text } });

describe('docker stack deploy', () => {
  test('waits for its services where it is not to detach, one after the other', () => {
    const service = (name: string) => ({
      ID: name,
      Version: { Index: 1 },
      Spec: { Name: name, Labels: {}, TaskTemplate: {}, Mode: { Replicated: { Replicas: 1 } } },
    });
    const at = '2025-01-02T03:04:05Z';
    const task = (id: string) => ({
      ...{ ID: `t${id}`, ServiceID: id, Slot: 1, NodeID: 'n1', DesiredState: 'running', Spec: {}, CreatedAt: at },
      Status: { State: 'running', Timestamp: at },
    });
    const routes: Routes = {
      'GET /info': { Swarm: { ControlAvailable: true } },
      'GET /networks': [],
      'POST /networks/create': { Id: 'net' },
      'GET /services': [],
      'POST /services/create': ({ body }) => new Answer(201, { ID: (body as { Name: string }).Name }),
      'GET /services/st_a': service('st_a'),
      'GET /services/st_b': service('st_b'),
      'GET /tasks': ({ query }) => [task(/st_b/.test(query.filters ?? '') ? 'st_b' : 'st_a')],
      'GET /nodes': [{ ID: 'n1', Status: { State: 'ready' } }],
    };
    const run = runDocker(['stack', 'deploy', '-c', 'a.yml', '--detach=false', 'st'], routes, file('services: {b: {image: x}, a: {image: y}}'));
    expect(run.code).toBe(0);
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/^Creating network st_default\nCreating service st_b\nCreating service st_a\noverall progress: 0 out of 1 tasks\n/);
    expect(run.stdout).toMatch(/verify: Service st_b converged\n[^]*verify: Service st_a converged\n$/);
    const quiet = runDocker(['stack', 'deploy', '-c', 'a.yml', '--detach=false', '-q', 'st'], routes, file('services: {a: {image: y}}'));
    expect(quiet.stdout).toBe('Creating network st_default\nCreating service st_a\n');
    expect(quiet.ms).toBeGreaterThanOrEqual(5000);
  });

  test('a service that does not converge is told of with its ID', () => {
    const Spec = { Name: 'st_a', Mode: { Replicated: {} } };
    const paused = { ID: 'st_a', Version: { Index: 1 }, Spec, UpdateStatus: { State: 'paused', Message: 'update paused due to failure' } };
    const [code, , stderr] = playDeployment({
      name: '',
      files: { 'a.yml': 'services: {a: {image: y}}' },
      args: ['stack', 'deploy', '-c', 'a.yml', '--detach=false', 'st'],
      state: { 'GET /services/id-st_a': paused },
    });
    expect([code, stderr]).toEqual([1, 'id-st_a: service update paused: update paused due to failure\n']);
  });

  test('without an engine a good file is still told of', () => {
    const run = runDocker(['stack', 'deploy', '-c', 'a.yml', 'st'], {}, { ...file('services: {a: {image: y, restart: always}}'), daemon: false });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^Ignoring unsupported options: restart\n\nSince --detach=false[^]*\nCannot connect to the Docker daemon at unix:/);
  });

  test('services come in the order of the file', () => {
    const files = { 'a.yml': 'services: {z: {image: x}, m: {image: x}, a: {image: x}}' };
    const [, stdout] = playDeployment({ name: '', files, args: ['stack', 'deploy', '-dc', 'a.yml', 's'] });
    expect(stdout).toBe('Creating network s_default\nCreating service s_z\nCreating service s_m\nCreating service s_a\n');
  });
});

describe('docker stack rm', () => {
  test('waits until as many looks as there are tasks saw one that ended', () => {
    let looks = 0;
    const routes: Routes = {
      'GET /services': [],
      'GET /networks': [{ Name: 'st_default', Id: 'n' }],
      'GET /secrets': [],
      'GET /configs': [],
      'DELETE /networks/n': null,
      'GET /tasks': () => {
        looks++;
        const state = looks > 3 ? 'shutdown' : 'running';
        return [{ Status: { State: state } }, { Status: { State: 'running' } }];
      },
    };
    const run = runDocker(['stack', 'rm', '-d=false', 'st'], routes);
    expect([run.code, run.stdout, looks]).toEqual([0, 'Removing network st_default\n', 5]);
  });
});

const KEYS = [
  ...'version services networks volumes secrets configs x-a name web image command environment env_file ports deploy replicas mode'.split(' '),
  ...'update_config resources limits cpus memory placement constraints healthcheck test interval ulimits nofile soft hard labels'.split(' '),
  ...'external file driver driver_opts source target type tmpfs size logging options extra_hosts credential_spec config build args'.split(' '),
  ...'restart ipam subnet aliases default entrypoint init dns sysctls expose shm_size depends_on <<'.split(' '),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '1', 'true', ''],
];
const WORDS = [
  ...['', 'nginx', '80:80', '1-70000', 'a:b', 'a:b:c:d', '${X}', '${X:?}', '$', '5s', '-5s', '50M', 'true', '0.5', '../..', '~', '/a:/b'],
  ...['a=b', "'", '"', '\u0000', '🐳', 'x'.repeat(300), '{{.Node.ID}}'],
];
const leaf = fc.oneof(fc.constantFrom(...WORDS), fc.integer({ min: -3, max: 70_000 }), fc.double(), fc.boolean(), fc.constant(null), fc.bigInt());
const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('node')), { maxLength: 5 }).map((pairs) => ({ pairs })),
  ),
}));

/** As a flow collection of YAML, which is nearly JSON. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const { pairs } = value as { pairs: [string, unknown][] };
    return `{${pairs.map(([key, one]) => `${JSON.stringify(key)}: ${flow(one)}`).join(', ')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' && !Number.isFinite(value) ? '.inf' : String(value);
}

describe('whatever a file says, the answer is an exit code', () => {
  const section = fc.constantFrom('services', 'services', 'networks', 'volumes', 'secrets', 'configs', 'version', 'x-a');
  const document = fc.array(fc.tuple(section, node), { maxLength: 4 });
  const inService = (pairs: [string, unknown][]): [string, unknown][] => [['services', { pairs: [['web', { pairs: [['image', 'x'], ...pairs] }]] }]];
  const service = fc.array(fc.tuple(fc.constantFrom(...KEYS), node), { maxLength: 5 }).map(inService);
  test.each([['of any kind', document], ['with a service of any kind', service]])('documents %s', { timeout: 60_000 }, (_name, pairs) => {
    fc.assert(
      fc.property(pairs, pairs, (first, second) => {
        const files = { 'a.yml': flow({ pairs: first }), 'b.yml': flow({ pairs: second }) };
        for (const args of [['config', '-c', 'a.yml'], ['config', '-c', 'a.yml', '-c', 'b.yml'], ['deploy', '-d', '-c', 'a.yml', 'st']]) {
          const [code, , stderr] = playDeployment({ name: '', files, args: ['stack', ...args] });
          expect([0, 1]).toContain(code);
          if (code === 1) expect(stderr).not.toBe('');
        }
      }),
      { seed: 42, numRuns: 250 },
    );
  });
});

test('a verb that is none is told with the usage of the noun', () => {
  const run = runDocker(['stack', 'foo']);
  expect([run.code, run.stderr]).toEqual([
    1,
    "docker: unknown command: docker stack foo\n\nUsage:  docker stack [OPTIONS]\n\nRun 'docker stack --help' for more information\n",
  ]);
});
