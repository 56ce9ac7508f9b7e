/** `docker pull` (command/image/pull.go). */
import { pullImage } from '../_client/pull';
import { command, exactly } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { canonicalText, parseImageReference, withDefaultTag } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';

export default command({
  use: 'pull [OPTIONS] NAME[:TAG|@DIGEST]',
  top: 'pull',
  rank: 5,
  short: 'Fetch an image from a registry',
  args: exactly(1),
  flags: {
    'all-tags': flag.bool('a', 'All tags of the repository'),
    'disable-content-trust': flag.bool('', 'Do not check signatures', { initial: true }),
    platform: flag.string('', 'Platform, as os/architecture'),
    quiet: flag.bool('q', 'Print only the name in the end'),
  },
  completes: upTo(1, imageNames),
  *run(context, [name = ''], flags) {
    const parsed = parseImageReference(name);
    if (isProblem(parsed)) throw new Failure(parsed.problem);
    const all = flags['all-tags'];
    if (all && (parsed.tag || parsed.digest)) throw new Failure("tag can't be used with --all-tags/-a");
    const reference = all ? parsed : withDefaultTag(parsed);
    if (!all && !parsed.tag && !parsed.digest && !flags.quiet) yield* context.out.line('Using default tag: latest');
    yield* pullImage(context, reference, {
      platform: flags.platform || context.process.env.get('DOCKER_DEFAULT_PLATFORM'),
      quiet: flags.quiet,
      all,
      out: context.out,
    });
    yield* context.out.line(canonicalText(reference));
  },
});
