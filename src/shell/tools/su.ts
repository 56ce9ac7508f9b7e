/** su: a shell or a command as another user. */
import { runCommand } from './_children';
import { fail } from './_io';
import { tool } from './_tool';
import { findUser } from './_users';

export default tool({
  name: 'su',
  package: 'util-linux',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    let command: string | undefined;
    let login = false;
    let shell: string | undefined;
    let name = 'root';
    let named = false;
    const rest: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '-' || arg === '-l' || arg === '--login') login = true;
      else if (arg === '-c' || arg === '--command') command = args[++i] ?? '';
      else if (arg === '-s' || arg === '--shell') shell = args[++i];
      else if (arg === '-m' || arg === '-p' || arg === '--preserve-environment') continue;
      else if (arg.startsWith('-') && !named)
        return yield* fail(process, `invalid option -- '${arg.slice(1, 2)}'\nTry 'su --help' for more information.`);
      else if (!named) {
        name = arg;
        named = true;
      } else rest.push(arg);
    }
    const user = findUser(process, name);
    if (!user) return yield* fail(process, `user ${name} does not exist or the user entry does not contain all the required fields`);
    const program = shell ?? (user.shell || '/bin/sh');
    if (/nologin|false$/.test(program)) {
      yield* process.stdout.write('This account is currently not available.\n');
      return 1;
    }
    const env = new Map(process.env);
    env.set('HOME', user.home).set('SHELL', program).set('USER', user.name).set('LOGNAME', user.name);
    return yield* runCommand(
      process,
      [program, ...(login && command === undefined ? ['-l'] : []), ...(command === undefined ? [] : ['-c', command]), ...rest],
      { env, cwd: login ? user.home : process.cwd },
      (word) => `failed to execute ${word}`,
    );
  },
});
