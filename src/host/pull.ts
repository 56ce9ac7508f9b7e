/**
 * Pulling an image: what the registry answers, then layers three at a time, each verified and unpacked in order (moby
 * distribution/pull_v2.go, xfer). Two pulls of one reference share the work. Takes as long as its bytes on a good line.
 */
import {
  canonicalName,
  familiarName,
  formatFamiliar,
  formatReference,
  isRefusal,
  parseReference,
  refuse,
  withDefaultTag,
  type ImageReference,
  type Refusal,
} from '../model';
import type { Image, ImageLayer, ImageRegistry, Net, RegistryEntry } from '../os';
import { Signal, sleep, spawn, wait, type Program, type Random, type Sim } from '../sim';
import type { PullProgress } from './image-data';
import type { ImageStore } from './image-store';

export interface PullWorld {
  readonly sim: Sim;
  readonly random: Random;
  readonly registry: ImageRegistry;
  readonly store: ImageStore;
  readonly platform: { os: string; architecture: string };
  /** The machine's network, for registries inside the world. */
  readonly net: () => Net;
  /** Can the machine reach the internet now? */
  readonly online: () => boolean;
}

type Progress = (line: PullProgress) => void;

const WINDOWS_BUILD = '10.0.20348';
const DOWNLOADS_MAX = 3;
const DOWNLOAD_BYTES_PER_MS = 48_000;
const EXTRACT_BYTES_PER_MS = 160_000;
const REPORT_MS = 200;
const SLICE_BYTES_MIN = 1_000_000;

/** Reaches the registry and downloads; the image is in the store when it ends without a refusal. */
export function* pullImage(
  world: PullWorld,
  text: string,
  progress: Progress | undefined,
  wanted?: { os: string; architecture: string },
): Program<Image | Refusal> {
  const parsed = parseReference(text);
  if (isRefusal(parsed)) return parsed;
  const reference = withDefaultTag(parsed);
  const entry = yield* resolveRemote(world, reference);
  if (isRefusal(entry)) return entry;
  const platform = wanted ?? world.platform;
  // Where a registry has one image and no list of them, that is what is pulled, whatever was asked for.
  const [only] = entry.platforms;
  const image = entry.image(platform) ?? (wanted && only && entry.platforms.length === 1 && only.os === platform.os ? entry.image(only) : undefined);
  const name = reference.digest === undefined ? `Pulling from ${shortPath(reference)}` : `Pulling from ${shortPath(reference)}`;
  progress?.({ status: name, id: reference.digest === undefined ? reference.tag : `${canonicalName(reference)}@${reference.digest}` });
  if (!image) {
    // Windows' images are made for one build of Windows, which the daemon's own platform names.
    const build = platform.os === 'windows' && !wanted ? ` ${WINDOWS_BUILD}` : '';
    return refuse(404, `no matching manifest for ${platform.os}/${platform.architecture}${build} in the manifest list entries`);
  }
  const known = world.store.get(image.id) !== undefined;
  if (!known) {
    const failed = yield* fetchLayers(world, image, progress);
    if (failed) return failed;
  }
  const changed = world.store.add(image, reference, entry.digest);
  progress?.({ status: `Digest: ${entry.digest}` });
  progress?.({
    status: changed
      ? `Status: Downloaded newer image for ${formatFamiliar(reference)}`
      : `Status: Image is up to date for ${formatFamiliar(reference)}`,
  });
  const mismatch = wanted && platformMismatch(formatFamiliar(reference), image, wanted);
  if (mismatch) progress?.({ status: `WARNING: ${mismatch}` });
  return image;
}

/** What is said of an image that is here for another platform than the one asked for; undefined when it fits. */
export function platformMismatch(name: string, image: Image, wanted: { os: string; architecture: string }): string | undefined {
  const { os, architecture } = image.platform;
  if (os === wanted.os && architecture === wanted.architecture) return undefined;
  return `image with reference ${name} was found but its platform (${os}/${architecture}) does not match the specified platform (${wanted.os}/${wanted.architecture})`;
}

/** About how long an image takes that is not there yet. */
export function pullDurationMs(image: Image): number {
  return 100 + image.layers.reduce((sum, layer) => sum + layer.downloadBytes / DOWNLOAD_BYTES_PER_MS + layer.sizeBytes / EXTRACT_BYTES_PER_MS, 0);
}

