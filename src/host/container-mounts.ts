/**
 * What is mounted into a container (moby volume/mounts, daemon/create_unix.go): `-v`, `--mount`, `--tmpfs`, volumes of the
 * image and of other containers. Volumes are made on the way; what the image has at an empty volume's place is copied in.
 */
import { isRefusal, refuse, type Labels, type Mount, type Refusal } from '../model';
import { FileTree, isFileError, type Files } from '../os';
import type { Container, ContainerMount } from './container';
import type { CreateRequest, MountPoint } from './container-data';
import type { EngineCore } from './engine-core';
import { boundPath, mountpointOf, type Volume } from './volume-store';

interface Wanted {
  type: MountPoint['Type'];
  source: string;
  target: string;
  readOnly: boolean;
  mode: string;
  /** From `-v`: a missing source is made. */
  short: boolean;
  noCopy: boolean;
  /** From `--volumes-from`. */
  inherited?: boolean;
  labels?: Labels;
  driver?: string;
  options?: Labels;
}

/** Volumes are made, binds are looked up; what the image has at a new volume's place is copied into it. */
export function makeMounts(core: EngineCore, container: Container, request: CreateRequest): ContainerMount[] | Refusal {
  const wanted = collectMounts(core, container, request);
  if (isRefusal(wanted)) return wanted;
  const mounts: ContainerMount[] = [];
  for (const each of wanted) {
    const mount = makeMount(core, container, each);
    if (isRefusal(mount)) return mount;
    mounts.push(mount);
  }
  return mounts;
}

function collectMounts(core: EngineCore, container: Container, request: CreateRequest): Wanted[] | Refusal {
  const wanted = new Map<string, Wanted>();
  const { hostConfig, config } = container;
  for (const from of hostConfig.VolumesFrom ?? []) {
    const [ref = '', mode = ''] = from.split(':');
    const other = core.find(ref);
    // Not a 404: a client would take that for a missing image.
    if (isRefusal(other)) return refuse(400, other.message);
    if (mode !== '' && badMode(mode)) return refuse(400, `invalid mode: ${mode}`);
    for (const { point, readOnly } of other.mounts) {
      wanted.set(point.Destination, {
        type: point.Type,
        source: point.Type === 'volume' ? (point.Name ?? '') : point.Source,
        target: point.Destination,
        readOnly: readOnly || mode === 'ro',
        mode,
        short: true,
        noCopy: true,
        inherited: true,
      });
    }
  }
  const add = (mount: Wanted): Refusal | undefined => {
    if (wanted.has(mount.target) && !request.HostConfig?.VolumesFrom?.length) return refuse(400, `Duplicate mount point: ${mount.target}`);
    wanted.set(mount.target, mount);
    return undefined;
  };
  for (const bind of hostConfig.Binds ?? []) {
    const parsed = parseBind(bind);
    const refused = isRefusal(parsed) ? parsed : add(parsed);
    if (refused) return refused;
  }
  for (const mount of hostConfig.Mounts ?? []) {
    const parsed = fromMount(core, mount);
    const refused = isRefusal(parsed) ? parsed : add(parsed);
    if (refused) return refused;
  }
  for (const [target, mode] of Object.entries(hostConfig.Tmpfs ?? {})) {
    const odd = mode.split(',').find((word) => word !== '' && !TMPFS_OPTION.test(word));
    if (odd !== undefined) return refuse(400, `invalid tmpfs option ${JSON.stringify(odd)}`);
    if (!target.startsWith('/')) return refuse(400, `invalid mount path: '${target}' mount path must be absolute`);
    const refused = add({ type: 'tmpfs', source: '', target, readOnly: /(^|,)ro(,|$)/.test(mode), mode, short: true, noCopy: true });
    if (refused) return refused;
  }
  for (const target of Object.keys(config.Volumes ?? {})) {
    const path = target.replace(/\/+$/, '') || '/';
    if (!wanted.has(path)) wanted.set(path, { type: 'volume', source: '', target: path, readOnly: false, mode: '', short: true, noCopy: false });
  }
  return [...wanted.values()];
}

