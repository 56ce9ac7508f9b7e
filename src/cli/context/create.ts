/** `docker context create` (command/context/create.go). */
import { command, exactly } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { checkName, currentName, findContext, hostOf, tlsFilesOf } from './_context';
import { quote } from '../../template/quote';

export default command({
  use: 'create [OPTIONS] CONTEXT',
  short: 'Name an engine to talk to',
  args: exactly(1),
  flags: {
    description: flag.string('', 'What the context is for'),
    docker: flag.stringToString('', 'The endpoint, as host=...', { shows: '[]' }),
    from: flag.string('', 'Context to start from'),
  },
  *run(context, [name = ''], flags) {
    checkName(name);
    if (context.config.context(name)) throw new Failure(`context ${quote(name)} already exists`);
    if (flags.from && flags.docker.length) throw new Failure('cannot use --docker flag when --from is set');
    const source = flags.from || (flags.docker.length ? '' : currentName(context));
    const from = source ? findContext(context, source) : undefined;
    const host = flags.docker.length ? hostOf(context, flags.docker) : (from?.host ?? '');
    context.config.saveContext({ name, description: flags.description || (flags.from ? (from?.description ?? '') : ''), host });
    if (flags.docker.length) context.config.saveContextTls(name, tlsFilesOf(context, flags.docker));
    yield* context.out.line(name);
    yield* context.err.line(`Successfully created context ${quote(name)}`);
  },
});
