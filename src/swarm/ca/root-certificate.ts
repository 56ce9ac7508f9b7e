/**
 * The swarm's root certificate: a real X.509 frame (P-256, CN swarm-ca, 20 years) around chance instead of a key.
 * Nothing in the world verifies a signature; what matters is that it parses, that its digest is what join tokens
 * carry, and that its issuer fields are what `docker node inspect` shows (swarmkit ca/certificates.go).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { Instant, TLSInfo } from '../../model';
import { assert } from '../../sim';
import type { Random } from '../../sim';
import { asciiBytes, decodeBase64, encodeBase64 } from './base64';
import { DER, der, derInteger, readDer } from './der';
import type { DerValue } from './der';

const OID_ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const OID_EC_PUBLIC_KEY = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const OID_P256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const OID_COMMON_NAME = [0x55, 0x04, 0x03];
const OID_KEY_USAGE = [0x55, 0x1d, 0x0f];
const OID_BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const OID_SUBJECT_KEY_ID = [0x55, 0x1d, 0x0e];

/** 20 years of 365 days (swarmkit ca.RootCAExpiration). */
const LIFE_MS = 630_720_000_000;
const MINUTE_MS = 60_000;

/** A new root as PEM. Valid from five minutes before the nearest minute, as CFSSL backdates. */
export function createRootCertificate(random: Random, nowMs: Instant): string {
  const notBeforeMs = Math.round(nowMs / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS;
  const algorithm = der(DER.sequence, der(DER.oid, OID_ECDSA_SHA256));
  const name = der(DER.sequence, der(DER.set, der(DER.sequence, der(DER.oid, OID_COMMON_NAME), der(DER.printable, asciiBytes('swarm-ca')))));
  const point = new Uint8Array([4, ...randomBytes(random, 64)]);
  const key = der(DER.sequence, der(DER.sequence, der(DER.oid, OID_EC_PUBLIC_KEY), der(DER.oid, OID_P256)), der(DER.bitString, [0], point));
  const extensions = der(
    DER.extensions,
    der(
      DER.sequence,
      der(DER.sequence, der(DER.oid, OID_KEY_USAGE), der(DER.boolean, [255]), der(DER.octetString, der(DER.bitString, [1, 6]))),
      der(DER.sequence, der(DER.oid, OID_BASIC_CONSTRAINTS), der(DER.boolean, [255]),
        der(DER.octetString, der(DER.sequence, der(DER.boolean, [255])))),
      der(DER.sequence, der(DER.oid, OID_SUBJECT_KEY_ID), der(DER.octetString, der(DER.octetString, sha256(point).subarray(0, 20)))),
    ),
  );
  const serial = randomBytes(random, 20);
  serial[0] = ((serial[0] as number) & 0x7f) | 0x01;
  const body = der(
    DER.sequence,
    der(DER.version, der(DER.integer, [2])),
    derInteger(serial),
    algorithm,
    name,
    der(DER.sequence, der(DER.utcTime, asciiBytes(utcTime(notBeforeMs))), der(DER.utcTime, asciiBytes(utcTime(notBeforeMs + LIFE_MS)))),
    name,
    key,
    extensions,
  );
  const signature = der(DER.sequence, derInteger(randomBytes(random, 32)), derInteger(randomBytes(random, 32)));
  return pem(der(DER.sequence, body, algorithm, der(DER.bitString, [0], signature)));
}

export interface ParsedCertificate {
  /** DER of the subject's name and of its public key. */
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly notAfterMs: Instant;
}

/** Every certificate in a PEM text; undefined when there is none or one is broken. */
export function parseCertificates(text: string): ParsedCertificate[] | undefined {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g)];
  const parsed: ParsedCertificate[] = [];
  for (const block of blocks) {
    const certificate = parseCertificate(decodeBase64(block[1] as string));
    if (certificate === undefined) return undefined;
    parsed.push(certificate);
  }
  return parsed.length > 0 ? parsed : undefined;
}

function parseCertificate(bytes: Uint8Array | undefined): ParsedCertificate | undefined {
  const outer = bytes && readDer(bytes)?.[0];
  const body = outer && readDer(outer.content)?.[0];
  const fields = body && readDer(body.content);
  if (!fields) return undefined;
  // The version is optional (version 1 leaves it out); everything after it has its place.
  const [, , , validity, subject, publicKey] = fields[0]?.tag === DER.version ? fields.slice(1) : fields;
  const notAfter = validity && readDer(validity.content)?.[1];
  if (!subject || !publicKey || !notAfter) return undefined;
  const notAfterMs = readTime(notAfter);
  if (notAfterMs === undefined) return undefined;
  return { subject: subject.whole, publicKey: publicKey.whole, notAfterMs };
}

/** What a node reports of the root that issued its certificate. */
export function tlsInfoOf(rootCert: string, issuerCert: string = rootCert): TLSInfo {
  const issuer = parseCertificates(issuerCert)?.[0];
  assert(issuer !== undefined, 'a root certificate in the store always parses');
  return { TrustRoot: rootCert, CertIssuerSubject: encodeBase64(issuer.subject), CertIssuerPublicKey: encodeBase64(issuer.publicKey) };
}

/** SHA-256 of the PEM text in hex: what `swarm ca` shows and what join tokens carry. */
export function certificateDigest(rootCert: string): string {
  return hex(sha256(asciiBytes(rootCert)));
}

export function randomBytes(random: Random, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = random.int(0, 255);
  return bytes;
}

export function hex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}

function pem(bytes: Uint8Array): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) as string[];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** `261120160000Z`. */
function utcTime(atMs: Instant): string {
  return `${new Date(atMs).toISOString().replace(/\D/g, '').slice(2, 14)}Z`;
}

/** UTCTime or GeneralizedTime. */
function readTime(value: DerValue): Instant | undefined {
  let digits = String.fromCharCode(...value.content).replace(/Z$/, '');
  if (value.tag === DER.utcTime) digits = (Number(digits.slice(0, 2)) < 50 ? '20' : '19') + digits;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
