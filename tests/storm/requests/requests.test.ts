/** Some storms of requests, and that their checkers notice what they are for. */
import { describe, expect, test } from 'vitest';
import { storm } from './storm';

describe('a thousand requests a second', () => {
  test.each([1, 2, 3])('seed %i: each is answered by whom it was meant for, and accounted for once', (seed) => {
    const report = storm(seed, { record: true, seconds: 12 });
    expect(report.violation, report.lines.join('\n')).toBeUndefined();
    expect(report.counts['answered 200']).toBeGreaterThan(8_000);
  });
});
