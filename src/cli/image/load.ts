/** `docker load`: declared for its help; this lab says what it lacks. */
import { command, noArguments } from '../_framework/command';
import { openable } from '../_client/local-files';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { platformParameter } from './_platform';

export default command({
  use: 'load [OPTIONS]',
  top: 'load',
  short: 'Load images from an archive',
  args: noArguments,
  flags: {
    input: flag.string('i', 'Archive to read instead of standard input'),
    platform: flag.string('', 'Platform, as os/architecture'),
    quiet: flag.bool('q', 'Say less'),
  },
  *run({ process }, _args, flags) {
    if (flags.input) openable(process, flags.input);
    else if (process.stdin.tty) throw new Failure('requested load from stdin, but stdin is empty');
    platformParameter(flags.platform, 'invalid platform: ');
    throw new Failure('docker load: this lab does not read image archives');
  },
});
