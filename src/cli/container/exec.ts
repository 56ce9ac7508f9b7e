/** `docker exec` (command/container/exec.go). */
import { Attachment } from '../_client/attach';
import { apiPath } from '../_client/path';
import type { ApiContainer } from '../_client/shapes';
import { command, atLeast } from '../_framework/command';
import { runningContainerNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { environment } from '../_parse/environment';
import { validateEnv } from '../_parse/texts';

export default command({
  use: 'exec [OPTIONS] CONTAINER COMMAND [ARG...]',
  top: 'exec',
  rank: 2,
  short: 'Run a command in a running container',
  args: atLeast(2),
  stopsAtArguments: true,
  flags: {
    detach: flag.bool('d', 'Run in the background'),
    'detach-keys': flag.string('', 'Keys that detach from the container'),
    env: flag.checkedList(validateEnv)('e', 'Environment variable'),
    'env-file': flag.list('', 'File of environment variables'),
    interactive: flag.bool('i', 'Keep STDIN open'),
    privileged: flag.bool('', 'All rights of the host'),
    tty: flag.bool('t', 'Give it a terminal'),
    user: flag.string('u', 'User, as name or uid, with an optional group after a colon'),
    workdir: flag.string('w', 'Working directory inside the container'),
  },
  completes: upTo(1, runningContainerNames),
  *run(context, [ref = '', ...words], flags) {
    const { api, process } = context;
    const env = environment(process, flags['env-file'], flags.env);
    // A missing container is told of before a missing terminal.
    yield* api.getAs<ApiContainer>('container.InspectResponse', apiPath`/containers/${ref}/json`);
    const attach = !flags.detach;
    const stdin = attach && flags.interactive;
    if (stdin && flags.tty && !process.stdin.tty) throw new Failure('the input device is not a TTY');
    const { tty } = process.stdout;
    const size = flags.tty && tty ? { ConsoleSize: [tty.rows, tty.columns] } : {};
    const made = yield* api.post<{ Id: string }>(apiPath`/containers/${ref}/exec`, {
      json: {
        User: flags.user,
        Privileged: flags.privileged,
        Tty: flags.tty,
        ...size,
        AttachStdin: stdin,
        AttachStderr: attach,
        AttachStdout: attach,
        DetachKeys: flags['detach-keys'],
        Env: env.length ? env : null,
        WorkingDir: flags.workdir,
        Detach: flags.detach,
        Cmd: words,
      },
    });
    if (!made.Id) throw new Failure('exec ID empty');
    if (flags.detach) {
      yield* api.post(apiPath`/exec/${made.Id}/start`, { json: { Detach: true, Tty: flags.tty } });
      return 0;
    }
    const session = new Attachment(context, {
      path: apiPath`/exec/${made.Id}/start`,
      json: { Detach: false, Tty: flags.tty, ...size },
      tty: flags.tty,
      stdin,
      stdout: true,
      stderr: true,
      detachKeys: flags['detach-keys'],
      resizePath: apiPath`/exec/${made.Id}/resize`,
    });
    yield* session.open();
    if ((yield* session.stream()) === 'detached') return 0;
    return (yield* api.get<{ ExitCode: number }>(apiPath`/exec/${made.Id}/json`)).ExitCode;
  },
});
