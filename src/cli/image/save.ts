/** `docker save` (command/image/save.go). */
import { command, atLeast } from '../_framework/command';
import { checkOutput, writeOutput } from '../_client/local-files';
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
  *run({ process, out, api }, refs, flags) {
    const platform = platformParameter(flags.platform, 'invalid platform: ');
    checkOutput(process, out, flags.output, 'failed to save image: ');
    const archive = yield* api.text('GET', '/images/get', { query: { names: refs, platform } });
    yield* writeOutput(process, out, flags.output, archive);
  },
});
