/** IDs of what a machine makes (moby pkg/stringid GenerateRandomID). */
import type { Random } from '../sim';

/** 64 hexadecimal digits. A short form that is all digits is drawn again: it would pass for a number. */
export function inventId(random: Random): string {
  let id = random.hex(64);
  while (/^\d{12}/.test(id)) id = random.hex(64);
  return id;
}
