/**
 * `docker push` to a registry inside the lab: what the registry lacks is sent, then a manifest that names it by digest (moby
 * distribution/push.go, push_v2.go). Docker Hub wants a login that nobody has here.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalName, familiarName, formatFamiliar, isRefusal, parseReference, refuse, type ImageReference, type Refusal } from '../model';
import type { Image, ImageLayer } from '../os';
import { sleep, type Program } from '../sim';
import type { EngineCore } from './engine-core';
import type { PullProgress } from './image-data';
import { singleEntry } from './image-json';
import type { StoredImage } from './image-store';
import { humanSize, registryRequest } from './pull';

type Tell = (line: PullProgress) => void;

const UPLOAD_BYTES_PER_MS = 48_000;
const REPORT_MS = 200;
/** Smaller ones are gone before anybody could see them on their way. */
const SHOWN_BYTES_MIN = 1_000_000;

/** A name without a tag means all tags of the repository. */
export function* pushImage(core: EngineCore, text: string, progress: Tell | undefined): Program<undefined | Refusal> {
  const tell: Tell = (line) => progress?.(line);
  const reference = parseReference(text);
  if (isRefusal(reference)) return reference;
  if (reference.digest !== undefined) return refuse(400, 'cannot push a digest reference');
  const repository = canonicalName(reference);
  tell({ status: `The push refers to repository [${repository}]` });
  const held = core.images.list().filter(({ tags, digests }) => [...tags].some((name) => name.startsWith(`${repository}:`)) || [...digests].some((name) => name.startsWith(`${repository}@`)));
  if (held.length === 0) return refuse(404, `An image does not exist locally with the tag: ${familiarName(reference)}`);
  const local = reference.domain !== 'docker.io';
  const probe = local ? yield* registryRequest(core.pullWorld, reference, 'GET', '/v2/', '') : undefined;
  if (isRefusal(probe)) return probe;
  const wanted = reference.tag === undefined ? tagsOf(repository, held) : [reference.tag];
  for (const tag of wanted) {
    const stored = held.find(({ tags }) => tags.has(`${repository}:${tag}`));
    if (!stored) return refuse(404, `tag does not exist: ${familiarName(reference)}:${tag}`);
    const failed = yield* pushTag(core, { ...reference, tag }, stored.image, tell);
    if (failed) return failed;
  }
  return undefined;
}

function tagsOf(repository: string, held: readonly StoredImage[]): string[] {
  return held.flatMap(({ tags }) => [...tags].filter((name) => name.startsWith(`${repository}:`)).map((name) => name.slice(repository.length + 1))).sort();
}

function* pushTag(core: EngineCore, reference: ImageReference, image: Image, tell: Tell): Program<undefined | Refusal> {
  const layers = [...image.layers].reverse();
  for (const layer of layers) tell({ status: 'Preparing', progressDetail: {}, id: shortId(layer) });
  if (reference.domain === 'docker.io') {
    yield* core.work(400, 900);
    return refuse(500, 'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed');
  }
  for (const layer of layers) {
    const failed = yield* pushLayer(core, reference, layer, tell);
    if (failed) return failed;
  }
  const manifest = manifestOf(image);
  const digest = `sha256:${bytesToHex(sha256(utf8ToBytes(manifest)))}`;
  // What a registry keeps is text; whoever pulls finds the image itself under the manifest's digest.
  if (!core.registry.byDigest(digest)) core.registry.add({ ...singleEntry(image), digest });
  const put = yield* registryRequest(core.pullWorld, reference, 'PUT', `/v2/${reference.path}/manifests/${reference.tag}`, manifest);
  if (isRefusal(put)) return put;
  if (put.status >= 400) return refuse(500, `received unexpected HTTP status: ${put.status}`);
  core.images.add(image, { domain: reference.domain, path: reference.path }, digest);
  tell({ status: `${reference.tag}: digest: ${digest} size: ${manifest.length}` });
  core.events.emit('image', 'push', formatFamiliar(reference), { name: familiarName(reference) });
  return undefined;
}

function* pushLayer(core: EngineCore, reference: ImageReference, layer: ImageLayer, tell: Tell): Program<undefined | Refusal> {
  const known = yield* registryRequest(core.pullWorld, reference, 'HEAD', `/v2/${reference.path}/blobs/${layer.digest}`, '');
  if (isRefusal(known)) return known;
  if (known.status === 200) {
    tell({ status: 'Layer already exists', progressDetail: {}, id: shortId(layer) });
    return undefined;
  }
  yield* core.work(20, 60);
  for (let current = 0; current < layer.downloadBytes;) {
    const slice = Math.min(layer.downloadBytes - current, UPLOAD_BYTES_PER_MS * REPORT_MS);
    yield* sleep(core.sim, slice / UPLOAD_BYTES_PER_MS);
    current += slice;
    if (layer.downloadBytes >= SHOWN_BYTES_MIN) tell(pushing(layer, current));
  }
  const sent = yield* registryRequest(core.pullWorld, reference, 'POST', `/v2/${reference.path}/blobs/uploads/?digest=${layer.digest}`, '');
  if (isRefusal(sent)) return sent;
  if (sent.status >= 400) return refuse(500, `received unexpected HTTP status: ${sent.status}`);
  tell({ status: 'Pushed', progressDetail: {}, id: shortId(layer) });
  return undefined;
}

/** Schema 2 as the daemon writes it: its digest is the image's in this registry. */
function manifestOf(image: Image): string {
  const config = { mediaType: 'application/vnd.docker.container.image.v1+json', size: 1_200 + image.history.length * 180, digest: image.id };
  const layers = image.layers.map(({ digest, downloadBytes }) => ({ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: Math.floor(downloadBytes), digest }));
  return JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.v2+json', config, layers }, null, 3);
}

function pushing(layer: ImageLayer, current: number): PullProgress {
  const total = layer.downloadBytes;
  const cells = Math.min(50, Math.floor((current / total) * 50));
  const bar = cells >= 50 ? `${'='.repeat(50)}>` : `${'='.repeat(cells)}>${' '.repeat(50 - cells)}`;
  return { status: 'Pushing', progressDetail: { current: Math.floor(current), total: Math.floor(total) }, progress: `[${bar}]  ${humanSize(Math.floor(current))}/${humanSize(Math.floor(total))}`, id: shortId(layer) };
}

function shortId(layer: ImageLayer): string {
  return layer.diffId.slice(7, 19);
}
