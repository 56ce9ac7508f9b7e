/** `--mount` (docker/cli opts/mount.go). */
import type { Mount } from '../../model';
import { cut, parseCsv } from './csv';
import { parseBool, parseUint } from './numbers';
import { isProblem, problem, type Problem } from './problem';
import { parseBytes } from './sizes';

type Draft = { -readonly [K in keyof Mount]?: unknown } & {
  BindOptions?: Record<string, unknown>;
  VolumeOptions?: {
    Labels?: Record<string, string>;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
    NoCopy?: boolean;
    Subpath?: string;
  };
  TmpfsOptions?: Record<string, unknown>;
  ImageOptions?: Record<string, unknown>;
};

/** A source that begins with `.` is left as it is: the command makes it absolute, since only it knows where it runs. */
export function parseMount(text: string): Mount | Problem {
  const fields = parseCsv(text);
  if (isProblem(fields)) return fields;
  const mount: Draft = { Type: 'volume' };
  for (const field of fields) {
    const refused = setField(mount, field);
    if (refused) return refused;
  }
  const type = mount.Type as string;
  if (!type) return problem('type is required');
  const families = [
    ['volume', mount.VolumeOptions],
    ['bind', mount.BindOptions],
    ['image', mount.ImageOptions],
    ['tmpfs', mount.TmpfsOptions],
  ] as const;
  for (const [family, options] of families)
    if (options && type !== family) return problem(`cannot mix '${family}-*' options with mount type '${type}'`);
  if (!mount.Target) return problem('target is required');
  const readOnly = mount.ReadOnly === true;
  if (mount.BindOptions?.ReadOnlyNonRecursive && !readOnly)
    return problem("option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction");
  if (mount.BindOptions?.ReadOnlyForceRecursive) {
    if (!readOnly) return problem("option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction");
    if (mount.BindOptions.Propagation !== 'rprivate')
      return problem("option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction");
  }
  return mount as unknown as Mount;
}

function putPair(into: Record<string, string>, pair: string): Record<string, string> {
  const [key, value] = cut(pair);
  into[key] = value ?? '';
  return into;
}

function setField(mount: Draft, field: string): Problem | undefined {
  const [rawKey, value] = cut(field);
  const key = rawKey.toLowerCase();
  // Any option of a volume brings a driver's config with it, be it an empty one.
  const volume = () => (mount.VolumeOptions ??= { DriverConfig: {} });
  const bind = () => (mount.BindOptions ??= {});
  if (value === undefined) {
    if (key === 'readonly' || key === 'ro') mount.ReadOnly = true;
    else if (key === 'volume-nocopy') volume().NoCopy = true;
    else if (key === 'bind-nonrecursive') bind().NonRecursive = true;
    else return problem(`invalid field '${field}' must be a key=value pair`);
    return undefined;
  }
  const invalid = problem(`invalid value for ${key}: ${value}`);
  const flag = parseBool(value);
  switch (key) {
    case 'type':
      mount.Type = value.toLowerCase() as Mount['Type'];
      return undefined;
    case 'source':
    case 'src':
      mount.Source = value;
      return undefined;
    case 'target':
    case 'dst':
    case 'destination':
      mount.Target = value;
      return undefined;
    case 'readonly':
    case 'ro':
      if (isProblem(flag)) return invalid;
      if (flag) mount.ReadOnly = true;
      else delete mount.ReadOnly;
      return undefined;
    case 'consistency':
      mount.Consistency = value.toLowerCase();
      return undefined;
    case 'bind-propagation':
      bind().Propagation = value.toLowerCase();
      return undefined;
    case 'bind-nonrecursive':
      if (isProblem(flag)) return invalid;
      bind().NonRecursive = flag;
      return undefined;
    case 'bind-recursive':
      if (!['enabled', 'disabled', 'writable', 'readonly'].includes(value)) {
        return problem(`invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`);
      }
      if (value === 'disabled') bind().NonRecursive = true;
      if (value === 'writable') bind().ReadOnlyNonRecursive = true;
      if (value === 'readonly') bind().ReadOnlyForceRecursive = true;
      return undefined;
    case 'volume-nocopy':
      if (isProblem(flag)) return problem(`invalid value for volume-nocopy: ${value}`);
      volume().NoCopy = flag;
      return undefined;
    case 'volume-subpath':
      volume().Subpath = value;
      return undefined;
    case 'volume-label':
      volume().Labels = putPair(volume().Labels ?? {}, value);
      return undefined;
    case 'volume-driver':
      volume().DriverConfig = { ...volume().DriverConfig, Name: value };
      return undefined;
    case 'volume-opt':
      volume().DriverConfig = { ...volume().DriverConfig, Options: putPair(volume().DriverConfig?.Options ?? {}, value) };
      return undefined;
    case 'image-subpath':
      mount.ImageOptions = { Subpath: value };
      return undefined;
    case 'tmpfs-size': {
      const size = parseBytes(value);
      if (isProblem(size)) return invalid;
      mount.TmpfsOptions = { ...mount.TmpfsOptions, SizeBytes: size };
      return undefined;
    }
    case 'tmpfs-mode': {
      const mode = parseUint(value, { base: 8, bits: 32 });
      if (isProblem(mode)) return invalid;
      mount.TmpfsOptions = { ...mount.TmpfsOptions, Mode: mode };
      return undefined;
    }
    default:
      return problem(`unexpected key '${key}' in '${field}'`);
  }
}
