/** `docker system df` (command/system/df.go, formatter/disk_usage.go). */
import type { ApiContainerSummary, ApiImageSummary, ApiVolume } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { Template, TemplateError, wrap } from '../../template';
import { CONTAINER_SHAPE, containerRow } from '../_format/containers';
import { humanSize } from '../_format/human';
import { IMAGE_SHAPE, imageMethods, imageRows } from '../_format/images';
import { formatList, type ListShape, type Methods, printList } from '../_format/list';
import { VOLUME_SHAPE, volumeRow } from '../_format/volumes';

interface BuildCache {
  ID: string;
  Type: string;
  Size: number;
  InUse: boolean;
  Shared: boolean;
}

interface Usage {
  LayersSize: number;
  Images: ApiImageSummary[] | null;
  Containers: ApiContainerSummary[] | null;
  Volumes: ApiVolume[] | null;
  BuildCache: BuildCache[] | null;
}

const SHAPE: ListShape = {
  typeName: '*formatter.diskUsageImagesContext',
  headers: { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' },
  table: ['Type', 'TotalCount', 'Active', 'Size', 'Reclaimable'],
  raw: ['type: {{.Type}}', 'total: {{.TotalCount}}', 'active: {{.Active}}', 'size: {{.Size}}', 'reclaimable: {{.Reclaimable}}'],
};

const CACHE_SHAPE: ListShape = {
  typeName: '*formatter.buildCacheContext',
  headers: {
    ID: 'CACHE ID',
    CacheType: 'CACHE TYPE',
    Size: 'SIZE',
    CreatedSince: 'CREATED',
    LastUsedSince: 'LAST USED',
    UsageCount: 'USAGE',
    Shared: 'SHARED',
  },
  table: ['ID', 'CacheType', 'Size', 'CreatedSince', 'LastUsedSince', 'UsageCount', 'Shared'],
};

export default command({
  use: 'df [OPTIONS]',
  short: 'Show what takes room on the disk',
  args: noArguments,
  flags: {
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    verbose: flag.bool('v', 'Show more'),
  },
  *run(context, _args, { format, verbose }) {
    const usage = yield* context.api.get<Usage>('/system/df');
    if (verbose && /^(|table)$/.test(format)) yield* context.out.write(details(usage, context.sim.nowMs));
    else if (verbose) yield* context.out.write(`${templated(usage, format, context.sim.nowMs)}\n`);
    else yield* printList(context, SHAPE, summary(usage), { format });
  },
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function share(reclaimable: number, total: number): string {
  return total > 0 ? `${humanSize(reclaimable)} (${Math.trunc((reclaimable * 100) / total)}%)` : humanSize(reclaimable);
}

function summary(usage: Usage): Methods[] {
  const images = usage.Images ?? [];
  const used = sum(images.filter((image) => image.Containers > 0 && image.Size !== -1).map((image) => image.Size - Math.max(0, image.SharedSize)));
  const containers = usage.Containers ?? [];
  const isActive = (container: ApiContainerSummary) => /^(running|paused|restarting)/.test(container.State);
  const size = (list: readonly ApiContainerSummary[]) => sum(list.map((container) => container.SizeRw ?? 0));
  const volumes = usage.Volumes ?? [];
  const volumeSize = (list: readonly ApiVolume[]) => sum(list.map((volume) => Math.max(0, volume.UsageData?.Size ?? 0)));
  const cache = usage.BuildCache ?? [];
  const cacheSize = (list: readonly BuildCache[]) => sum(list.filter((entry) => !entry.Shared).map((entry) => entry.Size));
  const row = (type: string, total: number, active: number, bytes: number, reclaimable: string): Methods => ({
    Type: () => type,
    TotalCount: () => String(total),
    Active: () => String(active),
    Size: () => humanSize(bytes),
    Reclaimable: () => reclaimable,
  });
  const idle = volumes.filter((volume) => (volume.UsageData?.RefCount ?? 0) === 0);
  return [
    row(
      'Images',
      images.length,
      images.filter((image) => image.Containers > 0).length,
      usage.LayersSize,
      share(usage.LayersSize - used, usage.LayersSize),
    ),
    row(
      'Containers',
      containers.length,
      containers.filter(isActive).length,
      size(containers),
      share(size(containers.filter((container) => !isActive(container))), size(containers)),
    ),
    row('Local Volumes', volumes.length, volumes.length - idle.length, volumeSize(volumes), share(volumeSize(idle), volumeSize(volumes))),
    row(
      'Build Cache',
      cache.length,
      cache.filter((entry) => entry.InUse).length,
      cacheSize(cache),
      humanSize(cacheSize(cache.filter((entry) => !entry.InUse))),
    ),
  ];
}

/** `-v` with a template of one's own: one value with the four lists in it, whose mistakes are Go's alone. */
function templated(usage: Usage, format: string, nowMs: number): string {
  const options = { truncated: true, nowMs };
  const rows = (shape: ListShape, list: readonly Methods[]) => list.map((methods) => ({ typeName: shape.typeName, methods, takesArgument: shape.takesArgument, hidden: shape.hidden }));
  const methods: Methods = {
    Images: () => rows(IMAGE_SHAPE, imageRows(usage.Images ?? [], false).map((row) => imageMethods(row, options))),
    Containers: () => rows(CONTAINER_SHAPE, (usage.Containers ?? []).map((container) => containerRow({ ...container, SizeRootFs: 0 }, options))),
    Volumes: () => rows(VOLUME_SHAPE, (usage.Volumes ?? []).map(volumeRow)),
    BuildCache: () => [],
  };
  try {
    return Template.parse(format === 'json' ? '{{json .}}' : format).execute(wrap({ typeName: '*formatter.diskUsageContext', methods }));
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(error.message);
    throw error;
  }
}

function details(usage: Usage, nowMs: number): string {
  const options = { truncated: true, nowMs };
  const images = formatList(
    {
      ...IMAGE_SHAPE,
      headers: { ...IMAGE_SHAPE.headers },
      table: ['Repository', 'Tag', 'ID', 'CreatedSince', 'VirtualSize', 'SharedSize', 'UniqueSize', 'Containers'],
    },
    imageRows(usage.Images ?? [], false).map((row) => imageMethods(row, options)),
    { format: '' },
  );
  const containers = formatList(
    { ...CONTAINER_SHAPE, table: ['ID', 'Image', 'Command', 'LocalVolumes', 'Size', 'RunningFor', 'Status', 'Names'] },
    // Here the size is the container's own, without that of its image.
    (usage.Containers ?? []).map((container) => containerRow({ ...container, SizeRootFs: 0 }, options)),
    { format: '' },
  );
  const volumes = formatList({ ...VOLUME_SHAPE, table: ['Name', 'Links', 'Size'] }, (usage.Volumes ?? []).map(volumeRow), { format: '' });
  const cache = formatList(CACHE_SHAPE, [], { format: '' });
  return (
    `Images space usage:\n\n${images}\nContainers space usage:\n\n${containers}\nLocal Volumes space usage:\n\n${volumes}\n` +
    `Build cache usage: ${humanSize(sum((usage.BuildCache ?? []).map((entry) => entry.Size)))}\n\n${cache}`
  );
}
