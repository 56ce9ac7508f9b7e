/** Images as `docker service ls` shows them: without digest and Docker Hub's own prefixes. */
import { isRefusal, parseReference } from '../../model';

/** A cluster has few images and many tasks. */
const known = new Map<string, string>();
const KNOWN_MAX = 1000;

export function imageName(image: string): string {
  let name = known.get(image);
  if (name === undefined) {
    name = shorten(image);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(image, name);
  }
  return name;
}

function shorten(image: string): string {
  const reference = parseReference(image);
  if (isRefusal(reference)) return image;
  const path = reference.domain === 'docker.io' ? reference.path.replace(/^library\//, '') : `${reference.domain}/${reference.path}`;
  return reference.tag ? `${path}:${reference.tag}` : path;
}
