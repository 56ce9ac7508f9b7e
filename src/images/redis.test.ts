import { expect, test } from 'vitest';
import { spawn } from '../sim';
import { ask as askRedis, showReply } from './_redis-protocol';
import { byPath, startImage } from './_testing';

test('redis keeps strings, lists, hashes and counters, and refuses what makes no sense', () => {
  const run = startImage(byPath('library/redis', '7'));
  const tell = (...words: string[]): string => {
    let shown = '';
    spawn(
      run.sim,
      'test',
      (function* () {
        const connection = yield* run.machine.net.connect('localhost', 6379);
        if (!connection.ok) throw new Error(connection.error.kind);
        const reply = yield* askRedis(connection.value, words);
        shown = reply === undefined ? 'closed' : showReply(reply, false);
      })(),
    );
    run.sim.runUntil(run.sim.nowMs + 1_000);
    return shown;
  };
  expect(tell('PING')).toBe('PONG');
  expect(tell('SET', 'a', 'one')).toBe('OK');
  expect(tell('GET', 'a')).toBe('"one"');
  expect(tell('GET', 'nope')).toBe('(nil)');
  expect(tell('INCR', 'n')).toBe('(integer) 1');
  expect(tell('INCR', 'a')).toBe('(error) ERR value is not an integer or out of range');
  expect(tell('RPUSH', 'l', 'x', 'y')).toBe('(integer) 2');
  expect(tell('LRANGE', 'l', '0', '-1')).toBe('1) "x"\n2) "y"');
  expect(tell('GET', 'l')).toBe('(error) WRONGTYPE Operation against a key holding the wrong kind of value');
  expect(tell('EXPIRE', 'a', '5')).toBe('(integer) 1');
  run.sim.runUntil(run.sim.nowMs + 5_000);
  expect(tell('EXISTS', 'a')).toBe('(integer) 0');
  expect(tell('FROB', 'x')).toBe("(error) ERR unknown command 'FROB', with args beginning with: 'x' ");
  run.process.signal('SIGTERM');
  expect(run.process.status?.code).toBe(0);
  expect(run.machine.files.read('/data/dump.rdb')).toContain('"n","1"');
});
