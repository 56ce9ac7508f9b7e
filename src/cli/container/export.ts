/** `docker export` (command/container/export.go). */
import { command, exactly } from '../_framework/command';
import { checkOutput, writeOutput } from '../_client/local-files';
import { apiPath } from '../_client/path';
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
    const archive = yield* api.text('GET', apiPath`/containers/${ref}/export`);
    yield* writeOutput(process, out, flags.output, archive);
  },
});
