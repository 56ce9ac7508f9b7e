import { expect, test } from 'vitest';
import { freeId, insertBlock } from './insert-block';

const TEXT = '---\ntitle: T\n---\nWords\nand more.\n\n```bash\nls\n\nps\n```\n\nEnd.\n';

test('a block comes after the paragraph, the fence or the front matter of the cursor', () => {
  expect(insertBlock(TEXT, 4, 'NEW').text).toBe(TEXT.replace('more.\n', 'more.\n\nNEW\n'));
  expect(insertBlock(TEXT, 8, 'NEW').text).toBe(TEXT.replace('ps\n```\n', 'ps\n```\n\nNEW\n'));
  expect(insertBlock(TEXT, 2, 'NEW').text).toBe(TEXT.replace('more.\n', 'more.\n\nNEW\n'));
  expect(insertBlock(TEXT, 99, 'NEW')).toEqual({ text: `${TEXT}\nNEW\n`, line: 15 });
});

test('ids are not used twice', () => {
  expect(freeId('```expect id=built', 'built')).toBe('built-2');
  expect(freeId('id=built-2 id=builtin', 'built')).toBe('built');
});
