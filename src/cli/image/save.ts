/** `docker save`: declared for its help; this lab says what it lacks. */
import { command, atLeast } from '../_framework/command';
import { checkOutput } from '../_client/local-files';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { platformParameter } from './_platform';

export default command({
  use: 'save [OPTIONS] IMAGE [IMAGE...]',
  top: 'save',
  short: 'Save images to an archive',
  args: atLeast(1),
  flags: {
    output: flag.string('o', 'File to write to instead of standard output'),
    platform: flag.string('', 'Platform, as os/architecture'),
  },
  *run({ process, out }, _refs, flags) {
    platformParameter(flags.platform, 'invalid platform: ');
    checkOutput(process, out, flags.output, 'failed to save image: ');
    throw new Failure('docker save: this lab does not write image archives');
  },
});
