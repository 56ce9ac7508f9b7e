/** `docker volume create` (command/volume/create.go). */
import { command, atMost } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { keyValues, validateLabel } from '../_parse/texts';

const CLUSTER_FLAGS = [
  'availability',
  'group',
  'limit-bytes',
  'required-bytes',
  'scope',
  'sharing',
  'topology-preferred',
  'topology-required',
  'type',
] as const;

export default command({
  use: 'create [OPTIONS] [VOLUME]',
  short: 'Make a volume',
  args: atMost(1),
  flags: {
    availability: flag.string('', 'Whether a cluster volume may be used ("active", "pause", "drain")', { initial: 'active' }),
    driver: flag.string('d', 'Driver of the volume', { initial: 'local' }),
    group: flag.string('', 'Group of a cluster volume'),
    label: flag.checkedList(validateLabel)('', 'Label of the volume'),
    'limit-bytes': flag.bytes('', 'Largest size of the volume'),
    opt: flag.map('o', 'Option for the driver', { shows: 'map[]' }),
    'required-bytes': flag.bytes('', 'Smallest size of the volume'),
    scope: flag.string('', 'Scope of a cluster volume ("single", "multi")', { initial: 'single' }),
    secret: flag.map('', 'Secrets of a cluster volume', { shows: 'map[]' }),
    sharing: flag.string('', 'Who may use the volume at the same time', { initial: 'none' }),
    'topology-preferred': flag.list('', 'Topology that the volume should be in'),
    'topology-required': flag.list('', 'Topology that the volume must be in'),
    type: flag.string('', 'Access of a cluster volume ("mount", "block")', { initial: 'block' }),
    name: flag.string('', 'Name of the volume', { hidden: true }),
  },
  *run(context, [argument], flags, given) {
    if (argument !== undefined && flags.name)
      throw new Failure('conflicting options: cannot specify a volume-name through both --name and as a positional arg');
    const made = yield* context.api.post<{ Name: string }>('/volumes/create', {
      json: {
        Driver: flags.driver,
        ...(flags.opt.length ? { DriverOpts: keyValues(flags.opt) } : {}),
        ...(flags.label.length ? { Labels: keyValues(flags.label) } : {}),
        Name: argument ?? (flags.name || undefined),
        ...(CLUSTER_FLAGS.some(given) ? { ClusterVolumeSpec: { Group: flags.group, Availability: flags.availability } } : {}),
      },
    });
    yield* context.out.line(made.Name);
  },
});
