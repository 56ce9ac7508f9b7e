/** `docker load` (command/image/load.go). */
import { command, noArguments } from '../_framework/command';
import { JsonReader } from '../_client/lines';
import { openable, readFile } from '../_client/local-files';
import { readStdin } from '../_client/prompt';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { ProgressDisplay, type ProgressMessage } from '../_format/progress';
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
  *run(context, _args, flags) {
    const { process, api, out } = context;
    if (flags.input) openable(process, flags.input);
    else if (process.stdin.tty) throw new Failure('requested load from stdin, but stdin is empty');
    const platform = platformParameter(flags.platform, 'invalid platform: ');
    const archive = flags.input ? readFile(process, flags.input) : yield* readStdin(context);
    // A pipe is as quiet as --quiet: layers are drawn for people alone.
    const quiet = flags.quiet || !out.isTerminal;
    const { body } = yield* api.stream('POST', '/images/load', {
      query: { quiet: quiet ? '1' : '0', platform },
      body: archive,
      contentType: 'application/x-tar',
    });
    const display = new ProgressDisplay(out);
    const messages = new JsonReader<ProgressMessage>(body);
    for (let message = yield* messages.next(); message; message = yield* messages.next()) yield* display.show(message);
  },
});
