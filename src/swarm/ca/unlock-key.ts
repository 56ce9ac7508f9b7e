/** Manager unlock keys: `SWMKEY-1-` + 32 bytes in unpadded base64 (swarmkit manager/encryption/encryption.go). */
import { refuse } from '../../model';
import type { Refusal } from '../../model';
import type { Random } from '../../sim';
import { decodeBase64, encodeBase64 } from './base64';
import { randomBytes } from './root-certificate';

export function generateUnlockKey(random: Random): string {
  return `SWMKEY-1-${encodeBase64(randomBytes(random, 32), false)}`;
}

/** Refuses what can be no key; whether it is the right one is for the locked manager to say. */
export function parseUnlockKey(text: string): string | Refusal {
  const match = /^SWMKEY-1-([A-Za-z0-9+/]+)$/.exec(text);
  if (!match || decodeBase64(match[1] as string)?.length !== 32) return refuse(400, 'invalid key string');
  return text;
}
