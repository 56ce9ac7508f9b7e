/** `docker rm` (command/container/rm.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import { Failure, Failures, isNotFound } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'rm [OPTIONS] CONTAINER [CONTAINER...]',
  aliases: ['remove'],
  top: 'rm',
  topAliases: ['remove'],
  short: 'Remove one or more containers',
  args: atLeast(1),
  flags: {
    force: flag.bool('f', 'Kill a running container first'),
    link: flag.bool('l', 'Remove a link instead of a container'),
    volumes: flag.bool('v', 'Anonymous volumes as well'),
  },
  completes: containerNames,
  *run({ api, out, err }, refs, { force, link, volumes }) {
    const failures = new Failures();
    for (const ref of refs) {
      const name = ref.replace(/^\/+|\/+$/g, '');
      try {
        if (name === '') throw new Failure('container name cannot be empty');
        yield* api.delete(apiPath`/containers/${name}`, { v: volumes ? '1' : undefined, link: link ? '1' : undefined, force: force ? '1' : undefined });
        yield* out.line(ref);
      } catch (error) {
        if (force && isNotFound(error)) yield* err.line((error as Failure).message);
        else failures.add(error);
      }
    }
    failures.throwIfAny();
  },
});
