import { describe, expect, test } from 'vitest';
import type { Node } from '../model';
import { nodeMatches, parseConstraints } from './constraint';

const node = {
  ID: 'n1',
  Spec: { Labels: { zone: 'A', Rack: '1' }, Role: 'manager', Availability: 'active' },
  Description: {
    Hostname: 'Worker1',
    Platform: { OS: 'linux', Architecture: 'x86_64' },
    Resources: {},
    Engine: { EngineVersion: '28', Labels: { disk: 'ssd' } },
  },
  Status: { State: 'ready', Addr: '192.168.0.12' },
  observedRole: 'worker',
} as unknown as Node;

function matches(...expressions: string[]): boolean | string {
  const parsed = parseConstraints(expressions);
  return parsed.ok ? nodeMatches(parsed.constraints, node) : parsed.error;
}

describe('placement constraints', () => {
  test.each([
    ['node.role=worker', 'constraint expected one operator from ==, !='],
    ['node role==worker', "key 'node role' is invalid"],
    ['n==worker', "key 'n' is invalid"],
    ['node.role==', "value '' is invalid"],
    ['node.role==wörker', "value 'wörker' is invalid"],
  ])('%s is refused', (expression, error) => {
    expect(matches(expression)).toBe(error);
  });

  test.each([
    ['node.id == n1', true],
    ['NODE.HOSTNAME==worker1', true],
    ['node.hostname!=WORKER1', false],
    ['node.role==worker', true],
    ['node.role!=manager', true],
    ['node.labels.zone==a', true],
    ['node.labels.ZONE==a', false],
    ['Node.Labels.Rack == 1', true],
    ['node.labels.missing==x', false],
    ['node.labels.missing!=x', true],
    ['node.labels.zone==*', false],
    ['engine.labels.disk==SSD', true],
    ['node.platform.os==linux', true],
    ['node.platform.arch==amd64', false],
    ['node.ip==192.168.0.12', true],
    ['node.ip!=192.168.0.12', false],
    ['node.ip==192.168.0.0/24', true],
    ['node.ip!=10.0.0.0/8', true],
    ['node.ip==10.0.0.0/8', false],
    ['node.ip!=nonsense', false],
    ['node.ip==::1', false],
    ['node.foo==bar', false],
    ['node.foo!=bar', false],
    ['node.labels.zone==A!=B', 'value \'A!=B\' is invalid'],
  ])('%s on the node gives %s', (expression, expected) => {
    expect(matches(expression)).toBe(expected);
  });

  test('all constraints must hold', () => {
    expect(matches('node.role==worker', 'node.labels.zone==a')).toBe(true);
    expect(matches('node.role==worker', 'node.labels.zone==b')).toBe(false);
    expect(matches()).toBe(true);
  });
});
