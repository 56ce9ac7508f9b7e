/** Image names (distribution/reference): parts, the familiar form that people see, and what is refused. */
import { problem, type Problem } from './problem';
import { wordTable } from '../../os/word-table';

export interface ImageReference {
  /** `docker.io` or a registry. */
  domain: string;
  /** `library/nginx`. */
  path: string;
  tag: string | undefined;
  /** `sha256:…`. */
  digest: string | undefined;
}

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const DOMAIN = /^(?:\[[a-fA-F0-9:]+\]|[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?$/;
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

const DIGEST_CHARS: Record<string, number | undefined> = wordTable({ sha256: 64, sha384: 96, sha512: 128 });
const NAME_CHARS_MAX = 255;

/** reference.ParseNormalizedNamed. */
export function parseImageReference(text: string): ImageReference | Problem {
  const invalid = problem('invalid reference format');
  if (/^[a-f0-9]{64}$/.test(text)) return problem(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  let domain = hasDomain ? first : 'docker.io';
  let rest = hasDomain ? named.slice(slash + 1) : named;
  if (domain === 'index.docker.io') domain = 'docker.io';
  const colon = rest.indexOf(':');
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (colon >= 0) rest = rest.slice(0, colon);
  if (domain === 'docker.io' && rest && !rest.includes('/')) rest = `library/${rest}`;
  if (rest.toLowerCase() !== rest) return problem(`invalid reference format: repository name (${rest}) must be lowercase`);
  if (!rest || !rest.split('/').every((part) => COMPONENT.test(part)) || !DOMAIN.test(domain)) return invalid;
  if (tag !== undefined && !TAG.test(tag)) return invalid;
  if (digest !== undefined && !DIGEST.test(digest)) return invalid;
  if (rest.length > NAME_CHARS_MAX) return problem(`repository name must not be more than ${NAME_CHARS_MAX} characters`);
  const wrong = digest === undefined ? undefined : digestProblem(digest);
  if (wrong) return problem(wrong);
  return { domain, path: rest, tag, digest };
}

/** Why a digest is none (go-digest Validate). */
function digestProblem(digest: string): string | undefined {
  const [algorithm = '', encoded = ''] = digest.split(':');
  const length = DIGEST_CHARS[algorithm];
  if (length === undefined) return 'unsupported digest algorithm';
  if (encoded.length !== length) return 'invalid checksum digest length';
  return /^[0-9a-f]+$/.test(encoded) ? undefined : 'invalid checksum digest format';
}

/** The name without registry defaults: `nginx`, `swarmgs/payroll`, `registry.local:5000/x`. */
export function familiarName(reference: ImageReference): string {
  if (reference.domain !== 'docker.io') return `${reference.domain}/${reference.path}`;
  const inLibrary = reference.path.startsWith('library/') && !reference.path.slice('library/'.length).includes('/');
  return inLibrary ? reference.path.slice('library/'.length) : reference.path;
}

export function familiarText(reference: ImageReference): string {
  return `${familiarName(reference)}${reference.tag ? `:${reference.tag}` : ''}${reference.digest ? `@${reference.digest}` : ''}`;
}

/** Registry and path, without tag and digest. */
export function canonicalName(reference: ImageReference): string {
  return `${reference.domain}/${reference.path}`;
}

/** With registry and `library/` written out. */
export function canonicalText(reference: ImageReference): string {
  return `${reference.domain}/${reference.path}${reference.tag ? `:${reference.tag}` : ''}${reference.digest ? `@${reference.digest}` : ''}`;
}

/** `:latest` where neither tag nor digest is given. */
export function withDefaultTag(reference: ImageReference): ImageReference {
  return reference.tag || reference.digest ? reference : { ...reference, tag: 'latest' };
}
