/** Some storms of requests, and that their checkers notice what they are for. */
import { describe, expect, test } from 'vitest';
import { storm } from './storm';
import type { Mutant } from './storm';

describe('a thousand requests a second', () => {
  test.each([1, 2, 3, 4])('seed %i: each is answered by whom it was meant for, and accounted for once', { timeout: 60_000 }, (seed) => {
    const report = storm(seed, { record: true, seconds: 10 });
    expect(report.violation, report.lines.join('\n')).toBeUndefined();
    expect(report.counts['answered 200']).toBeGreaterThan(7_000);
  });

  test('seed 5 twice is the same storm', { timeout: 60_000 }, () => {
    const once = storm(5, { seconds: 6 });
    expect(storm(5, { seconds: 6 })).toEqual(once);
  });
});

describe('a world that is wrong is found out', () => {
  const mutants: Record<string, [checkers: RegExp, mutant: Mutant]> = {
    'a balancer that ignores what it hears': [/unfit|calm|fairness/, ({ world }) => (world.wire.directory.unbind = () => {})],
    'a feed that loses every hundredth record': [
      /accounting/,
      ({ world }) => {
        const { requests } = world.wire;
        const tell = requests.tell.bind(requests);
        let told = 0;
        requests.tell = (record) => void (++told % 100 !== 0 && tell(record));
      },
    ],
    'a feed that tells twice': [
      /accounting/,
      ({ world }) => {
        const { requests } = world.wire;
        const tell = requests.tell.bind(requests);
        requests.tell = (record) => [tell(record), record.target === 'api:80' && tell(record)];
      },
    ],
    'a turn that is drawn and not taken': [
      /fairness/,
      ({ world }) => {
        const { directory } = world.wire;
        const backends = directory.backends.bind(directory);
        directory.backends = (...asked) => backends(...asked).slice(0, 1);
      },
    ],
    'a way that leads to another network': [
      /foreign|stranger/,
      ({ world }) => {
        const { wire } = world;
        const route = wire.route.bind(wire);
        let other: Parameters<typeof route> | undefined;
        wire.route = (...asked) => {
          const to = route(...asked);
          if (to.kind === 'port' && to.route.service === 'blue-api') other = asked;
          return to.kind === 'port' && to.route.service === 'red-api' && other ? route(...other) : to;
        };
      },
    ],
  };
  test.each(Object.entries(mutants))('%s', { timeout: 60_000 }, (_name, [checkers, mutant]) => {
    const found = [1, 2, 3].map((seed) => storm(seed, { seconds: 8, mutant }).violation?.checker ?? 'nothing');
    expect(found.join(' ')).toMatch(checkers);
  });
});
