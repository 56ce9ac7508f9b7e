/**
 * Join tokens: `SWMTKN-1-` + the root's digest in base 36 (50 characters) + `-` + a secret (25 characters).
 * The digest lets a newcomer check the root before it trusts it; the secret says which role it gets
 * (swarmkit ca/config.go).
 */
import { refuse } from '../../model';
import type { Refusal } from '../../model';
import type { Random } from '../../sim';
import { certificateDigest, hex, randomBytes } from './root-certificate';

const DIGEST_LENGTH = 50;
const SECRET_LENGTH = 25;

export function generateJoinToken(rootCert: string, random: Random): string {
  const digest = BigInt(`0x${certificateDigest(rootCert)}`).toString(36).padStart(DIGEST_LENGTH, '0');
  const secret = BigInt(`0x${hex(randomBytes(random, 16))}`).toString(36).padStart(SECRET_LENGTH, '0');
  return `SWMTKN-1-${digest}-${secret}`;
}

/** The digest in hex that a token expects of the root; refuses what is no token. */
export function parseJoinToken(token: string): { readonly digest: string } | Refusal {
  const parts = token.split('-');
  const [prefix, version, digest, secret] = parts;
  if (parts.length !== 4 || prefix !== 'SWMTKN' || version !== '1') return refuse(400, 'invalid join token');
  if (digest?.length !== DIGEST_LENGTH || secret?.length !== SECRET_LENGTH || /[^0-9a-z]/.test(digest)) return refuse(400, 'invalid join token');
  let value = 0n;
  for (const character of digest) value = value * 36n + BigInt(parseInt(character, 36));
  return { digest: value.toString(16).padStart(64, '0') };
}

/** What the newcomer's engine checks before it talks on: the root must be the one that the token was made for. */
export function checkRemoteRoot(token: string, rootCert: string): Refusal | undefined {
  const parsed = parseJoinToken(token);
  if ('refused' in parsed) return parsed;
  if (parsed.digest === certificateDigest(rootCert)) return undefined;
  return refuse(500, `remote CA does not match fingerprint. Expected: ${parsed.digest}`);
}
