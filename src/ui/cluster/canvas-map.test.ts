import { expect, test } from 'vitest';
import { ToyCluster } from '../start/toy-cluster';
import type { ToyMachine } from '../start/toy-cluster';
import { cardsInSight, hitAt } from './canvas-map';
import { layoutMap } from './layout';

const machines: ToyMachine[] = Array.from({ length: 120 }, (_, i) => ({ name: `n${i}`, role: i < 3 ? 'manager' : 'worker' }));
const toy = new ToyCluster(machines, [{ name: 'web', image: 'nginx', replicas: 400 }]);
for (let i = 0; i < 8; i++) toy.advance(1500);
const map = layoutMap(toy.view.machines, toy.view.tasks, 700);

test('only cards in sight are drawn, and none of them is missed', () => {
  const [top, height] = [300, 200];
  const seen = new Set(cardsInSight(map.cards, top, height).map((card) => card.machine.name));
  for (const card of map.cards) {
    const inSight = card.y < top + height && card.y + card.height > top;
    if (inSight) expect(seen.has(card.machine.name)).toBe(true);
  }
  expect(seen.size).toBeLessThan(map.cards.length);
});

test('the middle of every tile hits that tile', () => {
  for (const card of map.cards) {
    for (const tile of card.tiles) {
      const hit = hitAt(map, card.x + tile.x + map.tileWidth / 2, card.y + tile.y + map.tileHeight / 2);
      expect(hit?.tile?.id).toBe(tile.id);
    }
  }
});

test('between cards there is nothing', () => {
  const [first] = map.cards;
  if (!first) throw new Error('no card');
  expect(hitAt(map, first.x + first.width + 2, first.y + 5)).toBeUndefined();
});
