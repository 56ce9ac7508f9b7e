/** `docker stack config` (command/stack/config.go): asks no daemon. */
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { printConfig } from './_compose/print';
import { loadComposeFiles } from './_compose/read';
import { ORCHESTRATOR } from './_stack';

export default command({
  use: 'config [OPTIONS]',
  short: 'Show what compose files amount to, merged and with variables filled in',
  swarm: 'manager',
  args: noArguments,
  flags: {
    'compose-file': flag.strings('c', 'Compose file, "-" for standard input; several are merged'),
    'skip-interpolation': flag.bool('', 'Leave variables as they are written'),
    ...ORCHESTRATOR,
  },
  *run(context, _args, flags) {
    const { config } = yield* loadComposeFiles(context, flags['compose-file'], { skipInterpolation: flags['skip-interpolation'] });
    yield* context.out.write(printConfig(config));
  },
});
