import { expect, test } from 'vitest';
import { refusal, runDocker } from '../_testing';

test('a client that knows no daemon ends before it watches anything', () => {
  const run = runDocker('--tls stats r');
  expect([run.code, run.stderr]).toEqual([1, 'Failed to initialize: unable to resolve docker endpoint: open /root/.docker/ca.pem: no such file or directory\n']);
});

test('what cannot be watched is told at the next look', () => {
  const run = runDocker('stats r', { 'GET /containers/r/stats': refusal(404, 'No such container: r') });
  expect([run.code, run.stderr]).toEqual([1, 'Error response from daemon: No such container: r\n']);
});
