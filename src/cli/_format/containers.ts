/** Rows of containers, in `docker ps` and `system df -v` (formatter/container.go). */
import type { ApiContainerSummary, ApiPort } from '../_client/shapes';
import { familiarName, familiarText, parseImageReference } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import { formatUnixSeconds } from '../_parse/time';
import { quote } from '../../template';
import { labelText } from './data-objects';
import { ellipsis, humanDuration, humanSize, shortId } from './human';
import type { ListShape, Methods } from './list';

export const CONTAINER_SHAPE: ListShape = {
  typeName: '*formatter.ContainerContext',
  headers: {
    ID: 'CONTAINER ID',
    Names: 'NAMES',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    LocalVolumes: 'LOCAL VOLUMES',
    Networks: 'NETWORKS',
    Platform: 'PLATFORM',
  },
  table: ['ID', 'Image', 'Command', 'RunningFor', 'Status', 'Ports', 'Names'],
  quiet: '{{.ID}}',
  raw: [
    'container_id: {{.ID}}',
    'image: {{.Image}}',
    'command: {{.Command}}',
    'created_at: {{.CreatedAt}}',
    'state: {{- pad .State 1 0}}',
    'status: {{- pad .Status 1 0}}',
    'names: {{.Names}}',
    'labels: {{- pad .Labels 1 0}}',
    'ports: {{- pad .Ports 1 0}}',
  ],
  takesArgument: ['Label'],
};

export function containerRow(container: ApiContainerSummary, { truncated, nowMs }: { truncated: boolean; nowMs: number }): Methods {
  return {
    ID: () => (truncated ? shortId(container.Id) : container.Id),
    Names: () => namesCell(container.Names ?? [], truncated),
    Image: () => imageCell(container, truncated),
    Command: () => quote(truncated ? ellipsis(container.Command, 20) : container.Command),
    CreatedAt: () => formatUnixSeconds(container.Created),
    RunningFor: () => `${humanDuration(nowMs - container.Created * 1000)} ago`,
    Ports: () => formatContainerPorts(container.Ports ?? []),
    State: () => container.State,
    Status: () => container.Status,
    Size: () => sizeCell(container),
    Labels: () => labelText(container.Labels ?? {}),
    Label: (key = '') => container.Labels?.[key] ?? '',
    Mounts: () =>
      (container.Mounts ?? [])
        .map((mount) => (truncated ? ellipsis(mount.Name || mount.Source || '', 15) : mount.Name || mount.Source || ''))
        .join(','),
    LocalVolumes: () => String((container.Mounts ?? []).filter((mount) => mount.Driver === 'local').length),
    Networks: () => Object.keys(container.NetworkSettings?.Networks ?? {}).join(','),
    Platform: () => null,
  };
}

function namesCell(names: readonly string[], truncated: boolean): string {
  const plain = names.map((name) => name.replace(/^\//, ''));
  if (!truncated) return plain.join(',');
  const own = plain.find((name) => !name.includes('/'));
  return own ?? plain.join(',');
}

function imageCell(container: ApiContainerSummary, truncated: boolean): string {
  const { Image: image, ImageID: id } = container;
  if (image === '') return '<no image>';
  if (!truncated) return image;
  if (shortId(id) === shortId(image)) return shortId(image);
  const reference = parseImageReference(image);
  if (isProblem(reference)) return image;
  return reference.tag ? familiarText({ ...reference, digest: undefined }) : familiarName(reference);
}

function sizeCell({ SizeRw = 0, SizeRootFs = 0 }: ApiContainerSummary): string {
  const own = humanSize(SizeRw, 3);
  return SizeRootFs > 0 ? `${own} (virtual ${humanSize(SizeRootFs, 3)})` : own;
}

const joinHostPort = (ip: string, port: string) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;

interface Group {
  ip: string;
  type: string;
  first: number;
  last: number;
}

/** Ports on their own number are grouped into runs; those mapped to another come last, one by one. */
export function formatContainerPorts(ports: readonly ApiPort[]): string {
  const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = [...ports].sort(
    (a, b) =>
      a.PrivatePort - b.PrivatePort ||
      compareText(a.IP ?? '', b.IP ?? '') ||
      (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
      compareText(a.Type, b.Type),
  );
  const text = (group: Group) => {
    const range = group.first === group.last ? `${group.first}` : `${group.first}-${group.last}`;
    return `${group.ip ? `${joinHostPort(group.ip, range)}->` : ''}${range}/${group.type}`;
  };
  const closed: string[] = [];
  const mapped: string[] = [];
  const open = new Map<string, Group>();
  for (const { IP: ip = '', PrivatePort: port, PublicPort: published = 0, Type: type } of sorted) {
    if (ip && published !== port) {
      mapped.push(`${joinHostPort(ip, String(published))}->${port}/${type}`);
      continue;
    }
    const key = `${ip}/${type}`;
    const group = open.get(key);
    if (group && port === group.last + 1) {
      group.last = port;
      continue;
    }
    if (group) closed.push(text(group));
    open.set(key, { ip, type, first: port, last: port });
  }
  return [...closed, ...[...open.values()].map(text), ...mapped].join(', ');
}
