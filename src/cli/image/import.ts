/** `docker import` (command/image/import.go). */
import { command, atLeast } from '../_framework/command';
import { JsonReader } from '../_client/lines';
import { openable, readFile } from '../_client/local-files';
import { readStdin } from '../_client/prompt';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { ProgressDisplay, type ProgressMessage } from '../_format/progress';
import { canonicalName, parseImageReference } from '../_parse/image-reference';
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
  *run(context, [source = '', name], flags) {
    const { process, api, out } = context;
    const remote = /^https?:\/\//.test(source);
    if (source !== '-' && !remote) openable(process, source);
    const reference = name === undefined ? undefined : parseImageReference(name);
    if (isProblem(reference)) throw new Failure(reference.problem);
    if (remote) throw new Failure('docker import: this lab fetches no archives; give a file or -');
    const archive = source === '-' ? yield* readStdin(context) : readFile(process, source);
    const { body } = yield* api.stream('POST', '/images/create', {
      query: {
        fromSrc: '-',
        repo: reference ? canonicalName(reference) : undefined,
        tag: reference?.tag,
        message: flags.message || undefined,
        changes: flags.change.length ? flags.change : undefined,
        platform: flags.platform || undefined,
      },
      body: archive,
      contentType: 'text/plain',
    });
    const display = new ProgressDisplay(out);
    const messages = new JsonReader<ProgressMessage>(body);
    for (let message = yield* messages.next(); message; message = yield* messages.next()) yield* display.show(message);
  },
});
