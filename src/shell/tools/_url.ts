/** Addresses of web pages as curl and wget take them. */
import { wordTable } from '../../os/word-table';
export interface Url {
  scheme: string;
  user?: string;
  password?: string;
  host: string;
  port: number;
  /** The port was written. */
  hasPort: boolean;
  /** Path and query, at least `/`. */
  path: string;
}

export const DEFAULT_PORTS: Readonly<Record<string, number>> = wordTable({ http: 80, https: 443 });

/** Undefined when it is none; without a scheme it is `http`. */
export function parseUrl(text: string): Url | undefined {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:([^/@?#]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d*))?([/?#].*)?$/s.exec(text);
  if (!match || match[3] === '') return undefined;
  const scheme = (match[1] ?? 'http').toLowerCase();
  const [user, password] = match[2] === undefined ? [undefined, undefined] : (match[2].split(/:(.*)/s) as [string, string?]);
  const rest = (match[5] ?? '/').replace(/#.*$/s, '');
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const port = match[4] === undefined || match[4] === '' ? (DEFAULT_PORTS[scheme] ?? 0) : Number(match[4]);
  if (port > 65535 || /\s/.test(match[3] as string)) return undefined;
  return {
    scheme,
    user: user === undefined ? undefined : decode(user),
    password: password === undefined ? undefined : decode(password),
    host: (match[3] as string).replace(/^\[|\]$/g, ''),
    port,
    hasPort: match[4] !== undefined && match[4] !== '',
    path: encodePath(path),
  };
}

function decode(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function encodePath(path: string): string {
  return path.replace(/ /g, '%20');
}

/** `host`, or `host:port` when it is not the scheme's own. */
export function hostHeader({ scheme, host, port }: Url): string {
  return port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
}

export function urlText(url: Url): string {
  return `${url.scheme}://${hostHeader(url)}${url.path}`;
}

/** Where a redirect leads, seen from the page that sent it. */
export function resolveUrl(base: Url, location: string): Url | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return parseUrl(location);
  if (location.startsWith('//')) return parseUrl(`${base.scheme}:${location}`);
  if (location.startsWith('/')) return { ...base, path: encodePath(location) };
  const directory = base.path.replace(/\?.*$/, '').replace(/[^/]*$/, '');
  const names: string[] = [];
  for (const name of `${directory}${location}`.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '.') names.push(name);
  }
  return { ...base, path: encodePath(names.join('/').replace(/^(?!\/)/, '/')) };
}
