/**
 * What answers in a registry container (distribution/distribution, HTTP API V2): repositories with their tags, manifests by tag
 * and digest, and which blobs it has, all below /var/lib/registry, so that it lives and dies with that volume. A blob has no
 * bytes here; the image behind a manifest is found by the manifest's digest.
 */
import { byteLength, isFileError, jsonResponse, textResponse, type Files, type HttpHandler, type HttpRequest, type HttpResponse, type Process } from '../os';
import type { Program } from '../sim';
import { digestOf } from './_digest';
import { bodyOf, byteCount, clfTime, pathOf, print } from './_programs';

const ROOT = '/var/lib/registry/docker/registry/v2/repositories';
const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const MANIFEST_CHARS_MAX = 4_000_000;
const NAME = /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function registryHandler(process: Process, version: string): HttpHandler {
  const store = new Store(process, version.startsWith('2'));
  return function* registry(request) {
    const response = yield* store.respond(request);
    const agent = request.headers['user-agent'] ?? '';
    yield* print(process, `${request.remoteAddress ?? '127.0.0.1'} - - [${clfTime(process)}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${byteCount(response.body)} "" "${agent}"\n`);
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
}

class Store {
  private readonly files: Files;

  constructor(private readonly process: Process, private readonly old: boolean) {
    this.files = process.machine.files;
  }

  *respond(request: HttpRequest): Program<HttpResponse> {
    const path = pathOf(request);
    // For load balancers that ask whether it lives.
    if (path === '/') return { status: 200, headers: { 'cache-control': 'no-cache' }, body: '' };
    if (path === '/v2/' || path === '/v2') return { ...this.json(200, {}), body: '{}' };
    if (path === '/v2/_catalog') return this.json(200, { repositories: this.repositories() });
    const [, name = '', kind, reference = ''] = /^\/v2\/(.+)\/(tags|manifests|blobs)\/(.+)$/.exec(path) ?? [];
    if (kind === undefined) return textResponse(404, '404 page not found\n');
    if (!NAME.test(name)) return this.error(404, 'NAME_INVALID', 'invalid repository name', {});
    if (kind === 'tags') return this.tags(name);
    if (kind === 'blobs') return this.blobs(request, name, reference);
    if (request.method === 'PUT') return this.keep(name, reference, yield* bodyOf(request));
    return request.method === 'DELETE' ? this.forget(name, reference) : this.manifest(name, reference);
  }

  /** Every repository below the root: a directory with `_manifests` in it. */
  private repositories(path = ROOT): string[] {
    const names = this.files.list(path);
    if (isFileError(names)) return [];
    if (names.includes('_manifests')) return [path.slice(ROOT.length + 1)];
    return names.flatMap((name) => this.repositories(`${path}/${name}`));
  }

  private tags(name: string): HttpResponse {
    const tags = this.files.list(`${ROOT}/${name}/_manifests/tags`);
    return isFileError(tags) ? this.error(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name }) : this.json(200, { name, tags });
  }

  private blobs(request: HttpRequest, name: string, reference: string): HttpResponse {
    const digest = reference === 'uploads/' ? (/[?&]digest=([^&]*)/.exec(request.path)?.[1] ?? '') : reference;
    if (!DIGEST.test(digest)) return this.error(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content', {});
    const link = `${ROOT}/${name}/_layers/sha256/${digest.slice(7)}/link`;
    if (request.method === 'POST') {
      this.files.put(link, { content: digest });
      return { status: 201, headers: { ...this.v2(), 'docker-content-digest': digest, location: `/v2/${name}/blobs/${digest}` }, body: '' };
    }
    if (isFileError(this.files.read(link))) return this.error(404, 'BLOB_UNKNOWN', 'blob unknown to registry', digest);
    return { status: 200, headers: { ...this.v2(), 'content-type': 'application/octet-stream', 'docker-content-digest': digest }, body: '' };
  }

  private keep(name: string, reference: string, body: string): HttpResponse {
    if (body.length > MANIFEST_CHARS_MAX || !/^\s*\{[^]*"config"[^]*"digest":\s*"sha256:[0-9a-f]{64}"/.test(body)) return this.error(400, 'MANIFEST_INVALID', 'manifest invalid', {});
    const digest = digestOf(body);
    if (!reference.startsWith('sha256:')) this.files.put(`${ROOT}/${name}/_manifests/tags/${reference}/current/link`, { content: digest });
    this.files.put(this.revision(name, digest), { content: body });
    return { status: 201, headers: { ...this.v2(), 'docker-content-digest': digest, location: `/v2/${name}/manifests/${digest}` }, body: '' };
  }

  private manifest(name: string, reference: string): HttpResponse {
    const digest = this.digestFor(name, reference);
    const body = digest === undefined ? undefined : this.files.read(this.revision(name, digest));
    if (typeof body !== 'string' || digest === undefined) return this.unknown(reference);
    return { status: 200, headers: { 'content-length': String(byteLength(body)), 'content-type': MANIFEST, 'docker-content-digest': digest, ...this.v2(), etag: `"${digest}"` }, body };
  }

  /** As its documentation says: by digest, and only where that has been switched on. */
  private forget(name: string, reference: string): HttpResponse {
    if (this.process.env.get('REGISTRY_STORAGE_DELETE_ENABLED') !== 'true') return this.error(405, 'UNSUPPORTED', 'The operation is unsupported.', undefined);
    if (!DIGEST.test(reference)) return this.error(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content', undefined);
    if (isFileError(this.files.read(this.revision(name, reference)))) return this.unknown(reference);
    this.files.remove(`${ROOT}/${name}/_manifests/revisions/sha256/${reference.slice(7)}`, { recursive: true });
    const tags = this.files.list(`${ROOT}/${name}/_manifests/tags`);
    for (const tag of isFileError(tags) ? [] : tags) {
      if (this.digestFor(name, tag) === reference) this.files.remove(`${ROOT}/${name}/_manifests/tags/${tag}`, { recursive: true });
    }
    return { status: 202, headers: this.v2(), body: '' };
  }

  private digestFor(name: string, reference: string): string | undefined {
    if (reference.startsWith('sha256:')) return reference;
    const link = this.files.read(`${ROOT}/${name}/_manifests/tags/${reference}/current/link`);
    return isFileError(link) ? undefined : link;
  }

  private revision(name: string, digest: string): string {
    return `${ROOT}/${name}/_manifests/revisions/sha256/${digest.slice(7)}/link`;
  }

  private unknown(reference: string): HttpResponse {
    return this.error(404, 'MANIFEST_UNKNOWN', 'manifest unknown', this.old ? { Tag: reference } : `unknown tag=${reference}`);
  }

  private error(status: number, code: string, message: string, detail: unknown): HttpResponse {
    return this.json(status, { errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] });
  }

  private json(status: number, value: object): HttpResponse {
    const response = jsonResponse(status, value);
    return { ...response, headers: { 'content-type': `application/json${this.old ? '; charset=utf-8' : ''}`, ...this.v2() } };
  }

  private v2(): Record<string, string> {
    return { 'docker-distribution-api-version': 'registry/2.0', 'x-content-type-options': 'nosniff' };
  }
}
