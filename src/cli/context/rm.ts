/** `docker context rm` (command/context/remove.go). */
import { command, atLeast } from '../_framework/command';
import { contextNames } from '../_framework/completion';
import { Failure, Failures } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { currentName } from './_context';
import { quote } from '../../template/quote';

export default command({
  use: 'rm CONTEXT [CONTEXT...]',
  aliases: ['remove'],
  short: 'Forget contexts',
  args: atLeast(1),
  flags: {
    force: flag.bool('f', 'Even the one in use'),
  },
  completes: contextNames,
  *run(context, names, { force }) {
    const failures = new Failures();
    const current = currentName(context);
    for (const name of names) {
      try {
        if (name === 'default') throw new Failure('context "default" cannot be removed');
        if (!context.config.context(name) && !force) throw new Failure(`context ${quote(name)} does not exist`);
        if (name === current && !force) throw new Failure(`context ${quote(name)} is in use, set -f flag to force remove`);
        if (name === current) context.config.set('currentContext', undefined);
        context.config.removeContext(name);
        yield* context.out.line(name);
      } catch (error) {
        failures.add(error);
      }
    }
    failures.throwIfAny();
  },
});