/** `library/nginx`: pulls name the path with the registry's own prefix, other registries without their address. */
function shortPath(reference: ImageReference): string {
  return reference.path;
}

/** Asks the registry that the reference names, or refuses with the daemon's words. */
export function* resolveRemote(world: PullWorld, reference: ImageReference): Program<RegistryEntry | Refusal> {
  yield* sleep(world.sim, 40 + world.random.int(0, 60));
  const wanted = reference.digest ?? reference.tag ?? 'latest';
  if (isLocalRegistry(reference.domain)) return yield* askOverHttp(world, reference, wanted);
  if (!world.online()) {
    const host = reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain;
    return refuse(500, `Get "https://${host}/v2/": dial tcp: lookup ${host}: Temporary failure in name resolution`);
  }
  const found = world.registry.find(reference.domain, reference.path, wanted);
  if (!('missing' in found)) return found;
  yield* sleep(world.sim, 300 + world.random.int(0, 500));
  if (found.missing === 'registry')
    return refuse(500, `Get "https://${reference.domain}/v2/": dial tcp: lookup ${reference.domain.split(':')[0]}: no such host`);
  if (found.missing === 'tag') return refuse(404, `manifest for ${formatFamiliar(reference)} not found: manifest unknown: manifest unknown`);
  return refuse(
    404,
    `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': ` +
      `denied: requested access to the resource is denied`,
  );
}

/** An address or a bare host name is a registry in this lab; names with dots are on the internet. */
export function isLocalRegistry(domain: string): boolean {
  const host = domain.replace(/:\d+$/, '');
  return host === 'localhost' || /^\d+\.\d+\.\d+\.\d+$/.test(host) || !host.includes('.');
}

/** Docker speaks plain HTTP to 127.0.0.0/8 alone, and HTTPS to everybody else. */
export function isInsecure(domain: string): boolean {
  const host = domain.replace(/:\d+$/, '');
  return host === 'localhost' || host.startsWith('127.');
}

function* askOverHttp(world: PullWorld, reference: ImageReference, wanted: string): Program<RegistryEntry | Refusal> {
  const answer = yield* registryRequest(world, reference, 'GET', `/v2/${reference.path}/manifests/${wanted}`, '');
  if (isRefusal(answer)) return answer;
  if (answer.status === 404) return refuse(404, `manifest for ${formatFamiliar(reference)} not found: manifest unknown: manifest unknown`);
  const entry = answer.digest === undefined ? undefined : world.registry.byDigest(answer.digest);
  return entry ?? refuse(500, "error unmarshalling content: invalid character '<' looking for beginning of value");
}

/** `digest` is what the registry says the manifest's is. */
export interface RegistryAnswer {
  status: number;
  digest: string | undefined;
}

/** One request to a registry of the lab, with the daemon's words when it cannot be reached. */
export function* registryRequest(
  world: PullWorld,
  reference: ImageReference,
  method: string,
  path: string,
  body: string,
): Program<RegistryAnswer | Refusal> {
  const [host = '', portText] = reference.domain.split(':');
  const insecure = isInsecure(reference.domain);
  const port = Number(portText ?? (insecure ? 80 : 443));
  const base = `${insecure ? 'http' : 'https'}://${reference.domain}/v2/`;
  const answer = yield* world
    .net()
    .http({ host, port }, { method, path, headers: { host: reference.domain, accept: 'application/json' }, body }, 15_000);
  if (!answer.ok) {
    const reason = {
      refused: 'connect: connection refused',
      timeout: 'i/o timeout',
      unreachable: 'connect: no route to host',
      reset: 'EOF',
      'in-use': 'EOF',
      'unknown-host': 'no such host',
    }[answer.error.kind];
    const dial =
      answer.error.kind === 'unknown-host'
        ? `dial tcp: lookup ${host}: ${reason}`
        : `dial tcp ${yield* dialled(world, host)}:${port}: ${reason}`;
    return refuse(500, `Get "${base}": ${dial}`);
  }
  if (!insecure) return refuse(500, `Get "${base}": http: server gave HTTP response to HTTPS client`);
  const { status, headers, body: rest } = answer.value;
  if (typeof rest !== 'string') for (let chunk = yield* rest.read(); chunk !== undefined;) chunk = yield* rest.read();
  return { status, digest: headers['docker-content-digest'] };
}

