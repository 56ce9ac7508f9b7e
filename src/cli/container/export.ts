/** `docker export`: declared for its help; this lab says what it lacks. */
import { command, exactly } from '../_framework/command';
import { checkOutput } from '../_client/local-files';
import { apiPath } from '../_client/path';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'export [OPTIONS] CONTAINER',
  top: 'export',
  short: 'Write a container as an archive',
  args: exactly(1),
  flags: {
    output: flag.string('o', 'File to write to instead of standard output'),
  },
  *run({ process, out, api }, [ref = ''], flags) {
    checkOutput(process, out, flags.output, 'failed to export container: ');
    yield* api.get(apiPath`/containers/${ref}/json`);
    throw new Failure("docker export: this lab does not write archives; use 'docker cp' for files");
  },
});
