/**
 * Image references: `[registry/]path[:tag][@digest]`, normalised as Docker does (distribution/reference): a plain
 * name lives on docker.io, a name without a slash under `library/`. Familiar form drops both again.
 */
import { refuse, type Refusal } from './refusal';

export interface ImageReference {
  /** `docker.io`, `127.0.0.1:5000`. */
  readonly domain: string;
  /** `library/nginx`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const DOMAIN =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?$|^\[[0-9a-fA-F:]+\](?::[0-9]+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Refuses with the engine's words; adds no default tag. */
export function parseReference(text: string): ImageReference | Refusal {
  if (/^[0-9a-f]{64}$/.test(text)) {
    return refuse(400, `invalid reference format: invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  let rest = text;
  let digest: string | undefined;
  const at = rest.indexOf('@');
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!DIGEST.test(digest) || (digest.startsWith('sha256:') && digest.length !== 71)) return refuse(400, 'invalid reference format');
  }
  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  let domain = hasDomain ? first : 'docker.io';
  let path = hasDomain ? rest.slice(slash + 1) : rest;
  if (domain === 'index.docker.io') domain = 'docker.io';
  let tag: string | undefined;
  const colon = path.lastIndexOf(':');
  if (colon >= 0 && !path.slice(colon).includes('/')) {
    tag = path.slice(colon + 1);
    path = path.slice(0, colon);
    if (!TAG.test(tag)) return refuse(400, 'invalid reference format');
  }
  if (domain === 'docker.io' && path !== '' && !path.includes('/')) path = `library/${path}`;
  if (path.toLowerCase() !== path) return refuse(400, `invalid reference format: repository name (${path}) must be lowercase`);
  if (!DOMAIN.test(domain) || !PATH.test(path)) return refuse(400, 'invalid reference format');
  if (domain.length + 1 + path.length > 255) return refuse(400, 'invalid reference format: repository name must not be more than 255 characters');
  return { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** `latest` where neither tag nor digest was given. */
export function withDefaultTag(reference: ImageReference): ImageReference {
  return reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference;
}

/** `docker.io/library/nginx`. */
export function canonicalName(reference: ImageReference): string {
  return `${reference.domain}/${reference.path}`;
}

/** `nginx`: what people see. */
export function familiarName(reference: ImageReference): string {
  if (reference.domain !== 'docker.io') return canonicalName(reference);
  return reference.path.startsWith('library/') ? reference.path.slice('library/'.length) : reference.path;
}

function suffix(reference: ImageReference): string {
  return `${reference.tag === undefined ? '' : `:${reference.tag}`}${reference.digest === undefined ? '' : `@${reference.digest}`}`;
}

/** `docker.io/library/nginx:1.25@sha256:…`. */
export function formatReference(reference: ImageReference): string {
  return canonicalName(reference) + suffix(reference);
}

/** `nginx:1.25@sha256:…`. */
export function formatFamiliar(reference: ImageReference): string {
  return familiarName(reference) + suffix(reference);
}
