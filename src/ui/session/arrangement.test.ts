import { expect, test } from 'vitest';
import { arrangementFor, defaultSizes, TERMINAL_80_PX } from './arrangement';

test.each([
  [1920, 'wide'],
  [1440, 'wide'],
  [1280, 'medium'],
  [1024, 'medium'],
  [390, 'narrow'],
] as const)('a window of %i px with a guide is %s', (width, expected) => {
  expect(arrangementFor(width, true)).toBe(expected);
});

test.each([900, 1024, 1280, 1300, 1440, 1680, 1920, 2560])('at %i px the terminal has its 80 columns', (width) => {
  for (const hasGuide of [true, false]) {
    const arrangement = arrangementFor(width, hasGuide);
    const sizes = defaultSizes(arrangement, width, 800, hasGuide);
    const terminal = width - sizes.guide - (arrangement === 'wide' ? sizes.cluster : 0);
    expect(terminal).toBeGreaterThanOrEqual(TERMINAL_80_PX);
  }
});
