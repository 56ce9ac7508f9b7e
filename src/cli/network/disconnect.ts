/** `docker network disconnect` (command/network/disconnect.go). */
import { apiPath } from '../_client/path';
import { command, exactly } from '../_framework/command';
import { containerNames, inOrder, networkNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';

export default command({
  use: 'disconnect [OPTIONS] NETWORK CONTAINER',
  short: 'Take a container off a network',
  args: exactly(2),
  flags: {
    force: flag.bool('f', 'Even where the container does not answer'),
  },
  completes: inOrder(networkNames, containerNames),
  *run({ api }, [network = '', container = ''], { force }) {
    if (network.trim() && !container.trim()) throw new Failure('invalid container name or ID: value is empty');
    yield* api.post(apiPath`/networks/${network}/disconnect`, { json: { Container: container, Force: force } });
  },
});
