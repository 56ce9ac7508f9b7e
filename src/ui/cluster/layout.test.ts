import { describe, expect, test } from 'vitest';
import { ToyCluster } from '../start/toy-cluster';
import type { ToyMachine } from '../start/toy-cluster';
import { drawnTasks, layoutMap, machineOrder, METRICS, slotKey, TILES_DRAWN_MAX } from './layout';

function cluster(workers: number, replicas: number): ToyCluster {
  const machines: ToyMachine[] = [{ name: 'm1', role: 'manager' }];
  for (let i = 1; i <= workers; i++) machines.push({ name: `w${i}`, role: 'worker' });
  const toy = new ToyCluster(machines, [{ name: 'web', image: 'nginx:1.27', replicas, port: 8080 }]);
  for (let i = 0; i < 12; i++) toy.advance(1000);
  return toy;
}

describe.each([
  [4, 12, 366],
  [4, 12, 900],
  [24, 150, 420],
  [80, 900, 640],
  [2, 3, 120],
])('%i workers, %i replicas, %i px wide', (workers, replicas, width) => {
  const { view } = cluster(workers, replicas);
  const map = layoutMap(view.machines, view.tasks, width);

  test('[MAP1] every task has exactly one tile', () => {
    const ids = [...map.cards.flatMap((card) => card.tiles), ...(map.tray?.tiles ?? [])].map((tile) => tile.id);
    expect(ids.sort()).toEqual(view.tasks.map((task) => task.id).sort());
  });

  test('[MAP3] cards stay within the width and do not overlap, nor do tiles', () => {
    for (const card of map.cards) {
      expect(card.x + card.width).toBeLessThanOrEqual(width);
      const seen = new Set<string>();
      for (const tile of card.tiles) {
        expect(tile.x).toBeGreaterThanOrEqual(0);
        expect(tile.x + map.tileWidth).toBeLessThanOrEqual(card.width);
        expect(tile.y + map.tileHeight).toBeLessThanOrEqual(card.height);
        seen.add(`${tile.x},${tile.y}`);
      }
      expect(seen.size).toBe(card.tiles.length);
    }
    for (const a of map.cards) {
      for (const b of map.cards) {
        if (a === b) continue;
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
    }
  });
});

test('two columns of cards fit the side panel', () => {
  const { view } = cluster(4, 10);
  expect(layoutMap(view.machines, view.tasks, 366).columns).toBe(2);
});

test('many tiles are drawn as dots', () => {
  const { view } = cluster(30, TILES_DRAWN_MAX + 1);
  expect(layoutMap(view.machines, view.tasks, 800).density).toBe('dot');
});

test('managers come first, and nothing is sorted outside a swarm', () => {
  const names = (machines: ToyMachine[]): string[] => machineOrder(new ToyCluster(machines, []).view.machines).map((m) => m.name);
  expect(names([{ name: 'a', role: 'worker' }, { name: 'b' }, { name: 'c', role: 'manager' }])).toEqual(['c', 'a', 'b']);
  expect(names([{ name: 'b' }, { name: 'a' }])).toEqual(['b', 'a']);
});

test('a task that nobody takes waits in the tray, and its card begins below', () => {
  const toy = cluster(1, 2);
  toy.change((view) => {
    const [first] = view.tasks;
    if (first) view.tasks.push({ ...first, id: 'x', machine: undefined, state: 'pending' });
  });
  const map = layoutMap(toy.view.machines, toy.view.tasks, 400);
  expect(map.tray?.tiles.map((tile) => tile.id)).toEqual(['x']);
  expect(map.cards[0]?.y).toBe((map.tray?.height ?? 0) + METRICS[map.density].gap);
});

test('a task that only just looks for a machine is not drawn; one that waits is, and one with a reason at once', () => {
  const { view } = cluster(1, 2);
  const [task] = view.tasks;
  if (!task) throw new Error('no task');
  const looking = { ...task, machine: undefined, state: 'pending' as const, sinceMs: view.nowMs };
  expect(drawnTasks([task, looking], view.nowMs + 500)).toEqual([task]);
  expect(drawnTasks([task, looking], view.nowMs + 2000)).toEqual([task, looking]);
  expect(drawnTasks([{ ...looking, error: 'no suitable node' }], view.nowMs)).toHaveLength(1);
  expect(drawnTasks(view.tasks, view.nowMs)).toBe(view.tasks);
});

test('the slot of a replicated task has a name, that of a global one has none', () => {
  const [task] = cluster(1, 1).view.tasks;
  if (!task) throw new Error('no task');
  expect(slotKey(task)).toBe(`${task.serviceId}/1`);
  expect(slotKey({ ...task, slot: 0 })).toBeUndefined();
});
