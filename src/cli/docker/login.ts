/** `docker login`: the registry of this lab takes anyone, so nothing is kept (command/registry/login.go). */
import { askSecret, readStdin } from '../_client/prompt';
import { command, atMost } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { readLine } from '../../os';

export default command({
  use: 'login [OPTIONS] [SERVER]',
  rank: 8,
  short: 'Log in to a registry',
  args: atMost(1),
  flags: {
    password: flag.string('p', 'Password'),
    'password-stdin': flag.bool('', 'Read the password from standard input'),
    username: flag.string('u', 'User name'),
  },
  *run(context, _args, flags, given) {
    const { process, out, err } = context;
    if (given('password') && flags['password-stdin']) throw new Failure('conflicting options: cannot specify both --password and --password-stdin');
    if (flags['password-stdin'] && !flags.username) throw new Failure('the --password-stdin option requires --username to be set');
    if (given('username') && !flags.username) throw new Failure('username is empty');
    if (given('password') && !flags.password) throw new Failure('password is empty');
    if (given('password')) yield* err.line('WARNING! Using --password via the CLI is insecure. Use --password-stdin.');
    let { username, password } = flags;
    if (flags['password-stdin']) password = (yield* readStdin(context)).replace(/\r?\n$/, '');
    if ((!username || !password) && !process.stdin.tty) throw new Failure('Error: Cannot perform an interactive login from a non TTY device');
    if (!username) {
      yield* out.write('Username: ');
      username = ((yield* readLine(process.stdin)) ?? '').trim();
      if (!username) throw new Failure('Error: Non-null Username Required');
    }
    if (!password) password = yield* askSecret(context, 'Password: ');
    if (!password) throw new Failure('Error: Password Required');
    yield* out.line('Login Succeeded');
  },
});
