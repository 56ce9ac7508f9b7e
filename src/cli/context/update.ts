/** `docker context update` (command/context/update.go). */
import { command, exactly } from '../_framework/command';
import { contextNames, upTo } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { normalHost } from '../_client/endpoint';
import { checkName, findContext, hostOf } from './_context';

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
    const host = flags.docker.length ? normalHost(hostOf(context, flags.docker)) : before.host;
    context.config.saveContext({ name, description: flags.description || before.description, host });
    yield* context.out.line(name);
    yield* context.err.line(`Successfully updated context ${JSON.stringify(name)}`);
  },
});
