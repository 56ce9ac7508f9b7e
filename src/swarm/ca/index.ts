/** Certificates, tokens and keys of a swarm. */
export { CertificateAuthority, clusterTlsInfo, newNode, ROTATION_BATCH_SIZE, ROTATION_INTERVAL_MS } from './certificate-authority';
export type { IssuedCertificate } from './certificate-authority';
export { createCluster, initialObjects } from './create-cluster';
export type { InitOptions, InitialObjects } from './create-cluster';
export { checkRemoteRoot, generateJoinToken, parseJoinToken } from './join-token';
export { certificateDigest, createRootCertificate, parseCertificates, tlsInfoOf } from './root-certificate';
export { generateUnlockKey, parseUnlockKey } from './unlock-key';
