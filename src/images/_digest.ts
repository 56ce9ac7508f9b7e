/** Content addresses. Nothing here has real bytes, so a digest is the SHA-256 of what it stands for, stable for ever. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** `sha256:` and 64 hexadecimal digits. */
export function digestOf(meaning: string): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(meaning)))}`;
}
