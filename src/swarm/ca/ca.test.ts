import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../model';
import { Random } from '../../sim';
import { bench, run } from '../testing/manual-raft';
import { CertificateAuthority, withRotation } from './certificate-authority';
import { createCluster, initialObjects } from './create-cluster';
import { checkRemoteRoot, generateJoinToken, parseJoinToken } from './join-token';
import { certificateDigest, createRootCertificate, parseCertificates, tlsInfoOf } from './root-certificate';
import { generateUnlockKey, parseUnlockKey } from './unlock-key';
import { decodeBase64, encodeBase64 } from './base64';

/** A root as a real engine 28.5 made it, with the token and the issuer fields that it showed for it. */
const REAL = {
  root: `-----BEGIN CERTIFICATE-----
MIIBazCCARCgAwIBAgIUa79lQhlqjWHfnQ5GVKvWLx3OYDYwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAxMIc3dhcm0tY2EwHhcNMjYxMTIwMTYwMDAwWhcNNDYxMTE1MTYw
MDAwWjATMREwDwYDVQQDEwhzd2FybS1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABDdc9mHfxEwQlZkf2vWdGufbtgVtaxgXx53a54NfMwMIOwhA0r2qQcDmI4RY
YX5up3C8HHiObGpIyayg+PcIWdyjQjBAMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMB
Af8EBTADAQH/MB0GA1UdDgQWBBRiBWFOejr0V0Nc3IjbRurPvIfWpTAKBggqhkjO
PQQDAgNJADBGAiEAiw+uciLgiYcq1xMP9XCwdXYqWhdZaox4/v8UAe3Ok+ACIQDE
OlN6YcaDMQvv1ca6ibX8RHmDmlVyt40jCWoF99aNOg==
-----END CERTIFICATE-----
`,
  token: 'SWMTKN-1-1o1u0072u9a5exemkc5r9kxaia0hd6ti5dmkw4ddr7rn2xcf1m-6m732nqy710wbpdx3c069c5ko',
  subject: 'MBMxETAPBgNVBAMTCHN3YXJtLWNh',
  publicKey: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEN1z2Yd/ETBCVmR/a9Z0a59u2BW1rGBfHndrng18zAwg7CEDSvapBwOYjhFhhfm6ncLwceI5sakjJrKD49whZ3A==',
};
const NOW_MS = Date.UTC(2026, 10, 20, 16, 4, 36);

describe('root certificates', () => {
  test('a real root reads as Docker showed it', () => {
    expect(tlsInfoOf(REAL.root)).toEqual({ TrustRoot: REAL.root, CertIssuerSubject: REAL.subject, CertIssuerPublicKey: REAL.publicKey });
  });

  test('a made root has the same frame, subject and validity as a real one', () => {
    const root = createRootCertificate(new Random(7), NOW_MS);
    expect(root.split('\n')[0]).toBe('-----BEGIN CERTIFICATE-----');
    expect(tlsInfoOf(root).CertIssuerSubject).toBe(REAL.subject);
    expect(tlsInfoOf(root).CertIssuerPublicKey).toHaveLength(REAL.publicKey.length);
    expect(tlsInfoOf(root).CertIssuerPublicKey).not.toBe(REAL.publicKey);
    expect(parseCertificates(root)?.[0]?.notAfterMs).toBe(parseCertificates(REAL.root)?.[0]?.notAfterMs);
    expect(root).toBe(createRootCertificate(new Random(7), NOW_MS));
  });

  test('broken texts are no certificates', () => {
    expect(parseCertificates('hello')).toBeUndefined();
    expect(parseCertificates('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')).toBeUndefined();
  });
});

describe('tokens and keys', () => {
  test('the first part of a token is the digest of the root, as in a real swarm', () => {
    expect(generateJoinToken(REAL.root, new Random(1)).slice(0, 60)).toBe(REAL.token.slice(0, 60));
    expect(parseJoinToken(REAL.token)).toEqual({ digest: certificateDigest(REAL.root) });
    expect(checkRemoteRoot(REAL.token, REAL.root)).toBeUndefined();
  });

  test('what is no token is refused in the words of Docker', () => {
    expect(parseJoinToken('SWMTKN-1-abc-def')).toMatchObject({ message: 'invalid join token' });
    const other = createRootCertificate(new Random(3), NOW_MS);
    expect(checkRemoteRoot(REAL.token, other)).toMatchObject({
      message: `remote CA does not match fingerprint. Expected: ${certificateDigest(REAL.root)}`,
    });
  });

  test('unlock keys are 43 characters behind their prefix', () => {
    const key = generateUnlockKey(new Random(5));
    expect(key).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
    expect(parseUnlockKey(key)).toBe(key);
    expect(parseUnlockKey('SWMKEY-1-short')).toMatchObject({ message: 'invalid key string' });
  });

  test('base64 survives any length', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    }
  });
});

