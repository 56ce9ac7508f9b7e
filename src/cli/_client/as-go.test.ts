import { expect, test } from 'vitest';
import { runDocker } from '../_testing';
import { asGo } from './as-go';

const SECRET = { ID: 'i', Version: { Index: 1 }, CreatedAt: 'c', UpdatedAt: 'u', Spec: { Name: 'n', Labels: {} } };

test('what is whole stays as it came', () => {
  expect(asGo('swarm.Secret', SECRET)).toBe(SECRET);
});

test('a list is no secret', () => {
  const listed = runDocker('secret inspect --pretty /', { 'GET /secrets': [SECRET] });
  expect([listed.code, listed.stderr]).toEqual([1, 'json: cannot unmarshal array into Go value of type swarm.Secret\n']);
});

test('another kind of object is read as far as names agree, the rest is zero', () => {
  const shown = runDocker('config inspect --pretty ../info', { 'GET /info': { ID: 'daemon', Containers: 3 } });
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/^ID:\t\t\tdaemon\nName:\t\t\t\n/);
});
