import { expect, test } from 'vitest';
import { isSimulatedHost } from './simulated-hosts';

test.each(['localhost', 'node1', '192.168.0.11', '10.0.0.3', '172.17.0.2', 'registry.local'])('%s is inside', (host) => {
  expect(isSimulatedHost(host)).toBe(true);
});

test.each(['docs.docker.com', 'example.com', '172.64.0.1', '8.8.8.8'])('%s is outside', (host) => {
  expect(isSimulatedHost(host)).toBe(false);
});
