import { expect, test } from 'vitest';
import { Group } from './group';
test('smoke', () => {
  const g = new Group(['a','b','c']);
  g.tick(25);
  const leader = [...g.hosts.values()].filter((h) => h.peer.role === 'leader');
  expect(leader.length).toBe(1);
  leader[0]!.peer.propose('x'); g.settle();
  for (const h of g.hosts.values()) expect(h.applied).toEqual(['x']);
});
