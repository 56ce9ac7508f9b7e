import { expect, test } from 'vitest';
import { isSignedBy, makeCertificate, makeKey } from './certificate';

test('a certificate is known as signed by its authority, and by no other', () => {
  const [ours, theirs] = [makeCertificate('CA one'), makeCertificate('CA two')];
  const certificate = makeCertificate('m1', ours);
  expect(certificate).toMatch(/^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/]{64}\n)+-----END CERTIFICATE-----\n$/);
  expect([isSignedBy(certificate, ours), isSignedBy(certificate, theirs), isSignedBy(ours, theirs)]).toEqual([true, false, false]);
});

test('text that is none was signed by nobody', () => {
  expect([isSignedBy('', makeCertificate('CA')), isSignedBy(makeKey('m1'), makeCertificate('CA')), isSignedBy(makeCertificate('m1', ''), '')]).toEqual([false, false, false]);
});
