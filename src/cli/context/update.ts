/** `docker context update` (command/context/update.go). */
import { command, exactly } from '../_framework/command';
import { contextNames, upTo } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { checkName, findContext, hostOf } from './_context';
import { quote } from '../../template/quote';

export default command({
  use: 'update [OPTIONS] CONTEXT',
  short: 'Change a context',
  args: exactly(1),
  flags: {
    description: flag.string('', 'What the context is for'),
    docker: flag.stringToString('', 'The endpoint, as host=...', { shows: '[]' }),
  },
  completes: upTo(1, contextNames),
  *run(context, [name = ''], flags) {
    checkName(name);
    const before = findContext(context, name);
    const host = flags.docker.length ? hostOf(context, flags.docker) : before.host;
    context.config.saveContext({ name, description: flags.description || before.description, host });
    yield* context.out.line(name);
    yield* context.err.line(`Successfully updated context ${quote(name)}`);
  },
});
