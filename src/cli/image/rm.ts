/** `docker rmi` (command/image/remove.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { imageNames } from '../_framework/completion';
import { Failures, isNotFound } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { platformParameter } from './_platform';

export default command({
  use: 'rm [OPTIONS] IMAGE [IMAGE...]',
  aliases: ['remove'],
  top: 'rmi',
  short: 'Remove one or more images',
  args: atLeast(1),
  flags: {
    force: flag.bool('f', 'Untag and remove even where containers use it'),
    'no-prune': flag.bool('', 'Keep parents without a tag'),
    platform: flag.strings('', 'Platform, as os/architecture'),
  },
  completes: imageNames,
  *run({ api, out, err }, refs, flags) {
    const failures = new Failures();
    const platforms = flags.platform.flatMap((text) => platformParameter(text) ?? []);
    let fatal = false;
    for (const ref of refs) {
      try {
        const parts = yield* api.delete<{ Untagged?: string; Deleted?: string }[]>(apiPath`/images/${ref}`, {
          force: flags.force ? '1' : undefined,
          noprune: flags['no-prune'] ? '1' : undefined,
          platforms: platforms.length ? platforms : undefined,
        });
        for (const { Deleted, Untagged } of parts) yield* out.line(Deleted ? `Deleted: ${Deleted}` : `Untagged: ${Untagged}`);
      } catch (error) {
        if (!isNotFound(error)) fatal = true;
        failures.add(error);
      }
    }
    if (!failures.any) return;
    // With --force images that are not there are only mentioned.
    if (flags.force && !fatal) yield* err.line(failures.texts.join('\n'));
    else failures.throwIfAny();
  },
});
