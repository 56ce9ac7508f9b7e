/** A service's volumes as mounts (docker/cli compose/convert/volume.go): each type refuses the options of the others. */
import type { Mount } from '../../../model';
import { Failure } from '../../_framework/failure';
import type { ComposeVolume } from '../_compose/objects';
import type { ServiceVolume } from '../_compose/volumes';
import { scoped, stackLabels } from './namespace';
import { omitEmpty, recordOf } from './omit';
import { wordTable } from '../../../os/word-table';

type StackMount = Mount & { readonly ImageOptions?: { readonly Subpath?: string }; readonly ClusterOptions?: object };

type Family = 'bind' | 'volume' | 'image' | 'tmpfs' | 'cluster';

/** Which options each type refuses, in the order in which the client looks. */
const REFUSED: Readonly<Record<string, readonly Family[]>> = wordTable({
  volume: ['image', 'tmpfs', 'bind', 'cluster'],
  image: ['volume', 'bind', 'tmpfs', 'cluster'],
  bind: ['volume', 'image', 'tmpfs', 'cluster'],
  tmpfs: ['bind', 'volume', 'image', 'cluster'],
  npipe: ['volume', 'image', 'tmpfs'],
  cluster: ['tmpfs', 'bind', 'volume'],
});

export function convertMounts(stack: string, used: readonly ServiceVolume[], volumes: ReadonlyMap<string, ComposeVolume>): Mount[] {
  return used.map((volume) => convertMount(stack, volume, volumes));
}

function convertMount(stack: string, volume: ServiceVolume, volumes: ReadonlyMap<string, ComposeVolume>): Mount {
  const type = volume.type || 'volume';
  const refused = REFUSED[type];
  if (!refused) throw new Failure('volume type must be volume, bind, tmpfs, npipe, or cluster');
  if (type === 'tmpfs' ? volume.source !== '' : type !== 'volume' && volume.source === '') {
    throw new Failure(`invalid ${type} source, source ${type === 'tmpfs' ? 'must' : 'cannot'} be empty`);
  }
  for (const family of refused) {
    if (volume[family]) throw new Failure(`${family === 'image' ? 'images' : family} options are incompatible with type ${type}`);
  }
  const mount = omitEmpty<StackMount>({
    Type: volume.type as Mount['Type'],
    Source: volume.source,
    Target: volume.target,
    ReadOnly: volume.read_only,
    Consistency: volume.consistency,
  });
  switch (type) {
    case 'volume':
      return volume.source === '' ? mount : namedVolume(stack, mount, volume, volumes);
    case 'bind':
    case 'npipe':
      return volume.bind ? { ...mount, BindOptions: omitEmpty({ Propagation: volume.bind.propagation }) } : mount;
    case 'tmpfs':
      return volume.tmpfs ? { ...mount, TmpfsOptions: omitEmpty({ SizeBytes: volume.tmpfs.size }) } : mount;
    case 'image':
      return volume.image ? withImage(mount, volume.image.subpath) : mount;
    default:
      return clusterVolume(stack, mount, volume, volumes);
  }
}

function withImage(mount: StackMount, subpath: string): StackMount {
  return { ...mount, ImageOptions: omitEmpty({ Subpath: subpath }) };
}

function declared(name: string, volumes: ReadonlyMap<string, ComposeVolume>): ComposeVolume {
  const volume = volumes.get(name);
  if (!volume) throw new Failure(`undefined volume "${name}"`);
  return volume;
}

function namedVolume(stack: string, mount: Mount, volume: ServiceVolume, volumes: ReadonlyMap<string, ComposeVolume>): Mount {
  const known = declared(volume.source, volumes);
  const own = omitEmpty({ NoCopy: volume.volume?.nocopy, Subpath: volume.volume?.subpath });
  const source = known.name || scoped(stack, volume.source);
  if (known.external.external) return { ...mount, Source: source, VolumeOptions: own };
  const options = recordOf(known.driver_opts);
  const driver = known.driver || known.driver_opts ? { DriverConfig: omitEmpty({ Name: known.driver, Options: options }) } : {};
  return { ...mount, Source: source, VolumeOptions: { ...own, Labels: stackLabels(stack, known.labels), ...driver } };
}

/** `group:…` names a group of volumes, which no file declares. */
function clusterVolume(stack: string, mount: StackMount, volume: ServiceVolume, volumes: ReadonlyMap<string, ComposeVolume>): StackMount {
  if (volume.source.startsWith('group:')) return { ...mount, ClusterOptions: {} };
  return { ...mount, Source: declared(volume.source, volumes).name || scoped(stack, volume.source), ClusterOptions: {} };
}
