/**
 * The client pins a service's image: it adds the tag, asks the daemon's registry endpoint for digest and platforms,
 * and warns where it gets none (moby client/service_create.go).
 */
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { Context } from '../_framework/context';
import { ApiFailure } from '../_framework/failure';
import { familiarText, parseImageReference, withDefaultTag } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import type { TaskDraft } from './_draft';

/** Credentials for a registry that takes anyone: an empty object in base64. */
export const REGISTRY_AUTH: Record<string, string> = { 'x-registry-auth': 'e30=' };

interface Distribution {
  Descriptor: { digest: string };
  Platforms?: { architecture: string; os: string }[] | null;
}

/** Adds the default tag. */
export function tagImage(task: TaskDraft): void {
  const reference = parseImageReference(task.ContainerSpec.Image);
  if (!isProblem(reference)) task.ContainerSpec.Image = familiarText(withDefaultTag(reference));
}

/** Pins digest and platforms; answers a warning where the registry said nothing. */
export function* pinImage(context: Context, task: TaskDraft, auth = false): Program<string | undefined> {
  const image = task.ContainerSpec.Image;
  try {
    const found = yield* context.api.json<Distribution>('GET', apiPath`/distribution/${image}/json`, auth ? { headers: REGISTRY_AUTH } : {});
    const reference = parseImageReference(image);
    if (!isProblem(reference) && !reference.digest) task.ContainerSpec.Image = familiarText({ ...reference, digest: found.Descriptor.digest });
    const platforms = (found.Platforms ?? []).map(({ architecture, os }) => ({
      Architecture: architecture.toLowerCase() === 'arm' ? '' : architecture,
      OS: os,
    }));
    if (platforms.length) task.Placement = { ...task.Placement, Platforms: platforms };
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return (
      `image ${image} could not be accessed on a registry to record\n` +
      `its digest. Each node will access ${image} independently,\n` +
      'possibly leading to different nodes running different\nversions of the image.\n'
    );
  }
}
