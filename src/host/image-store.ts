/**
 * The images on one machine: content by ID, names that point at it, and what removing a name or an image does (moby
 * daemon/images). A service pulls by digest, so its image has a digest and no tag, as in Docker.
 */
import {
  canonicalName,
  familiarName,
  formatFamiliar,
  isRefusal,
  parseReference,
  refuse,
  withDefaultTag,
  type ImageReference,
  type Refusal,
} from '../model';
import type { Image } from '../os';

export interface StoredImage {
  readonly image: Image;
  /** Canonical names with tag: `docker.io/library/nginx:latest`. */
  readonly tags: Set<string>;
  /** Canonical names with digest. */
  readonly digests: Set<string>;
  /** When somebody here last gave it a tag; a pull does not count. */
  taggedAtMs: number | undefined;
}

export class ImageStore {
  private readonly images = new Map<string, StoredImage>();
  /** Canonical `name:tag` and `name@digest` to ID. */
  private readonly names = new Map<string, string>();
  /** Layers on disk, by digest, with how many images use them. */
  private readonly layers = new Map<string, number>();

  get count(): number {
    return this.images.size;
  }

  /** Newest first, as the API lists them. */
  list(): StoredImage[] {
    return [...this.images.values()].sort((a, b) => b.image.createdMs - a.image.createdMs || (a.image.id < b.image.id ? -1 : 1));
  }

  get(id: string): StoredImage | undefined {
    return this.images.get(id);
  }

  hasLayer(digest: string): boolean {
    return this.layers.has(digest);
  }

  layersBytes(): number {
    const seen = new Set<string>();
    let bytes = 0;
    for (const { image } of this.images.values()) {
      for (const layer of image.layers) {
        if (seen.has(layer.digest)) continue;
        seen.add(layer.digest);
        bytes += layer.sizeBytes;
      }
    }
    return bytes;
  }

  /** Bytes of an image's layers that other images here have as well. */
  sharedBytes(id: string): number {
    const layers = this.images.get(id)?.image.layers ?? [];
    return layers.filter((layer) => (this.layers.get(layer.digest) ?? 0) > 1).reduce((sum, layer) => sum + layer.sizeBytes, 0);
  }

  /** By ID, prefix of an ID, name, name with tag, or digest. */
  find(text: string): StoredImage | undefined {
    const bare = text.startsWith('sha256:') ? text.slice(7) : text;
    if (/^[0-9a-f]{64}$/.test(bare)) return this.images.get(`sha256:${bare}`);
    const reference = parseReference(text);
    if (!isRefusal(reference)) {
      const named = this.names.get(this.key(withDefaultTag(reference)));
      if (named !== undefined) return this.images.get(named);
    }
    if (!/^[0-9a-f]{4,63}$/.test(bare)) return undefined;
    const matches = [...this.images.keys()].filter((id) => id.startsWith(`sha256:${bare}`));
    return matches.length === 1 ? this.images.get(matches[0] as string) : undefined;
  }

  /** What the daemon says when there is none. */
  missing(text: string): Refusal {
    const reference = parseReference(text);
    if (isRefusal(reference)) return /^[0-9a-f]{64}$/.test(text) ? refuse(404, `No such image: ${text}`) : reference;
    return refuse(404, `No such image: ${formatFamiliar(withDefaultTag(reference))}`);
  }

  /** Whether this text is a name that is in use here, rather than an ID. */
  isNamed(text: string): boolean {
    const reference = parseReference(text);
    return !isRefusal(reference) && this.names.has(this.key(withDefaultTag(reference)));
  }

  /** Brings content in, without a name. */
  put(image: Image): StoredImage {
    const known = this.images.get(image.id);
    if (known) return known;
    const stored: StoredImage = { image, tags: new Set(), digests: new Set(), taggedAtMs: undefined };
    this.images.set(image.id, stored);
    for (const layer of image.layers) this.layers.set(layer.digest, (this.layers.get(layer.digest) ?? 0) + 1);
    return stored;
  }

  /** Brings content in and names it; answers whether the name is new or moved. */
  add(image: Image, reference: ImageReference, digest: string): boolean {
    const stored = this.put(image);
    let changed = false;
    if (digest !== '') {
      const name = `${canonicalName(reference)}@${digest}`;
      changed = !stored.digests.has(name);
      this.point(name, stored, stored.digests);
    }
    if (reference.tag !== undefined && reference.digest === undefined)
      changed = this.tag(image.id, `${canonicalName(reference)}:${reference.tag}`, undefined) || changed;
    return changed;
  }

  /** Points a name at an image; whoever had it loses it. Answers whether anything changed. `atMs` is absent for a pull. */
  tag(id: string, name: string, atMs: number | undefined): boolean {
    const stored = this.images.get(id) as StoredImage;
    if (atMs !== undefined) stored.taggedAtMs = atMs;
    if (stored.tags.has(name)) return false;
    const before = this.names.get(name);
    if (before !== undefined) this.images.get(before)?.tags.delete(name);
    this.point(name, stored, stored.tags);
    return true;
  }

  untag(name: string): void {
    const id = this.names.get(name);
    if (id === undefined) return;
    this.names.delete(name);
    const stored = this.images.get(id);
    stored?.tags.delete(name);
    stored?.digests.delete(name);
  }

  /** Takes the content away; answers the layers that nobody else has. */
  delete(id: string): string[] {
    const stored = this.images.get(id);
    if (!stored) return [];
    for (const name of [...stored.tags, ...stored.digests]) this.names.delete(name);
    this.images.delete(id);
    const gone: string[] = [];
    for (const layer of stored.image.layers) {
      const users = (this.layers.get(layer.digest) ?? 1) - 1;
      if (users > 0) this.layers.set(layer.digest, users);
      else {
        this.layers.delete(layer.digest);
        gone.push(layer.diffId);
      }
    }
    return gone.reverse();
  }

  private key(reference: ImageReference): string {
    return `${canonicalName(reference)}${reference.digest === undefined ? `:${reference.tag}` : `@${reference.digest}`}`;
  }

  private point(name: string, stored: StoredImage, set: Set<string>): void {
    set.add(name);
    this.names.set(name, stored.image.id);
  }
}

/** `docker.io/library/nginx:latest` as people see it. */
export function familiar(name: string): string {
  const reference = parseReference(name);
  return isRefusal(reference) ? name : formatFamiliar(reference);
}

/** The repository of a canonical name, as people see it. */
export function familiarRepository(name: string): string {
  const reference = parseReference(name);
  return isRefusal(reference) ? name : familiarName(reference);
}

export function sizeOfImage(image: Image): number {
  return image.layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
}
