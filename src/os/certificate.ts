/**
 * Certificates as far as this world needs them: PEM text that says for whom it is and by which authority it was signed.
 * There is no secret in it; what counts is that the files on both sides belong together.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from './utf8';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LINE_CHARS = 64;
/** The mark of the signer takes the first characters, the subject's the rest. */
const MARK_CHARS = 40;
const LINES = 14;

/** A certificate for a subject, signed by the authority with this certificate, or by itself. */
export function makeCertificate(subject: string, authority?: string): string {
  const own = `${subject}\n${authority ?? ''}`;
  const signer = authority === undefined ? own : authority;
  return pem('CERTIFICATE', `${digits(`signed by ${signer}`, MARK_CHARS)}${digits(own, LINES * LINE_CHARS - MARK_CHARS)}`);
}

export function makeKey(subject: string): string {
  return pem('RSA PRIVATE KEY', digits(`key of ${subject}`, LINES * LINE_CHARS));
}

/** Whether an authority signed a certificate. Text that is none was signed by nobody. */
export function isSignedBy(certificate: string, authority: string): boolean {
  const body = /-----BEGIN CERTIFICATE-----\n([\s\S]+?)-----END CERTIFICATE-----/.exec(certificate)?.[1];
  return body !== undefined && authority.includes('BEGIN CERTIFICATE') && body.startsWith(digits(`signed by ${authority}`, MARK_CHARS));
}

function pem(kind: string, body: string): string {
  return `-----BEGIN ${kind}-----\n${body.replace(new RegExp(`.{1,${LINE_CHARS}}`, 'g'), '$&\n')}-----END ${kind}-----\n`;
}

function digits(seed: string, count: number): string {
  let out = '';
  for (let i = 0; out.length < count; i++) for (const byte of sha256(encodeUtf8(`${i} ${seed}`))) out += DIGITS[byte & 63];
  return out.slice(0, count);
}
