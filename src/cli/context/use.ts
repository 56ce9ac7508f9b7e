/** `docker context use` (command/context/use.go). */
import { command, anyArguments } from '../_framework/command';
import { contextNames, upTo } from '../_framework/completion';
import { checkName, findContext } from './_context';
import { quote } from '../../template/quote';

export default command({
  use: 'use CONTEXT',
  short: 'Choose the context that later commands use',
  args: anyArguments,
  plainCount: 1,
  flags: {},
  completes: upTo(1, contextNames),
  *run(context, [name = '']) {
    if (name !== 'default') {
      checkName(name);
      findContext(context, name);
    }
    context.config.set('currentContext', name === 'default' ? undefined : name);
    yield* context.out.line(name);
    yield* context.err.line(`Current context is now ${quote(name)}`);
    const host = context.process.env.get('DOCKER_HOST');
    if (host && name !== 'default') {
      yield* context.err.write(
        'Warning: DOCKER_HOST environment variable overrides the active context. ' +
          `To use ${quote(name)}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`,
      );
    }
  },
});
