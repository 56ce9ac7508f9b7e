/** Rows of images, in `docker images` and `system df -v` (formatter/image.go): one per tag. */
import type { ApiImageSummary } from '../_client/shapes';
import { familiarName, parseImageReference } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import { formatUnixSeconds } from '../_parse/time';
import { humanDuration, humanSize, shortId } from './human';
import type { ListShape, Methods } from './list';

const NONE = '<none>';

export const IMAGE_SHAPE: ListShape = {
  typeName: '*formatter.imageContext',
  headers: {
    ID: 'IMAGE ID',
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
  table: ['Repository', 'Tag', 'ID', '{{if .CreatedSince}}{{.CreatedSince}}{{else}}N/A{{end}}', 'Size'],
  quiet: '{{.ID}}',
  raw: ['repository: {{.Repository}}', 'tag: {{.Tag}}', 'image_id: {{.ID}}', 'created_at: {{.CreatedAt}}', 'virtual_size: {{.Size}}'],
};

export interface ImageRow {
  image: ApiImageSummary;
  repository: string;
  tag: string;
  digest: string;
}

/** An image's rows: a tag each (per digest, if the digest is shown at all), and with `digests` one per digest without a tag. */
export function imageRows(images: readonly ApiImageSummary[], digests: boolean, showsDigest = digests): ImageRow[] {
  return images.flatMap((image) => {
    const tags = (image.RepoTags ?? []).filter((text) => text !== `${NONE}:${NONE}`);
    const known = (image.RepoDigests ?? []).filter((text) => text !== `${NONE}@${NONE}`);
    if (!tags.length && !known.length) return [{ image, repository: NONE, tag: NONE, digest: NONE }];
    const byRepository = new Map<string, { tags: string[]; digests: string[] }>();
    const entry = (name: string) => byRepository.get(name) ?? byRepository.set(name, { tags: [], digests: [] }).get(name)!;
    for (const text of [...tags, ...known]) {
      const reference = parseImageReference(text);
      if (isProblem(reference)) continue;
      const of = entry(familiarName(reference));
      if (reference.tag) of.tags.push(reference.tag);
      else if (reference.digest) of.digests.push(reference.digest);
    }
    return [...byRepository].flatMap(([repository, of]) => {
      if (!of.tags.length) return (digests ? of.digests : ['']).map((digest) => ({ image, repository, tag: NONE, digest }));
      return of.tags.flatMap((tag) => (showsDigest && of.digests.length ? of.digests : [NONE]).map((digest) => ({ image, repository, tag, digest })));
    });
  });
}

const sizeOr = (bytes: number) => (bytes === -1 ? 'N/A' : humanSize(bytes));

export function imageMethods({ image, repository, tag, digest }: ImageRow, { truncated, nowMs }: { truncated: boolean; nowMs: number }): Methods {
  return {
    ID: () => (truncated ? shortId(image.Id) : image.Id),
    Repository: () => repository,
    Tag: () => tag,
    Digest: () => digest,
    CreatedSince: () => `${humanDuration(nowMs - image.Created * 1000)} ago`,
    CreatedAt: () => formatUnixSeconds(image.Created),
    Size: () => humanSize(image.Size, 3),
    Containers: () => (image.Containers === -1 ? 'N/A' : String(image.Containers)),
    VirtualSize: () => humanSize(image.Size),
    SharedSize: () => sizeOr(image.SharedSize),
    UniqueSize: () => (image.SharedSize === -1 ? 'N/A' : humanSize(image.Size - image.SharedSize)),
  };
}
