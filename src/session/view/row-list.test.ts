import { expect, test } from 'vitest';
import { Random } from '../../sim';
import { RowList } from './row-list';

/** A follower that holds what `changes` told it. */
function follower(list: RowList<string>) {
  let rows: (string | undefined)[] = list.begin();
  return {
    follow(rowsMax: number): void {
      const step = list.changes(rowsMax);
      if (!step) return;
      rows = rows.slice(0, step.length);
      step.at.forEach((place, i) => (rows[place] = step.values[i]));
    },
    rows: () => rows,
  };
}

test('a change touches one place, a removal two at most', () => {
  const list = new RowList<string>();
  for (let i = 0; i < 1000; i++) list.put(`k${i}`, `row ${i}`);
  list.begin();
  list.put('k500', 'changed');
  expect(list.changes(Infinity)).toEqual({ length: 1000, at: [500], values: ['changed'] });
  list.remove('k3');
  expect(list.changes(Infinity)).toEqual({ length: 999, at: [3], values: ['row 999'] });
  list.put('k500', 'changed');
  expect(list.changes(Infinity)).toBeUndefined();
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`seed ${seed}: whoever follows in small steps never has a hole, and ends with the same rows`, () => {
    const random = new Random(seed);
    const list = new RowList<string>();
    const { follow, rows } = follower(list);
    for (let step = 0; step < 3000; step++) {
      const key = `k${random.int(0, 200)}`;
      if (random.chance(0.55)) list.put(key, `${key} at ${step}`);
      else list.remove(key);
      if (random.chance(0.2)) follow(random.int(1, 7));
      expect(rows().every((row) => row !== undefined)).toBe(true);
    }
    for (let i = 0; i < 300; i++) follow(7);
    expect(rows()).toEqual(list.list());
    expect(list.changes(7)).toBeUndefined();
  });
}
