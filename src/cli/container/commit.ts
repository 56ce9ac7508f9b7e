/** `docker commit` (command/container/commit.go). */
import { command, between } from '../_framework/command';
import { containerNames, upTo } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { canonicalName, parseImageReference } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import { Failure } from '../_framework/failure';

export default command({
  use: 'commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  top: 'commit',
  short: 'Make an image of a container as it is',
  args: between(1, 2),
  stopsAtArguments: true,
  flags: {
    author: flag.string('a', 'Who made the image, such as "Ada <ada@example.org>"'),
    change: flag.list('c', 'Dockerfile instruction to apply to the image'),
    message: flag.string('m', 'Note about the change'),
    pause: flag.bool('p', 'Pause the container while its files are read', { initial: true }),
  },
  completes: upTo(1, containerNames),
  *run({ api, out }, [ref, target], flags) {
    let named = { repo: '', tag: '' };
    if (target !== undefined) {
      const reference = parseImageReference(target);
      if (isProblem(reference)) throw new Failure(reference.problem);
      if (reference.digest) throw new Failure('refusing to create a tag with a digest reference');
      named = { repo: canonicalName(reference), tag: reference.tag ?? 'latest' };
    }
    if (!ref?.trim()) throw new Failure('invalid container name or ID: value is empty');
    const made = yield* api.post<{ Id: string }>('/commit', {
      query: {
        container: ref,
        ...named,
        comment: flags.message,
        author: flags.author,
        changes: flags.change.length ? flags.change : undefined,
        pause: flags.pause ? undefined : '0',
      },
      json: null,
    });
    yield* out.line(made.Id);
  },
});