function swarm(seed = 1) {
  const made = bench(seed);
  const objects = initialObjects({ random: made.sim.random('init'), nowMs: made.sim.nowMs });
  made.store.update('init', (tx) => createCluster(tx, objects));
  made.sim.runUntil(made.sim.nowMs + 10);
  const ca = new CertificateAuthority(made.store, made.sim);
  ca.start();
  return { ...made, ca, objects };
}

describe('the certificate authority', () => {
  test('a new swarm has one manager, an ingress network and hidden mirrors of bridge and host', () => {
    const { store } = swarm();
    expect(store.list('node').map((node) => node.Spec.Role)).toEqual(['manager']);
    expect(store.list('network').map((network) => network.Spec.Name).sort()).toEqual(['bridge', 'host', 'ingress']);
    expect(store.cluster()?.JoinTokens.Worker.slice(0, 59)).toBe(store.cluster()?.JoinTokens.Manager.slice(0, 59));
  });

  test('the token decides the role of a newcomer, and a wrong one lets nobody in', () => {
    const { sim, store, ca } = swarm();
    const tokens = store.cluster()?.JoinTokens;
    const worker = run(sim, ca.issueCertificate(tokens?.Worker ?? ''));
    const manager = run(sim, ca.issueCertificate(tokens?.Manager ?? '', 'drain'));
    expect(worker).toMatchObject({ role: 'worker' });
    expect(manager).toMatchObject({ role: 'manager' });
    expect(!isRefusal(manager) && store.get('node', manager.nodeId)).toMatchObject({ Spec: { Availability: 'drain' }, Status: { State: 'unknown' } });
    expect(run(sim, ca.issueCertificate('SWMTKN-1-x-y'))).toMatchObject({
      status: 400, message: 'rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster',
    });
    expect(store.count('node')).toBe(3);
  });

  test('a root rotation asks 30 nodes every 3 s, waits for the last one, and ends with new tokens', () => {
    const { sim, store, ca } = swarm();
    const before = store.cluster();
    for (let i = 0; i < 39; i++) run(sim, ca.issueCertificate(before?.JoinTokens.Worker ?? ''));
    const next = ca.rootCertificate();
    store.update('rotate', (tx) => tx.update('cluster', before?.ID ?? '', withRotation(tx.cluster() as never, next)));
    sim.runUntil(sim.nowMs + 100);
    const asked = () => store.list('node').filter((node) => node.rotateCertificate);
    expect(asked()).toHaveLength(30);
    sim.runUntil(sim.nowMs + 3_000);
    expect(asked()).toHaveLength(40);
    const nodes = asked().map((node) => node.ID);
    for (const id of nodes.slice(1)) run(sim, ca.renewCertificate(id));
    sim.runUntil(sim.nowMs + 20_000);
    expect(store.cluster()).toMatchObject({ RootRotationInProgress: true, rootCert: before?.rootCert });
    run(sim, ca.renewCertificate(nodes[0] ?? ''));
    sim.runUntil(sim.nowMs + 4_000);
    const after = store.cluster();
    expect(after).toMatchObject({ RootRotationInProgress: false, rootCert: next });
    expect(after?.rootRotation).toBeUndefined();
    expect(after?.JoinTokens.Worker).not.toBe(before?.JoinTokens.Worker);
    ca.stop();
  });

  test('a removed node gets no certificate', () => {
    const { sim, store, ca, objects } = swarm();
    store.update('remove', (tx) => tx.update('cluster', objects.cluster.ID, (draft) => void draft.blacklistedNodes.push('gone')));
    expect(run(sim, ca.renewCertificate('gone'))).toMatchObject({ message: expect.stringContaining('was removed from swarm') });
  });
});
