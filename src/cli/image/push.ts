/** `docker push` (command/image/push.go). */
import { JsonReader } from '../_client/lines';
import { apiPath } from '../_client/path';
import { command, exactly } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { ProgressDisplay, type ProgressMessage } from '../_format/progress';
import { canonicalName, canonicalText, parseImageReference, withDefaultTag } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import { parsePlatform } from '../_parse/platform';
import { platformParameter } from './_platform';

const PLATFORM_NOTE = `
 Info -> Using --platform pushes only the specified platform manifest of a multi-platform image index.
         Other components, like attestations, will not be included.
         To push the complete multi-platform image, remove the --platform flag.
         
`;

export default command({
  use: 'push [OPTIONS] NAME[:TAG]',
  top: 'push',
  rank: 6,
  short: 'Send an image to a registry',
  args: exactly(1),
  flags: {
    'all-tags': flag.bool('a', 'All tags of the repository'),
    'disable-content-trust': flag.bool('', 'Do not check signatures', { initial: true }),
    platform: flag.string('', 'Platform, as os/architecture'),
    quiet: flag.bool('q', 'Print only what went wrong'),
  },
  completes: upTo(1, imageNames),
  *run(context, [name = ''], flags) {
    const platform = flags.platform ? parsePlatform(flags.platform) : undefined;
    if (isProblem(platform)) throw new Failure(`Invalid platform ${flags.platform}${platform.problem}`);
    if (platform) yield* context.out.write(PLATFORM_NOTE);
    const parsed = parseImageReference(name);
    if (isProblem(parsed)) throw new Failure(parsed.problem);
    const all = flags['all-tags'];
    if (all && parsed.tag) throw new Failure("tag can't be used with --all-tags/-a");
    const reference = all ? parsed : withDefaultTag(parsed);
    if (!all && !parsed.tag && !flags.quiet) yield* context.out.line('Using default tag: latest');
    const { body } = yield* context.api.stream('POST', apiPath`/images/${canonicalName(reference)}/push`, {
      query: { tag: all ? undefined : reference.tag, platform: platformParameter(flags.platform) },
      headers: { 'x-registry-auth': 'e30=' },
    });
    const display = new ProgressDisplay(context.out);
    const messages = new JsonReader<ProgressMessage>(body);
    for (let message = yield* messages.next(); message; message = yield* messages.next()) {
      if (!flags.quiet || message.error !== undefined || message.errorDetail) yield* display.show(message);
    }
    if (flags.quiet) yield* context.out.line(canonicalText(reference));
  },
});
