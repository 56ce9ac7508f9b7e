/** `docker start` (command/container/start.go). */
import { Attachment } from '../_client/attach';
import { apiPath } from '../_client/path';
import type { ApiContainer } from '../_client/shapes';
import { command, atLeast } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { beginWait, joinWait, proxySignals } from './_wait';

export default command({
  use: 'start [OPTIONS] CONTAINER [CONTAINER...]',
  top: 'start',
  short: 'Start one or more stopped containers',
  args: atLeast(1),
  flags: {
    attach: flag.bool('a', 'Show its output and pass signals on'),
    checkpoint: flag.string('', 'Start from this checkpoint', { needs: 'experimental' }),
    'checkpoint-dir': flag.string('', 'Where checkpoints are kept', { needs: 'experimental' }),
    'detach-keys': flag.string('', 'Keys that detach from the container'),
    interactive: flag.bool('i', 'Keep STDIN open'),
  },
  completes: containerNames,
  *run(context, refs, flags) {
    const { api, out, err } = context;
    if (flags.attach || flags.interactive) {
      if (refs.length > 1) throw new Failure('you cannot start and attach multiple containers at once');
      const container = yield* api.getAs<ApiContainer>('container.InspectResponse', apiPath`/containers/${refs[0] ?? ''}/json`);
      const { Tty: tty, OpenStdin: openStdin } = container.Config;
      const stdin = flags.interactive && openStdin;
      const session = new Attachment(context, {
        path: apiPath`/containers/${container.Id}/attach`,
        query: { stream: '1', stdin: stdin ? '1' : undefined, stdout: '1', stderr: '1', detachKeys: flags['detach-keys'] || undefined },
        tty,
        stdin,
        stdout: true,
        stderr: true,
        detachKeys: flags['detach-keys'],
        resizePath: apiPath`/containers/${container.Id}/resize`,
      });
      const stopProxy = tty ? undefined : proxySignals(context, container.Id);
      try {
        yield* session.open();
        const ended = yield* beginWait(context, container.Id, container.HostConfig.AutoRemove ?? false);
        yield* api.post(apiPath`/containers/${container.Id}/start`);
        return (yield* session.stream()) === 'detached' ? 0 : yield* joinWait(ended);
      } finally {
        stopProxy?.();
      }
    }
    const failed: string[] = [];
    for (const ref of refs) {
      try {
        yield* api.post(apiPath`/containers/${ref}/start`);
        yield* out.line(ref);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        yield* err.line(error.message);
        failed.push(ref);
      }
    }
    if (failed.length) throw new Failure(`Error: failed to start containers: ${failed.join(', ')}`);
    return 0;
  },
});
