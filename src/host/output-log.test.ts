import { expect, test } from 'vitest';
import { Sim, spawn, type Program } from '../sim';
import type { OutputSource } from './engine';
import { OutputLog } from './output-log';

const ALL = { stdout: true, stderr: true, follow: false };

function texts(sim: Sim, source: OutputSource): string[] {
  const fiber = spawn(
    sim,
    'read',
    (function* (): Program<string[]> {
      const found: string[] = [];
      for (let chunk = yield* source.read(); chunk !== undefined; chunk = yield* source.read()) found.push(chunk.text);
      return found;
    })(),
  );
  sim.runUntil(sim.nowMs + 1);
  return fiber.outcome?.kind === 'returned' ? fiber.outcome.value : ['still reading'];
}

test('lines are kept whole, and the rest of one waits for its end', () => {
  const sim = new Sim(1, 0);
  const log = new OutputLog(sim);
  log.append('stdout', 'a\nb');
  expect(texts(sim, log.read(ALL, true))).toEqual(['a\n']);
  log.append('stdout', 'c\n');
  expect(texts(sim, log.read(ALL, true))).toEqual(['a\n', 'bc\n']);
});

test('a line without an end is logged in pieces: it neither waits for ever nor grows without limit', () => {
  const sim = new Sim(1, 0);
  const log = new OutputLog(sim);
  for (let i = 0; i < 1000; i++) log.append('stdout', '\0'.repeat(65_536));
  const pieces = texts(sim, log.read(ALL, true));
  expect(pieces.length).toBeGreaterThan(10);
  expect(pieces.join('').length).toBeLessThanOrEqual(2 * 1024 * 1024);
  log.append('stdout', 'end\n');
  expect(texts(sim, log.read({ ...ALL, tail: 1 }, true))).toEqual(['end\n']);
});
