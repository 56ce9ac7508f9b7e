/** What comes of a connection in which one side, both or none speak TLS. */
import type { TlsClient, TlsFailure, TlsServer } from '../os';
import { isSignedBy } from '../os';

/** Undefined: they understand each other. Web servers' own certificates are not modelled, so a plain `https` always does. */
export function handshake(client: boolean | TlsClient | undefined, server: TlsServer | undefined): TlsFailure | 'plain-client' | undefined {
  if (!server) return typeof client === 'object' ? 'plain-peer' : undefined;
  if (client === undefined || client === false) return 'plain-client';
  const { authority, certificate } = client === true ? {} : client;
  if (authority !== undefined && !isSignedBy(server.certificate(), authority)) return 'unknown-authority';
  return certificate === undefined || !isSignedBy(certificate, server.authority()) ? 'bad-certificate' : undefined;
}
