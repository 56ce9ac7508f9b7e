import { expect, test } from 'vitest';
import { readerPlatform } from './reader-platform';

test('the reader’s platform: chosen, else the browser’s, else the nearest that the guide has', () => {
  expect(readerPlatform(['linux', 'windows'], 'windows', 'X11; Linux x86_64')).toBe('windows');
  expect(readerPlatform(['linux', 'windows'], undefined, 'Windows NT 10.0')).toBe('windows');
  expect(readerPlatform(['linux', 'windows'], undefined, 'Macintosh; Intel Mac OS X')).toBe('linux');
  expect(readerPlatform(['mac', 'windows'], 'linux', 'X11; Linux')).toBe('mac');
  expect(readerPlatform([], undefined, 'X11; Linux')).toBe('linux');
});
