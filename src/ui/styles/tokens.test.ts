/** Contrast is a promise of the palette: AA for words of the interface, AAA for terminal text, in both themes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function token(name: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1];
  if (value === undefined) throw new Error(`there is no token ${name}`);
  const pair = /^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$/.exec(value);
  return (pair ? pair[theme === 'light' ? 1 : 2] : value) as string;
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  test.each(['text', 'muted', 'honey-text', 'ok', 'busy', 'warn', 'failed'])('%s is readable on every surface', (name) => {
    for (const surface of ['page', 'panel', 'raised', 'hover']) {
      expect(contrast(token(name, theme), token(surface, theme)), `${name} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(['ok', 'busy', 'warn', 'failed', 'text', 'muted'])('%s is readable on the soft grounds', (name) => {
    const ground = ['ok', 'busy', 'warn', 'failed'].includes(name) ? `${name}-soft` : 'honey-soft';
    expect(contrast(token(name, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test('ink on honey', () => {
    expect(contrast(token('honey-ink', theme), token('honey', theme))).toBeGreaterThanOrEqual(7);
  });

  const terminal = ['text', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'bright-black', 'bright-red', 'bright-white'];
  test.each(terminal)('terminal %s is AAA', (name) => {
    expect(contrast(token(`term-${name}`, theme), token('term-back', theme))).toBeGreaterThanOrEqual(7);
  });
});