const TMPFS_OPTION = /^(ro|rw|nosuid|suid|nodev|dev|noexec|exec|sync|async|dirsync|remount|mand|nomand|atime|noatime|diratime|nodiratime|bind|rbind|unbindable|runbindable|private|rprivate|shared|rshared|slave|rslave|relatime|norelatime|strictatime|nostrictatime|mode=.*|uid=.*|gid=.*|nr_inodes=.*|nr_blocks=.*|mpol=.*|size=.*)$/;

/** Of each kind one word at most (moby volume/mounts/linux_parser.go). */
const MODE_KINDS = ['ro rw', 'z Z', 'nocopy', 'rshared rslave rprivate shared slave private', 'cached delegated consistent', 'U'].map((words) => words.split(' '));

const PROPAGATIONS = MODE_KINDS[3] as string[];

function badMode(text: string): boolean {
  const words = text.split(',');
  return words.some((word) => !MODE_KINDS.some((kind) => kind.includes(word))) || MODE_KINDS.some((kind) => words.filter((word) => kind.includes(word)).length > 1);
}

/** `source:target[:options]` of `-v`. */
function parseBind(text: string): Wanted | Refusal {
  const invalid = (why?: string) => refuse(400, `invalid volume specification: '${text}'${why ? `: ${why}` : ''}`);
  const parts = text.split(':');
  if (parts.length < 2 || parts.length > 3 || parts[0] === '' || parts[1] === '') return invalid();
  const [source = '', rawTarget = '', options = ''] = parts;
  const target = rawTarget.replace(/(.)\/+$/, '$1');
  const words = options === '' ? [] : options.split(',');
  if (options !== '' && badMode(options)) return refuse(400, `invalid mode: ${options}`);
  const bind = source.startsWith('/');
  const config = (why: string) => invalid(`invalid mount config for type "${bind ? 'bind' : 'volume'}": ${why}`);
  if (!target.startsWith('/')) return config(`invalid mount path: '${target}' mount path must be absolute`);
  if (target === '/') return config("invalid specification: destination can't be '/'");
  if (!bind && words.some((word) => PROPAGATIONS.includes(word))) return config('field BindOptions must not be specified');
  return {
    type: bind ? 'bind' : 'volume',
    source: bind ? source.replace(/(.)\/+$/, '$1') : source,
    target,
    readOnly: words.includes('ro'),
    mode: options,
    short: true,
    noCopy: words.includes('nocopy'),
  };
}

function fromMount(core: EngineCore, mount: Mount): Wanted | Refusal {
  const target = mount.Target.replace(/(.)\/+$/, '$1');
  const config = (why: string) => refuse(400, `invalid mount config for type "${mount.Type}": ${why}`);
  if (target === '') return config('field Target must not be empty');
  if (!target.startsWith('/') && core.machine.platform.os === 'linux') return config(`invalid mount path: '${target}' mount path must be absolute`);
  if (mount.Type === 'bind') {
    const source = mount.Source ?? '';
    if (source === '') return config('field Source must not be empty');
    if (!source.startsWith('/') && core.machine.platform.os === 'linux') return config(`invalid mount path: '${source}' mount path must be absolute`);
    const propagation = mount.BindOptions?.Propagation ?? '';
    if (propagation !== '' && !PROPAGATIONS.includes(propagation)) return config(`invalid propagation mode: ${propagation}`);
    if (isFileError(core.machine.files.stat(source)) && !mount.BindOptions?.CreateMountpoint)
      return config(`bind source path does not exist: ${source}`);
  } else if (mount.Type === 'tmpfs') {
    if (mount.Source) return config('field Source must not be specified');
  } else if (mount.Type === 'image') {
    if (!core.images.find(mount.Source ?? '')) return refuse(404, `No such image: ${mount.Source}`);
  } else if (mount.Type !== 'volume') return config('mount type unknown');
  const driver = mount.VolumeOptions?.DriverConfig;
  return {
    type: mount.Type,
    source: mount.Source ?? '',
    target,
    readOnly: mount.ReadOnly ?? false,
    mode: mount.Type === 'bind' || mount.Type === 'tmpfs' ? '' : 'z',
    short: mount.BindOptions?.CreateMountpoint ?? false,
    noCopy: mount.VolumeOptions?.NoCopy ?? false,
    ...(mount.VolumeOptions?.Labels ? { labels: mount.VolumeOptions.Labels } : {}),
    ...(driver?.Name ? { driver: driver.Name } : {}),
    ...(driver?.Options ? { options: driver.Options } : {}),
  };
}

