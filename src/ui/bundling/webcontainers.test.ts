import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withFrames } from './webcontainers';

const page = readFileSync(new URL('../../../index.html', import.meta.url), 'utf8');

test('the page as it is written frames nobody else; a build that asks for it adds the service alone', () => {
  expect(page).not.toContain('stackblitz');
  const changed = withFrames(page);
  expect(/frame-src ([^;]*);/.exec(changed)?.[1]).toBe("'self' blob: https://stackblitz.com https://*.webcontainer-api.io");
  expect(changed.replace(' https://stackblitz.com https://*.webcontainer-api.io', '')).toBe(page);
});

test('a page without such a policy is refused', () => {
  expect(() => withFrames('<html></html>')).toThrow('frame-src');
});
