import { expect, test } from 'vitest';
import type { SavedSession, TimedInput } from '../../session/protocol';
import { withJournal } from './journal';
import type { JournalEntry } from './journal';

const key = (n: number): TimedInput => ({ atMs: n * 10, intent: { kind: 'terminal.input', terminal: 't1', data: String(n) } });
const keys = (from: number, count: number): TimedInput[] => Array.from({ length: count }, (_, i) => key(from + i));
const entry = (from: number, count: number): JournalEntry => ({ session: 's', from, inputs: keys(from, count) });
const copy: SavedSession = {
  format: 'skep-session-1', engine: '1', title: '', savedAtMs: 0, start: { lab: 'playground', seed: 1, startMs: 0, machines: [] },
  inputs: keys(0, 5), nowMs: 60, fingerprint: 'abcd',
};

test('what was done after the copy follows it, and the fingerprint stays that of the copy', () => {
  const session = withJournal(copy, [entry(5, 2), entry(7, 1)]);
  expect(session.inputs).toEqual(keys(0, 8));
  expect([session.nowMs, session.provedMs, session.fingerprint]).toEqual([70, 60, 'abcd']);
});

test('what the copy holds already is passed over, also in part', () => {
  expect(withJournal(copy, [entry(0, 3), entry(3, 4)]).inputs).toEqual(keys(0, 7));
  expect(withJournal(copy, [entry(0, 5)])).toBe(copy);
  expect(withJournal(copy, [])).toBe(copy);
});

test('nothing is taken from beyond a gap', () => {
  expect(withJournal(copy, [entry(5, 1), entry(8, 2)]).inputs).toEqual(keys(0, 6));
});
