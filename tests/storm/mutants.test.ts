/** Every law has a fault that its checker finds, and finds nothing where the fault is not. */
import { describe, expect, test } from 'vitest';
import { CHECKERS } from './checkers';
import { MUTANTS } from './mutants';
import { judge } from './storm';

describe('a fault planted in the world is found', () => {
  for (const { law, says, fault, scenario, plant } of MUTANTS) {
    test(`${law}: ${fault}`, () => {
      expect(judge(scenario).violation).toBeUndefined();
      const pull = plant();
      try {
        const { violation } = judge(scenario);
        expect(violation?.checker).toBe(law);
        expect(violation?.complaint).toMatch(says);
      } finally {
        pull();
      }
    });
  }

  test('and every checker has one', () => {
    // Laws of the calm after the storm are reported as `settles: NAME: ...`.
    const found = MUTANTS.map(({ law, says }) => (law === 'settles' ? (says.source.split(':')[0] as string) : law));
    expect(Object.keys(CHECKERS).filter((name) => !found.includes(name))).toEqual([]);
  });
});
