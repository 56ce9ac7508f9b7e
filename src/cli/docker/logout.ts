/** `docker logout` (command/registry/logout.go). */
import { command, atMost } from '../_framework/command';

export default command({
  use: 'logout [SERVER]',
  rank: 9,
  short: 'Log out from a registry',
  args: atMost(1),
  flags: {},
  *run({ out }, [server = 'https://index.docker.io/v1/']) {
    yield* out.line(`Removing login credentials for ${server}`);
  },
});
