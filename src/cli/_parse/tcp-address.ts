/** `host:port` as docker reads it where a socket is meant (docker/cli opts/hosts.go ParseTCPAddr, with net/url's refusals). */
import { quote } from '../../template/quote';
import { problem, type Problem } from './problem';

export interface TcpAddress {
  host: string;
  port: string;
  /** What follows from the first slash on. */
  path: string;
}

export function parseTcpAddress(text: string, defaults: { host: string; port: string }): TcpAddress | Problem {
  const bare = text.replace(/^tcp:\/\//, '');
  if (bare.includes('://')) return problem(`invalid proto, expected tcp: ${text}`);
  const url = `tcp://${bare}`;
  const refuse = (why: string) => problem(`parse ${quote(url)}: ${why}`);
  if (/[\u0000-\u001f\u007f]/.test(bare)) return refuse('net/url: invalid control character in URL');
  const [, authority = '', path = ''] = /^([^/?#]*)(\/[^?#]*)?/.exec(bare) as RegExpExecArray;
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  if (place.startsWith('[') && !place.includes(']')) return refuse("missing ']' in host");
  const colon = place.startsWith('[') ? place.slice(place.lastIndexOf(']') + 1) : place.includes(':') ? place.slice(place.lastIndexOf(':')) : '';
  if (!/^(:\d*)?$/.test(colon)) return refuse(`invalid port ${quote(colon)} after host`);
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(place)?.[0];
  if (escape !== undefined) return refuse(`invalid URL escape ${quote(escape)}`);
  const odd = /[ \\^`{|}]/.exec(place)?.[0];
  if (odd !== undefined) return refuse(`invalid character ${quote(odd)} in host name`);
  // One colon parts host and port; several are an address without a port, unless brackets say otherwise.
  const parts = /^\[([^[\]]*)\]:(\d*)$/.exec(place) ?? /^([^:[\]]*)(?::(\d*))?$/.exec(place) ?? /^([^[\]]*)$/.exec(place);
  if (!parts) return problem(`invalid bind address format: ${text}`);
  return { host: parts[1] || defaults.host, port: parts[2] || defaults.port, path };
}

/** `host:port`, with brackets around an address that has colons itself (net.JoinHostPort). */
export const joinHostPort = (host: string, port: string): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
