import { expect, test, vi } from 'vitest';

vi.mock('../catalogue', () => ({ translated: () => undefined }));
const { chosenLanguage } = await import('./languages.svelte');

test('the reader’s language is shown where there is one, and what was chosen stays', () => {
  const all = ['en', 'de', 'pt-br'];
  expect(chosenLanguage(all, undefined, ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(chosenLanguage(all, undefined, ['pt-BR'])).toBe('pt-br');
  expect(chosenLanguage(all, undefined, ['ja'])).toBe('en');
  expect(chosenLanguage(all, 'en', ['de'])).toBe('en');
  expect(chosenLanguage(all, 'fr', ['de'])).toBe('de');
});
