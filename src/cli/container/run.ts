/** `docker run` (command/container/run.go): create, attach, start, and live as long as the container. */
import { Attachment } from '../_client/attach';
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import { createContainer, prepare, withHelp } from './_create';
import { RUN_FLAGS } from './_flags';
import { beginWait, joinWait, proxySignals, startExit } from './_wait';

export default command({
  use: 'run [OPTIONS] IMAGE [COMMAND] [ARG...]',
  top: 'run',
  rank: 1,
  short: 'Make a container of an image and run it',
  args: atLeast(1),
  stopsAtArguments: true,
  flags: RUN_FLAGS,
  completes: upTo(1, imageNames),
  *run(context, [image = '', ...words], flags, given) {
    const body = (yield* prepare(context, 'run', image, words, flags, (name) => given(name), flags.detach)) as {
      AttachStdin: boolean;
      AttachStdout: boolean;
      AttachStderr: boolean;
    };
    if (flags.detach && flags.attach.length) throw new Failure('conflicting options: cannot specify both --attach and --detach');
    const attached = body.AttachStdin || body.AttachStdout || body.AttachStderr;
    if (body.AttachStdin && flags.tty && !context.process.stdin.tty) throw new Failure('the input device is not a TTY');
    let id: string;
    try {
      id = yield* createContainer(context, image, body, flags);
    } catch (error) {
      if (error instanceof Failure) throw withHelp(error, 'run', startExit(error.message));
      throw error;
    }
    if (!attached) yield* context.out.line(id);
    const stopProxy = flags['sig-proxy'] && attached && !flags.tty ? proxySignals(context, id) : undefined;
    const session = attached
      ? new Attachment(context, {
          path: apiPath`/containers/${id}/attach`,
          query: {
            stream: '1',
            stdin: body.AttachStdin ? '1' : undefined,
            stdout: body.AttachStdout ? '1' : undefined,
            stderr: body.AttachStderr ? '1' : undefined,
            detachKeys: flags['detach-keys'] || undefined,
          },
          tty: flags.tty,
          stdin: body.AttachStdin,
          stdout: body.AttachStdout,
          stderr: body.AttachStderr,
          detachKeys: flags['detach-keys'],
          resizePath: apiPath`/containers/${id}/resize`,
        })
      : undefined;
    try {
      if (session) yield* session.open();
      const ended = yield* beginWait(context, id, flags.rm);
      try {
        yield* context.api.post(apiPath`/containers/${id}/start`);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        // With --rm the engine removes what could not start; run ends when that is done.
        if (flags.rm) yield* joinWait(ended);
        throw withHelp(error, 'run', startExit(error.message));
      }
      if (!session) return 0;
      const how = yield* session.stream();
      return how === 'detached' ? 0 : yield* joinWait(ended);
    } finally {
      stopProxy?.();
    }
  },
});
