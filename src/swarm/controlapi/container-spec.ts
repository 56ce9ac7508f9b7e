/** A client's container spec in its stored shape, in the order in which inspect prints it (moby cluster/convert/container.go). */
import { isRefusal, refuse } from '../../model';
import type { ConfigReference, ContainerSpec, FileTarget, HealthConfig, Mount, Refusal, SecretReference } from '../../model';
import { compact, each, filledMap } from './json-shape';
import type { Loose } from './json-shape';

type BindOptions = NonNullable<Mount['BindOptions']>;

const MOUNT_TYPES = ['bind', 'volume', 'tmpfs', 'npipe', 'cluster', 'image'];
const PROPAGATIONS = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];

export function convertContainerSpec(json: Loose<ContainerSpec>): ContainerSpec | Refusal {
  const configs = convertConfigs(json.Configs ?? []);
  if (isRefusal(configs)) return configs;
  const mounts = convertMounts(json.Mounts ?? []);
  if (isRefusal(mounts)) return mounts;
  const health = json.Healthcheck;
  const dns = json.DNSConfig;
  return compact<ContainerSpec>(
    {
      Image: json.Image ?? '',
      Labels: filledMap(json.Labels),
      Command: json.Command,
      Args: json.Args,
      Hostname: json.Hostname,
      Env: json.Env,
      Dir: json.Dir,
      User: json.User,
      Groups: json.Groups,
      Privileges: json.Privileges ? convertPrivileges(json.Privileges as Record<string, unknown>) : undefined,
      Init: json.Init,
      StopSignal: json.StopSignal,
      TTY: json.TTY,
      OpenStdin: json.OpenStdin,
      ReadOnly: json.ReadOnly,
      Mounts: mounts,
      StopGracePeriod: json.StopGracePeriod,
      Healthcheck: health ? convertHealth(health) : undefined,
      Hosts: json.Hosts,
      DNSConfig: dns ? compact({ Nameservers: dns.Nameservers, Search: dns.Search, Options: dns.Options }) : undefined,
      Secrets: each(json.Secrets, convertSecret),
      Configs: configs,
      Isolation: json.Isolation === 'hyperv' || json.Isolation === 'process' ? json.Isolation : 'default',
      Sysctls: filledMap(json.Sysctls),
      CapabilityAdd: json.CapabilityAdd,
      CapabilityDrop: json.CapabilityDrop,
      Ulimits: each(json.Ulimits, (limit) => ({ Name: limit.Name ?? '', Hard: limit.Hard ?? 0, Soft: limit.Soft ?? 0 })),
      OomScoreAdj: json.OomScoreAdj,
    },
    ['Image', 'Init', 'StopGracePeriod'],
  );
}

function convertHealth(health: Loose<HealthConfig>): HealthConfig {
  return compact<HealthConfig>({
    Test: health.Test,
    Interval: health.Interval,
    Timeout: health.Timeout,
    StartPeriod: health.StartPeriod,
    StartInterval: health.StartInterval,
    Retries: health.Retries,
  });
}

/** The two pointers that Docker's struct prints even when they are nil. */
function convertPrivileges(json: Record<string, unknown>): object {
  return {
    CredentialSpec: json.CredentialSpec ?? null,
    SELinuxContext: json.SELinuxContext ?? null,
    ...(json.Seccomp ? { Seccomp: json.Seccomp } : {}),
    ...(json.AppArmor ? { AppArmor: json.AppArmor } : {}),
    NoNewPrivileges: json.NoNewPrivileges === true,
  };
}

function convertFile(file: Loose<FileTarget>): FileTarget {
  return { Name: file.Name ?? '', UID: file.UID ?? '', GID: file.GID ?? '', Mode: file.Mode ?? 0 };
}

function convertSecret(reference: Loose<SecretReference>): SecretReference {
  return {
    ...(reference.File ? { File: convertFile(reference.File) } : {}),
    SecretID: reference.SecretID ?? '',
    SecretName: reference.SecretName ?? '',
  };
}

function convertConfigs(list: readonly Loose<ConfigReference>[]): ConfigReference[] | Refusal {
  const out: ConfigReference[] = [];
  for (const reference of list) {
    if (!reference.Runtime && !reference.File) return refuse(400, 'invalid Config: either File or Runtime should be set');
    if (reference.Runtime && reference.File) return refuse(400, 'invalid Config: cannot specify both File and Runtime');
    out.push({
      ...(reference.File ? { File: convertFile(reference.File) } : { Runtime: {} }),
      ConfigID: reference.ConfigID ?? '',
      ConfigName: reference.ConfigName ?? '',
    });
  }
  return out;
}

function convertMounts(list: readonly Loose<Mount>[]): Mount[] | Refusal {
  const out: Mount[] = [];
  for (const mount of list) {
    const type = (mount.Type ?? '').toLowerCase();
    if (type !== '' && !MOUNT_TYPES.includes(type)) return refuse(400, `invalid MountType: ${quote(mount.Type ?? '')}`);
    const bind = convertBindOptions(mount.BindOptions);
    if (isRefusal(bind)) return bind;
    const volume = mount.VolumeOptions;
    const tmpfs = mount.TmpfsOptions;
    out.push(
      compact<Mount>(
        {
          Type: type === '' ? 'bind' : type,
          Source: mount.Source,
          Target: mount.Target ?? '',
          ReadOnly: mount.ReadOnly,
          BindOptions: bind,
          VolumeOptions: volume
            ? compact({
                NoCopy: volume.NoCopy,
                Labels: filledMap(volume.Labels),
                Subpath: volume.Subpath,
                DriverConfig: volume.DriverConfig
                  ? compact({ Name: volume.DriverConfig.Name, Options: filledMap(volume.DriverConfig.Options) })
                  : undefined,
              })
            : undefined,
          TmpfsOptions: tmpfs ? compact({ SizeBytes: tmpfs.SizeBytes, Mode: tmpfs.Mode }) : undefined,
        },
        ['Target'],
      ),
    );
  }
  return out;
}

/** Options without a propagation count only when they say `NonRecursive`. */
function convertBindOptions(options: Loose<BindOptions> | null | undefined): BindOptions | undefined | Refusal {
  if (!options) return undefined;
  const propagation = (options.Propagation ?? '').toLowerCase();
  if (propagation !== '' && !PROPAGATIONS.includes(propagation)) return refuse(400, `invalid MountPropagation: ${quote(options.Propagation ?? '')}`);
  if (propagation === '' && !options.NonRecursive) return undefined;
  return compact<BindOptions>({ Propagation: propagation === '' ? 'rprivate' : propagation, NonRecursive: options.NonRecursive });
}

/** Go's `%q` for the plain texts that appear here. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
