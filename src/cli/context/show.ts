/** `docker context show` (command/context/show.go). */
import { command, noArguments } from '../_framework/command';
import { currentName } from './_context';

export default command({
  use: 'show',
  short: 'Print the name of the context in use',
  args: noArguments,
  flags: {},
  *run(context) {
    yield* context.out.line(currentName(context));
  },
});
