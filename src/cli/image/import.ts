/** `docker import`: declared for its help; this lab says what it lacks. */
import { command, atLeast } from '../_framework/command';
import { openable } from '../_client/local-files';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { parseImageReference } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';

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
  *run({ process }, [source = '', name]) {
    if (source !== '-' && !/^https?:\/\//.test(source)) openable(process, source);
    const reference = name === undefined ? undefined : parseImageReference(name);
    if (isProblem(reference)) throw new Failure(reference.problem);
    throw new Failure('docker import: this lab does not make images of archives');
  },
});
