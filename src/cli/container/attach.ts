/** `docker attach` (command/container/attach.go). */
import { Attachment } from '../_client/attach';
import { apiPath } from '../_client/path';
import type { ApiContainer } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import { runningContainerNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { beginAttachedWait, proxySignals } from './_wait';

export default command({
  use: 'attach [OPTIONS] CONTAINER',
  top: 'attach',
  short: 'Join the input and output of a running container',
  args: exactly(1),
  flags: {
    'detach-keys': flag.string('', 'Keys that detach from the container'),
    'no-stdin': flag.bool('', 'Do not attach STDIN'),
    'sig-proxy': flag.bool('', 'Pass signals on to the process', { initial: true }),
  },
  completes: upTo(1, runningContainerNames),
  *run(context, [ref = ''], flags) {
    const exitCode = yield* beginAttachedWait(context, ref);
    const container = yield* context.api.getAs<ApiContainer>('container.InspectResponse', apiPath`/containers/${ref}/json`);
    const { State: state, Config: config, Id: id } = container;
    if (!state.Running) throw new Failure('You cannot attach to a stopped container, start it first');
    if (state.Paused) throw new Failure('You cannot attach to a paused container, unpause it first');
    if (state.Restarting) throw new Failure('You cannot attach to a restarting container, wait until it is running');
    const stdin = !flags['no-stdin'] && config.OpenStdin;
    if (stdin && config.Tty && !context.process.stdin.tty) throw new Failure('the input device is not a TTY');
    const session = new Attachment(context, {
      path: apiPath`/containers/${id}/attach`,
      query: { stream: '1', stdin: stdin ? '1' : undefined, stdout: '1', stderr: '1', detachKeys: flags['detach-keys'] || undefined },
      tty: config.Tty,
      stdin,
      stdout: true,
      stderr: true,
      detachKeys: flags['detach-keys'],
      resizePath: apiPath`/containers/${id}/resize`,
    });
    const stopProxy = flags['sig-proxy'] && !config.Tty ? proxySignals(context, id) : undefined;
    try {
      yield* session.open();
      return (yield* session.stream()) === 'detached' ? 0 : yield* exitCode();
    } finally {
      stopProxy?.();
    }
  },
});
