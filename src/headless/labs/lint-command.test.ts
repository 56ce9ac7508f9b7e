/** The linter on folders of strangers: links, large files and many files are refused, and the exit status says so. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lintCommand } from './lint-command';

const GUIDE = '---\ntitle: T\nsummary: S\nmachines: [node1]\n---\n## Begin\n```check id=a title=A\ntrue\n```\n';
let folder = '';
let said = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skep-lint-'));
  said = '';
  const hear = (text: string | Uint8Array): boolean => ((said += String(text)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  vi.spyOn(process.stderr, 'write').mockImplementation(hear);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

test('a whole lab passes; a missing solution is only a warning', () => {
  writeFileSync(join(folder, 'guide.md'), GUIDE);
  expect(lintCommand([folder])).toBe(0);
  expect(said).toMatch(/solution\.txt:1: warning: there is no solution\.txt[^]*1 lab: 0 errors, 1 warning\n$/);
});

test('a link out of the folder is not followed', () => {
  writeFileSync(join(folder, 'guide.md'), `${GUIDE}![x](x.png)\n`);
  symlinkSync('/etc/passwd', join(folder, 'x.png'));
  expect(lintCommand([folder])).toBe(1);
  expect(said).toMatch(/x\.png:1: error: is a link/);
});

test('a guide of ten megabytes is refused by its size, of which only the beginning is read', () => {
  writeFileSync(join(folder, 'guide.md'), `---\na: &a x\nb:\n${'- *a\n'.repeat(2_000_000)}---\n`);
  expect(lintCommand([folder])).toBe(1);
  expect(said).toMatch(/guide\.md:1: error: this guide has \d+ characters: at most 150000 are read/);
}, 5_000);

test('folders within folders, control characters and wrong command lines', () => {
  writeFileSync(join(folder, 'guide.md'), `${GUIDE}:::\u001b[2Jbox\nx\n:::\n## \u001b[31mRed\n\`\`\`bash\nls\n\`\`\`\n`);
  mkdirSync(join(folder, 'a/b/c/d/e/f'), { recursive: true });
  lintCommand([folder]);
  expect(said).not.toContain('\u001b');
  expect(lintCommand(['--all'])).toBe(2);
  expect(lintCommand([join(folder, 'nowhere')])).toBe(2);
});
