/** `docker context import` (command/context/import.go, context/store Import): an archive as `export` writes it. */
import { byteLength, readTar } from '../../os';
import { readFile } from '../_client/local-files';
import { readStdin } from '../_client/prompt';
import { command, exactly } from '../_framework/command';
import { Failure } from '../_framework/failure';
import { checkName, META_FILE } from './_context';

export default command({
  use: 'import CONTEXT FILE|-',
  short: 'Read a context from an archive',
  args: exactly(2),
  flags: {},
  *run(context, [name = '', source = '']) {
    checkName(name);
    if (context.config.context(name)) throw new Failure(`context "${name}" already exists`);
    const archive = source === '-' ? yield* readStdin(context) : readFile(context.process, source);
    // A header of an archive is half a kibibyte: what is shorter ends too soon, what is none says so.
    if (archive !== '' && byteLength(archive) < 512) throw new Failure('unexpected EOF');
    const meta = readTar(archive).find((entry) => entry.name === META_FILE);
    const found = context.config.parseMeta(meta?.content ?? '');
    if (!found) throw new Failure('invalid context: no metadata found');
    context.config.saveContext({ ...found, name });
    yield* context.out.line(name);
    yield* context.err.line(`Successfully imported context "${name}"`);
  },
});
