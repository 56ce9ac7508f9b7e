import { expect, test } from 'vitest';
import { HueBook, HUES } from './hues';

test('a service keeps its hue, whoever comes later', () => {
  const book = new HueBook();
  const web = book.hueOf('web');
  for (let i = 0; i < 30; i++) book.hueOf(`s${i}`);
  expect(book.hueOf('web')).toBe(web);
});

test('ten services wear ten hues', () => {
  const book = new HueBook();
  const hues = ['web', 'api', 'db', 'cache', 'queue', 'worker', 'proxy', 'logs', 'visualizer', 'cron'].map((name) => book.hueOf(name));
  expect(new Set(hues).size).toBe(HUES);
});
