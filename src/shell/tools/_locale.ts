/**
 * The order of plain text. The machines of this lab run with LANG=C.UTF-8 or none (as Debian's images do), where
 * `sort` and `ls` order by code point; with LANG=en_US.UTF-8 the real ones ignore case and punctuation first.
 */
import type { Process } from '../../os';
import { compareBytes } from './_text';

export function collation(process: Process): (a: string, b: string) => number {
  const locale = process.env.get('LC_ALL') || process.env.get('LC_COLLATE') || process.env.get('LANG') || 'C';
  return /^(C|POSIX)(\.|$)/.test(locale) ? compareBytes : compareEnglish;
}

/** Roughly glibc's iso14651_t1: letters and digits first, then case (small before capital), then everything. */
function compareEnglish(a: string, b: string): number {
  const letters = (text: string): string => text.replace(/[^\p{Letter}\p{Number}]/gu, '');
  const x = letters(a);
  const y = letters(b);
  return compareBytes(x.toLowerCase(), y.toLowerCase()) || -compareBytes(x, y) || compareBytes(a, b);
}
