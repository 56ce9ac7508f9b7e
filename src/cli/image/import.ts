/** `docker import`: declared for its help; this lab says what it lacks. */
import { command, atLeast } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  top: 'import',
  short: 'Make an image of an archive',
  args: atLeast(1),
  flags: {
    change: flag.list('c', 'Dockerfile instruction to apply to the image'),
    message: flag.string('m', 'Note about the change'),
    platform: flag.string('', 'Platform, as os/architecture'),
  },
  *run() {
    throw new Failure('docker import: this lab does not make images of archives');
  },
});