function makeMount(core: EngineCore, container: Container, wanted: Wanted): ContainerMount | Refusal {
  const { target, readOnly } = wanted;
  if (wanted.type === 'image') {
    const stored = core.images.find(wanted.source);
    const point: MountPoint = { Type: 'image', Source: wanted.source, Destination: target, Mode: '', RW: false, Propagation: '' };
    return { point, files: new FileTree(stored ? { base: stored.image.rootfs() } : {}), sourcePath: '/', readOnly: true };
  }
  if (wanted.type === 'tmpfs') {
    const point: MountPoint = { Type: 'tmpfs', Source: '', Destination: target, Mode: '', RW: !readOnly, Propagation: '' };
    return { point, files: new FileTree({ now: () => core.sim.nowMs }), sourcePath: '/', readOnly, ...(wanted.short ? { unlisted: true } : {}) };
  }
  if (wanted.type === 'bind') {
    const { files } = core.machine;
    const stat = files.stat(wanted.source);
    if (isFileError(stat)) files.mkdir(wanted.source, { parents: true });
    const point: MountPoint = {
      Type: 'bind',
      Source: wanted.source,
      Destination: target,
      Mode: wanted.short ? wanted.mode : '',
      RW: !readOnly,
      Propagation: 'rprivate',
    };
    return { point, files, sourcePath: wanted.source, readOnly, remade: wanted.short, socket: !isFileError(stat) && stat.kind === 'socket' };
  }
  const made = core.volumes.create({
    ...(wanted.source ? { Name: wanted.source } : {}),
    ...(wanted.driver || wanted.short ? { Driver: wanted.driver ?? container.hostConfig.VolumeDriver } : {}),
    ...(wanted.labels ? { Labels: wanted.labels } : {}),
    ...(wanted.options ? { DriverOpts: wanted.options } : {}),
  });
  if (isRefusal(made)) return made;
  const { volume } = made;
  if (made.created) core.events.emit('volume', 'create', volume.name, { driver: volume.driver });
  if (!wanted.noCopy && boundPath(volume) === undefined) copyUp(container, target, volume);
  const point: MountPoint = {
    Type: 'volume',
    Name: volume.name,
    Source: mountpointOf(volume),
    Destination: target,
    Driver: 'local',
    Mode: wanted.mode === '' && wanted.source && !wanted.inherited ? 'z' : wanted.mode,
    RW: !readOnly,
    Propagation: '',
  };
  const place = boundPath(volume);
  if (place !== undefined) return { point, volume, files: core.machine.files, sourcePath: place, readOnly };
  return { point, volume, files: volume.files, sourcePath: '/', readOnly };
}

/** What the image has there goes into an empty volume, once. */
function copyUp(container: Container, target: string, volume: Volume): void {
  const inVolume = volume.files.list('/');
  if (isFileError(inVolume) || inVolume.length > 0) return;
  const source = new FileTree({ base: container.image.rootfs() });
  copyTree(source, target, volume.files, '/');
}

export function copyTree(from: Files, fromPath: string, to: Files, toPath: string): void {
  const names = from.list(fromPath);
  if (isFileError(names)) return;
  for (const name of names) {
    const source = `${fromPath === '/' ? '' : fromPath}/${name}`;
    const target = `${toPath === '/' ? '' : toPath}/${name}`;
    const stat = from.stat(source, false);
    if (isFileError(stat)) continue;
    if (stat.kind === 'directory') {
      to.mkdir(target, { parents: true, mode: stat.mode });
      copyTree(from, source, to, target);
    } else if (stat.kind === 'symlink') to.symlink(stat.target ?? '', target);
    else {
      const content = from.read(source);
      to.put(target, {
        content: isFileError(content) ? '' : content,
        mode: stat.mode,
        uid: stat.uid,
        gid: stat.gid,
        ...(stat.program === undefined ? {} : { program: stat.program }),
      });
    }
  }
}
