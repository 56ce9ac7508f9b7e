/** `docker volume update` (command/volume/update.go): for cluster volumes, which this lab has none of. */
import { apiPath } from '../_client/path';
import type { ApiVolume } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import { upTo, volumeNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'update [OPTIONS] [VOLUME]',
  short: 'Change a cluster volume',
  swarm: 'manager',
  args: exactly(1),
  flags: {
    availability: flag.string('', 'Whether a cluster volume may be used ("active", "pause", "drain")', { initial: 'active' }),
  },
  completes: upTo(1, volumeNames),
  *run({ api }, [name = '']) {
    yield* api.getAs<ApiVolume>('volume.Volume', apiPath`/volumes/${name}`);
    throw new Failure('can only update cluster volumes');
  },
});
