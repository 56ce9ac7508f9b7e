/** Rows of volumes, in `volume ls` and `system df -v` (formatter/volume.go). */
import type { ApiVolume } from '../_client/shapes';
import { labelText } from './data-objects';
import { humanSize } from './human';
import type { ListShape, Methods } from './list';

export const VOLUME_SHAPE: ListShape = {
  typeName: '*formatter.volumeContext',
  headers: {
    Name: 'VOLUME NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Links: 'LINKS',
    Size: 'SIZE',
    Group: 'GROUP',
    Availability: 'AVAILABILITY',
    Status: 'STATUS',
  },
  table: ['Driver', 'Name'],
  quiet: '{{.Name}}',
  raw: ['name: {{.Name}}', 'driver: {{.Driver}}'],
  takesArgument: ['Label'],
};

/** `--cluster`. */
export const CLUSTER_VOLUME_SHAPE: ListShape = { ...VOLUME_SHAPE, table: ['Name', 'Group', 'Driver', 'Availability', 'Status'] };

export function volumeRow(volume: ApiVolume): Methods {
  return {
    Name: () => volume.Name,
    Driver: () => volume.Driver,
    Scope: () => volume.Scope,
    Mountpoint: () => volume.Mountpoint,
    Labels: () => labelText(volume.Labels ?? {}),
    Label: (key = '') => volume.Labels?.[key] ?? '',
    Links: () => (volume.UsageData ? String(volume.UsageData.RefCount) : 'N/A'),
    Size: () => (volume.UsageData ? humanSize(volume.UsageData.Size) : 'N/A'),
    Group: () => 'N/A',
    Availability: () => 'N/A',
    Status: () => 'N/A',
  };
}
