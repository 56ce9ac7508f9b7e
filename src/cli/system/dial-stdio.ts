/** `docker system dial-stdio` (command/system/dial_stdio.go): the daemon's API on standard input and output, for `ssh://`. */
import type { HttpRequest } from '../../os';
import { Ahead, copyAll, responseHead } from '../_client/http-text';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';

export default command({
  use: 'dial-stdio',
  short: 'Pass the daemon\'s API through; for clients that come in by ssh',
  hidden: true,
  args: noArguments,
  flags: {},
  *run(context) {
    const { stdin, stdout, machine } = context.process;
    const input = new Ahead(stdin);
    const head = yield* input.head();
    if (!head) return;
    const { address } = context.api.endpoint;
    if (address.kind !== 'unix') throw new Failure(`dial-stdio wants the daemon of this machine, not ${context.api.endpoint.host}`);
    const [method = '', path = ''] = head.first.split(' ');
    const { 'content-length': length = '0', ...headers } = head.headers;
    const request: HttpRequest = { method, path, headers, body: yield* input.take(Number(length)), ...(headers['upgrade'] ? { upgrade: input } : {}) };
    const result = yield* machine.net.httpUnix(address.path, request);
    if (!result.ok) throw new Failure(`failed to dial unix ${address.path}: connect: connection refused`);
    const { body } = result.value;
    yield* stdout.write(responseHead(result.value));
    if (typeof body === 'string') yield* stdout.write(body);
    else {
      yield* copyAll(body, stdout);
      body.close();
    }
  },
});
