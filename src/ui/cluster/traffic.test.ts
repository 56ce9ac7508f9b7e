/** Pulses lead from the entry's card to the task's tile, and nothing is counted twice. */
import { describe, expect, test } from 'vitest';
import type { RequestCount } from '../../session/protocol';
import type { CardPlace, MapLayout } from './layout';
import { pulsesOf, TrafficMeter } from './traffic';

const card = (name: string, x: number, tiles: string[]): CardPlace =>
  ({ machine: { name }, x, y: 0, width: 100, height: 90, portsY: 60, tiles: tiles.map((id, i) => ({ id, x: 8 + 30 * i, y: 40 })) }) as unknown as CardPlace;
const map = { cards: [card('node1', 0, ['t1']), card('node2', 200, ['t2', 't3'])], tileWidth: 20, tileHeight: 10 } as unknown as MapLayout;
const count = (more: Partial<RequestCount>): RequestCount => ({ from: 'your-computer', via: 'ingress', answered: true, count: 1, ...more });

describe('pulses', () => {
  test('through the mesh: from the port of the entry to the tile', () => {
    expect(pulsesOf([count({ entry: 'node1', machine: 'node2', service: 'web', task: 'web.2.t3' })], map)).toEqual([{ from: { x: 22, y: 75 }, to: { x: 248, y: 45 }, service: 'web', answered: true }]);
  });

  test('between containers: from the machine that asks', () => {
    expect(pulsesOf([count({ from: 'node2', via: 'vip', machine: 'node1', service: 'db', task: 'db.1.t1' })], map)[0]).toMatchObject({ from: { x: 250, y: 12 }, to: { x: 18, y: 45 } });
  });

  test('what is not on the map is left out', () => {
    expect(pulsesOf([count({ entry: 'node1' }), count({ entry: 'node9', machine: 'node2', task: 'web.1.t2' }), count({ entry: 'node1', machine: 'node2', task: 'web.1.gone' })], map)).toEqual([]);
  });
});

test('the meter counts exactly, and begins anew with each look', () => {
  const meter = new TrafficMeter();
  meter.add([count({ service: 'web', count: 7 }), count({ service: 'web', count: 2, answered: false }), count({})]);
  meter.add([count({ service: 'db', count: 1 })]);
  expect([...meter.take()]).toEqual([['web', { rate: 9, failed: 2 }], ['db', { rate: 1, failed: 0 }]]);
  expect(meter.take().size).toBe(0);
});