/** The address that was asked: what Go's errors name. */
function* dialled(world: PullWorld, host: string): Program<string> {
  const found = yield* world.net().resolve(host);
  return found.ok ? (found.value.addresses[0] ?? host) : host;
}

/** Downloads what is not there yet and unpacks it layer by layer. */
function* fetchLayers(world: PullWorld, image: Image, progress: Progress | undefined): Program<Refusal | undefined> {
  const { sim, store } = world;
  const missing: ImageLayer[] = [];
  for (const layer of image.layers) {
    if (store.hasLayer(layer.digest)) progress?.({ status: 'Already exists', progressDetail: {}, id: shortId(layer) });
    else {
      missing.push(layer);
      progress?.({ status: 'Pulling fs layer', progressDetail: {}, id: shortId(layer) });
    }
  }
  for (const layer of missing.slice(DOWNLOADS_MAX)) progress?.({ status: 'Waiting', progressDetail: {}, id: shortId(layer) });
  let running = 0;
  let failed: Refusal | undefined;
  const freed = new Signal();
  const done = new Set<string>();
  const downloads = missing.map((layer) =>
    spawn(
      sim,
      'pull.layer',
      (function* download(): Program {
        while (running >= DOWNLOADS_MAX) yield* wait(freed.wait);
        running++;
        try {
          failed ??= yield* downloadLayer(world, layer, () => running, progress);
        } finally {
          running--;
          done.add(layer.digest);
          freed.fire();
        }
      })(),
    ),
  );
  try {
    for (const layer of missing) {
      while (!done.has(layer.digest)) yield* wait(freed.wait);
      if (failed) return failed;
      yield* extractLayer(world, layer, progress);
    }
  } finally {
    for (const fiber of downloads) fiber.cancel('pull ended');
  }
  return undefined;
}

function* downloadLayer(world: PullWorld, layer: ImageLayer, sharers: () => number, progress: Progress | undefined): Program<Refusal | undefined> {
  const { sim } = world;
  yield* sleep(sim, 20 + world.random.int(0, 40));
  for (let current = 0; current < layer.downloadBytes;) {
    if (!world.online()) return refuse(500, 'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout');
    const rate = DOWNLOAD_BYTES_PER_MS / Math.max(1, sharers());
    const slice = Math.min(layer.downloadBytes - current, progress ? Math.max(SLICE_BYTES_MIN, rate * REPORT_MS) : layer.downloadBytes);
    yield* sleep(sim, slice / rate);
    current += slice;
    if (layer.downloadBytes >= SLICE_BYTES_MIN) progress?.(counted('Downloading', layer, current, layer.downloadBytes));
  }
  progress?.({ status: 'Verifying Checksum', progressDetail: {}, id: shortId(layer) });
  progress?.({ status: 'Download complete', progressDetail: {}, id: shortId(layer) });
  return undefined;
}

function* extractLayer(world: PullWorld, layer: ImageLayer, progress: Progress | undefined): Program {
  const totalMs = 15 + layer.sizeBytes / EXTRACT_BYTES_PER_MS;
  const steps = progress ? Math.max(1, Math.min(10, Math.floor(totalMs / REPORT_MS))) : 1;
  for (let step = 1; step <= steps; step++) {
    yield* sleep(world.sim, totalMs / steps);
    progress?.(counted('Extracting', layer, (layer.downloadBytes * step) / steps, layer.downloadBytes));
  }
  progress?.({ status: 'Pull complete', progressDetail: {}, id: shortId(layer) });
}

function counted(status: string, layer: ImageLayer, current: number, total: number): PullProgress {
  const cells = Math.min(50, Math.floor((current / total) * 50));
  const bar = cells >= 50 ? '='.repeat(50) + '>' : `${'='.repeat(cells)}>${' '.repeat(50 - cells)}`;
  const detail = { current: Math.floor(current), total: Math.floor(total) };
  return { status, progressDetail: detail, progress: `[${bar}]  ${humanSize(detail.current)}/${humanSize(detail.total)}`, id: shortId(layer) };
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Three or four digits and a unit, powers of 1000 (docker/go-units HumanSize). */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(4))}${UNITS[unit]}`;
}

function shortId(layer: ImageLayer): string {
  return layer.digest.slice(7, 19);
}

/** The full canonical text of what was pulled: `docker pull`'s last line. */
export function pulledName(reference: ImageReference): string {
  return formatReference(withDefaultTag(reference));
}
