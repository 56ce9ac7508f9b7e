/** What `--since` and `--until` accept, and in which words they refuse. */
import { describe, expect, test } from 'vitest';
import { timestampParameter } from './time';

const NOW_MS = Date.UTC(2026, 10, 29, 12, 0, 0) + 750;
const asked = (text: string) => timestampParameter(text, NOW_MS);
const seconds = (...date: [number, number, number, number?, number?, number?]) => Date.UTC(...date) / 1000;

describe('an instant for the daemon', () => {
  test('a duration counts back from now, in whole seconds', () => {
    expect(asked('90s')).toBe(String(seconds(2026, 10, 29, 11, 58, 30)));
    expect(asked('-1h')).toBe(String(seconds(2026, 10, 29, 13)));
    expect(asked('1.5h')).toBe(String(seconds(2026, 10, 29, 10, 30)));
  });

  test('seconds pass as they are', () => {
    expect(asked('5')).toBe('5');
    expect(asked('0')).toBe('0');
    expect(asked('1136073600.000000001')).toBe('1136073600.000000001');
  });

  test('RFC 3339, whole and cut short', () => {
    expect(asked('2026-11-20')).toBe(`${seconds(2026, 10, 20)}.000000000`);
    expect(asked('2026-11-20Z')).toBe(`${seconds(2026, 10, 20)}.000000000`);
    expect(asked('2026-11-20T10')).toBe(`${seconds(2026, 10, 20, 10)}.000000000`);
    expect(asked('2026-11-20T10:05')).toBe(`${seconds(2026, 10, 20, 10, 5)}.000000000`);
    expect(asked('2026-11-20T10:05:06')).toBe(`${seconds(2026, 10, 20, 10, 5, 6)}.000000000`);
    expect(asked('2026-11-20T10:05:06.5')).toBe(`${seconds(2026, 10, 20, 10, 5, 6)}.500000000`);
    expect(asked('2026-11-20T10:05:06.25+02:00')).toBe(`${seconds(2026, 10, 20, 8, 5, 6)}.250000000`);
    expect(asked('2026-11-20T10:05-01:00')).toBe(`${seconds(2026, 10, 20, 11, 5)}.000000000`);
  });

  test('anything else is refused, in Go\'s words where it looks like a date', () => {
    expect(asked('yesterday')).toEqual({ problem: 'failed to parse value as time or duration: "yesterday"' });
    expect(asked('20x')).toEqual({ problem: 'failed to parse value as time or duration: "20x"' });
    expect(asked('2026-13-01')).toEqual({ problem: 'parsing time "2026-13-01": month out of range' });
    expect(asked('2026-02-30')).toEqual({ problem: 'parsing time "2026-02-30": day out of range' });
    expect(asked('2026-1-1')).toEqual({ problem: 'parsing time "2026-1-1" as "2006-01-02": cannot parse "1-1" as "01"' });
    expect(asked('a-b')).toEqual({ problem: 'parsing time "a-b" as "2006-01-02": cannot parse "a-b" as "2006"' });
    expect(asked('2026-11-20T25:00')).toEqual({ problem: 'parsing time "2026-11-20T25:00": hour out of range' });
    expect(asked('2026-11-20 10')).toEqual({ problem: 'parsing time "2026-11-20 10": extra text: " 10"' });
  });
});
