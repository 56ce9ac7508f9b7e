import { expect, test } from 'vitest';
import type { SavedSession } from '../../session/protocol';
import { checksumOf, fileNameOf, packSession, readSession, unpackSession } from './session-text';

const session: SavedSession = {
  format: 'skep-session-1',
  engine: '1',
  title: 'Build a swarm',
  savedAtMs: 1_767_603_600_000,
  start: { lab: '01-build-a-swarm', seed: 7, startMs: 0, machines: [{ name: 'node1', platform: 'linux' }] },
  inputs: Array.from({ length: 300 }, (_, i) => ({ atMs: i * 10, intent: { kind: 'terminal.input', terminal: 'node1-1', data: 'l' } })),
  nowMs: 3000,
};

test('a session survives its text and its link', () => {
  expect(readSession(JSON.stringify(session))).toEqual({ ok: true, session });
  const link = packSession(session);
  expect(link).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(unpackSession(link)).toEqual({ ok: true, session });
});

test('what is not a session is refused with a reason', () => {
  const refused = (text: string): string => {
    const outcome = readSession(text);
    return outcome.ok ? 'read' : outcome.message;
  };
  expect(refused('{')).toBe('it is not JSON');
  expect(refused('[]')).toBe('it is not a session');
  expect(refused('{"format":"skep-session-9"}')).toBe('its format is "skep-session-9", and this page reads skep-session-1');
  expect(refused(JSON.stringify({ ...session, start: {} }))).toBe('its start is incomplete');
  expect(refused(JSON.stringify({ ...session, inputs: [{}] }))).toBe('its inputs are incomplete');
});

test('a cut link is refused', () => {
  const link = packSession(session);
  expect(unpackSession(link.slice(0, link.length / 2)).ok).toBe(false);
  expect(unpackSession('!!').ok).toBe(false);
});

test('one changed letter changes the checksum', () => {
  expect(checksumOf('node1')).not.toBe(checksumOf('node2'));
  expect(checksumOf('')).toHaveLength(16);
});

test('file names are plain', () => {
  expect(fileNameOf('Build a swarm!', 1_767_603_600_000)).toBe('skep-build-a-swarm-2026-01-05.json');
  expect(fileNameOf('***', 1_767_603_600_000)).toBe('skep-session-2026-01-05.json');
});
