/** `docker create` (command/container/create.go). */
import { command, atLeast } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import { createContainer, prepare } from './_create';
import { CREATE_FLAGS } from './_flags';

export default command({
  use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
  top: 'create',
  short: 'Make a container without starting it',
  args: atLeast(1),
  stopsAtArguments: true,
  flags: CREATE_FLAGS,
  completes: upTo(1, imageNames),
  *run(context, [image = '', ...words], flags, given) {
    const body = yield* prepare(context, 'create', image, words, flags, given, false);
    yield* context.out.line(yield* createContainer(context, image, body, flags));
  },
});
