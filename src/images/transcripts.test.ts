/**
 * Every image plays its transcript (`transcripts/NAME.txt`, by the name of the image's file) and prints what is kept there.
 * `UPDATE=1` writes them over; commit only what you can explain.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { play } from './testing/transcript';

const folder = join(__dirname, 'transcripts');
const images = readdirSync(__dirname).filter((name) => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'index.ts').map((name) => name.replace(/\.ts$/, ''));
const kept = readdirSync(folder).map((name) => name.replace(/\.txt$/, ''));

test('every image has a transcript, and every transcript an image', () => {
  expect(images.filter((name) => !existsSync(join(folder, `${name}.txt`)))).toEqual([]);
  expect(kept.filter((name) => !images.includes(name))).toEqual([]);
});

for (const name of kept) {
  test(`${name} does what its transcript says`, { timeout: 60_000 }, () => {
    const path = join(folder, `${name}.txt`);
    const text = readFileSync(path, 'utf8');
    const played = play(text);
    if (process.env['UPDATE']) writeFileSync(path, played);
    else expect(played).toBe(text);
  });
}
